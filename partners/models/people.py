"""People who sign in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from groundwork import clock


class PersonManager(BaseUserManager["Person"]):
    """Makes people. An e-mail address is kept in lower case, as it is compared."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "Person":
        person = self.model(email=email.strip().lower(), **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **more: Any) -> "Person":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True} | more)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. The name is shown only where they act for an organisation."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=clock.now, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="person_email_is_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"person {self.pk}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

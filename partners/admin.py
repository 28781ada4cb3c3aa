"""What administrators do by hand: the vocabularies, the first councils, and who may sign in.

Organisations and roles change by their own verbs; here they are only made when there is nobody yet
who could make them.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from partners.models import Membership, Organisation, Person, Service, Theme


class VocabularyAdmin(admin.ModelAdmin):
    """Words are retired, not deleted, because zones use them."""

    list_display = ("name", "position", "retired_on")
    list_editable = ("position",)
    prepopulated_fields = {"slug": ("name",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


admin.site.register(Theme, VocabularyAdmin)
admin.site.register(Service, VocabularyAdmin)


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    """Who may sign in."""

    list_display = ("email", "name", "is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    fields = ("email", "name", "is_active", "is_staff", "is_superuser", "joined_at", "last_login")
    readonly_fields = ("email", "joined_at", "last_login")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows; their own pages change them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    """Organisations, to look them up."""

    list_display = ("name", "sector", "verified_on", "ends_on")
    list_filter = ("sector",)
    search_fields = ("name",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Roles, to look them up."""

    list_display = ("person", "organisation", "role", "starts_on", "ends_on")
    list_filter = ("role",)
    search_fields = ("person__name", "organisation__name")

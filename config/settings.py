"""Settings, all in one file, taken from the environment. Each is explained in .env.example."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.geo_libraries import library_paths

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_bool(name: str, default: bool = False) -> bool:
    return env(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


def database_from_url(url: str) -> dict:
    """Read `postgis://user:password@host:port/name?host=/socket/folder` into Django's form."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgis", "postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgis:// or postgresql://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": options,
    }


# --- Safety ---------------------------------------------------------------------------------------

DEBUG = env_bool("DEBUG")
TECHNICAL_ERROR_PAGES = env_bool("TECHNICAL_ERROR_PAGES")
SECRET_KEY = env("SECRET_KEY")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text (see .env.example).")
    SECRET_KEY = "only-for-development-and-demonstration-never-for-real-people"  # noqa: S105
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEBUG else "")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
IS_HTTPS = env_bool("HTTPS", default=not DEBUG)
# How the site's pages are named where no request says it: in letters, calendars and on paper.
SITE_ADDRESS = env("SITE_ADDRESS").rstrip("/") or (
    f"{'https' if IS_HTTPS else 'http'}://{(ALLOWED_HOSTS or ['localhost'])[0].lstrip('.*')}"
)
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
TRUSTS_PROXY = env_bool("TRUST_PROXY_HEADERS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTS_PROXY else None
SECURE_HSTS_SECONDS = int(env("HSTS_SECONDS", "31536000" if IS_HTTPS else "0"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# --- Maps -----------------------------------------------------------------------------------------

METRIC_SRID = int(env("METRIC_SRID", "27700"))
LONLAT_SRID = 4326
MAP_TILES_URL = env("MAP_TILES_URL")
MAP_TILES_ATTRIBUTION = env("MAP_TILES_ATTRIBUTION", "© OpenStreetMap contributors")

tiles = urlsplit(MAP_TILES_URL)
tile_hosts = (
    [f"{tiles.scheme}://{tiles.netloc.replace('{s}', '*')}"] if MAP_TILES_URL.strip() else []
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *tile_hosts],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
LEAFLET_CONFIG = {"TILES": []}

# --- The product's own numbers --------------------------------------------------------------------

JUST_OUTSIDE_M = int(env("JUST_OUTSIDE_M", "500"))
GRACE_DAYS = int(env("GRACE_DAYS", "90"))
REVIEW_NOTICE_DAYS = int(env("REVIEW_NOTICE_DAYS", "90"))
AFTERWARDS_DAYS = int(env("AFTERWARDS_DAYS", "28"))
FORGET_AFTER_DAYS = int(env("FORGET_AFTER_DAYS", "365"))
IS_DEMO_SITE = env_bool("DEMO_SITE", default=DEBUG)

# --- Apps, from the top down ----------------------------------------------------------------------

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "residents",
    "sizes",
    "assets",
    "partners",
    "places",
    "groundwork",
    "pghistory",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "leaflet",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    "groundwork.requests.RequestLogMiddleware",
    "groundwork.outage.DatabaseOutageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "groundwork.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "sizes.views.elsewhere.ElsewhereMiddleware",
    "sizes.views.desk.DeskCountMiddleware",
    "groundwork.error_pages.OwnErrorPagesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "groundwork.rendering.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    }
]

# --- Data -----------------------------------------------------------------------------------------

DATABASES = {
    "default": database_from_url(env("DATABASE_URL", "postgis:///social_innovation_zones"))
}
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
DATABASES["default"] |= {
    "CONN_MAX_AGE": int(env("DATABASE_CONN_MAX_AGE", "60")),
    "CONN_HEALTH_CHECKS": True,
}
if env("DATABASE_STATEMENT_TIMEOUT_MS"):
    DATABASES["default"]["OPTIONS"]["options"] = (
        f"-c statement_timeout={int(env('DATABASE_STATEMENT_TIMEOUT_MS'))}"
    )
# Who the tables belong to, if not to the product's own role: used by prepare_database alone.
DATABASE_OWNER = database_from_url(env("DATABASE_OWNER_URL")) if env("DATABASE_OWNER_URL") else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH = library_paths()
PGHISTORY_APPEND_ONLY = True
# The moment of each row, not that of its transaction: the order of what was written is known.
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"
# Not for GET, which changes nothing: public answers then depend on nobody.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
# In the database, so that tries at a password are counted once for all processes. Nobody can push
# the counts out by making many: far more are kept than anyone may make in five minutes.
CACHES = {
    "default": {
        "BACKEND": "groundwork.counting.Counts",
        "LOCATION": "groundwork_cache",
        "KEY_FUNCTION": "groundwork.counting.hidden",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "partners.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "partners.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    name: f"partners.forms.accounts.{form}"
    for name, form in {
        "signup": "SignupForm",
        "login": "LoginForm",
        "add_email": "AddEmailForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
        "reauthenticate": "ReauthenticateForm",
    }.items()
}
# Where a proxy stands in front, its own address must not be taken for everybody's.
ALLAUTH_TRUSTED_PROXY_COUNT = int(TRUSTS_PROXY)
MFA_ADAPTER = "partners.accounts.SecondStepAdapter"
MFA_FORMS = {
    name: f"partners.forms.accounts.{form}"
    for name, form in {
        "authenticate": "SecondStepForm",
        "reauthenticate": "SecondStepAgainForm",
        "activate_totp": "ActivateAppForm",
        "add_webauthn": "AddPasskeyForm",
        "edit_webauthn": "RenamePasskeyForm",
    }.items()
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Social Innovation Zones"
EMAIL_BACKEND = env(
    "EMAIL_BACKEND",
    "django.core.mail.backends.console.EmailBackend"
    if DEBUG
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_FILE_PATH = env("EMAIL_FILE_PATH") or None
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "zones@localhost")

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env("TIME_ZONE", "Europe/London")
USE_I18N = False
USE_TZ = True
DATE_FORMAT = "j F Y"

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", str(BASE_DIR / ".local" / "static")))
NODE_MODULES = Path(env("NODE_MODULES", str(BASE_DIR / ".local" / "node" / "node_modules")))
STATICFILES_DIRS = [BASE_DIR / "static"]
for vendor in ("@geoman-io/leaflet-geoman-free", "@fontsource"):
    if (NODE_MODULES / vendor).is_dir():
        STATICFILES_DIRS.append((f"vendor/{vendor}", NODE_MODULES / vendor))
# Files that only some people may read: no address leads to them.
PRIVATE_MEDIA_ROOT = Path(env("PRIVATE_MEDIA_ROOT", str(BASE_DIR / ".local" / "private")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "groundwork.private_files.PrivateStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- API ------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "groundwork.paging.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "groundwork.problems.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": "format",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Social Innovation Zones",
    "DESCRIPTION": (
        "Publicly declared, time-limited areas in which a council, the community, local leaders "
        "and partners state what they are willing to change."
    ),
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "ZoneStatusEnum": "sizes.status.Status",
        "SectorEnum": "partners.models.organisations.Organisation.Sector",
        "AnswerEnum": "assets.models.asset.Asset.Answer",
        "OfferStatusEnum": "partners.api.PUBLIC_STATUSES",
        "VariationStatusEnum": "sizes.filters.VARIATION_STATUSES",
    },
    # All of it is open to everyone.
    "AUTHENTICATION_WHITELIST": [],
}

# --- Logs: request ids and people's ids, never what they typed ------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "groundwork.requests.line_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    # Django's own handlers would write errors in full, once more, and mail them.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        # These would tell each step of making a PDF, and each rule of a style sheet for screens.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
}

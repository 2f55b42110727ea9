"""One settings file; the environment says what differs. docs/reference/settings.md lists every name."""

from pathlib import Path
from urllib.parse import unquote

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from kernel.languages import LANGUAGES as LANGUAGE_CODES
from pressoffice.logs import logging_at
from pressoffice.rest import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401 - a setting

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# demo: `make demo`; test: the test suite; production: everything else. Only demo and test may relax a guard.
MODE = env.str("PRESSOFFICE_MODE", default="production")
DEMO, TEST = MODE == "demo", MODE == "test"
RELAXED = DEMO or TEST

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="only-for-the-demo-and-tests" if RELAXED else environ.Env.NOTSET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if RELAXED else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
NUM_PROXIES = env.int("NUM_PROXIES", default=0 if RELAXED else 1)  # in front of us, each adding X-Forwarded-For
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "pressoffice.admin_config.PressAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "csp",
    "pgtrigger",
    "pghistory",
    "accounts",
    "agencies",
    "audit",
    "notifications",
    "documents",
    "deadlines",
    "accreditation",
    "inquiries",
    "briefings",
    "dashboards",
    "pressoffice",
]
if RELAXED:
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "agencies.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "pressoffice.urls"
WSGI_APPLICATION = "pressoffice.wsgi.application"
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
                "pressoffice.context.portal",
                "notifications.context.inbox",
            ],
        },
    },
    # Text mails: the same templates directory, nothing escaped.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "plain",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"autoescape": False},
    },
]
FORM_RENDERER = "pressoffice.forms.GovukRenderer"

# --- Data -----------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise environ.ImproperlyConfigured("DATABASE_URL must name a PostgreSQL server; there is no second dialect.")
DATABASES["default"] |= {"CONN_MAX_AGE": 0 if TEST else 60, "CONN_HEALTH_CHECKS": True}
DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])  # a socket's directory is written %2Fpath
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")  # redis://…, rediss://… or unix:///path/to/socket
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "pressoffice",
        # A server that does not answer is given up at once; by default each question to it would take seconds.
        "OPTIONS": {"retry": Retry(NoBackoff(), 1), "socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
SESSION_ENGINE = "accounts.sessions"

# --- Celery: acknowledged late and really redelivered (kombu sweeps unacked messages every
# interval x throttle seconds; the defaults would take 100 s and more) ---

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "pressoffice"
CELERY_TIMEZONE = "UTC"
SWEEP_EVERY = env.int("SWEEP_EVERY", default=5 if DEMO else 30)  # seconds
SWEEP_BATCH = env.int("SWEEP_BATCH", default=200)  # rows a sweep takes at once

# --- People ---------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_login"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.PersonForm"
# A code is typed where the page is open: no link for a mail gateway to follow first.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = NUM_PROXIES
MFA_ADAPTER = "agencies.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"add_webauthn": "accounts.key_forms.AddKeyForm", "edit_webauthn": "accounts.key_forms.RenameKeyForm"}
MFA_TOTP_ISSUER = "pressoffice"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = RELAXED
# Staff must have a second factor before any page opens. The demo and the tests let people in without one.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False) if RELAXED else True

# --- Languages and time ---------------------------------------------------------------------------------------

LANGUAGE_CODE = "kk"
LANGUAGES = list(zip(LANGUAGE_CODES, [_("Kazakh"), _("Russian"), _("English")], strict=True))
# `vendor` translates what the libraries leave untranslated; it is ours to keep, but not extracted from our code.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "vendor"]
FORMAT_MODULE_PATH = "pressoffice.formats"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Almaty"

# --- Files ----------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = RELAXED
PRIVATE_ROOT = env.path("PRIVATE_ROOT", default=BASE_DIR / "var" / "private")
PRIVATE_REDIRECT = env.str("PRIVATE_REDIRECT", default="")  # nginx's internal location, e.g. /private/
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None, "file_permissions_mode": 0o640},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if RELAXED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_LIMIT = env.int("FILE_LIMIT", default=10 * 1024 * 1024)  # bytes, one file
FILES_LIMIT = env.int("FILES_LIMIT", default=5)  # files in one submission
CLAMAV_SOCKET = env.str("CLAMAV_SOCKET", default="")  # e.g. /run/clamav/clamd.ctl; empty: no scanner
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Identification numbers and signatures --------------------------------------------------------------------

# The first key seals, every key opens: put a new one in front, keep the old ones. FINGERPRINT_KEY never changes.
SEAL_KEYS = env.list("SEAL_KEYS", default=["only-for-the-demo-and-tests"] if RELAXED else environ.Env.NOTSET)
FINGERPRINT_KEY = env.str("FINGERPRINT_KEY", default="only-for-the-demo-and-tests" if RELAXED else environ.Env.NOTSET)
SIGNATURES = env.str("SIGNATURES", default="local" if RELAXED else "off")  # off, local or ncanode
SIGNATURE_ROOTS = env.path("SIGNATURE_ROOTS", default=BASE_DIR / "var" / "roots")  # certificates we trust, as PEM
NCANODE_URL = env.str("NCANODE_URL", default="http://ncanode:14579")
NCALAYER = env.bool("NCALAYER", default=False)  # offer signing in the browser with NCALayer

# --- Cards ----------------------------------------------------------------------------------------------------

# Passes for the wallet of a phone: a PEM file with the key, the pass certificate and Apple's intermediate; empty: none.
WALLET_PASS_CERTIFICATE = env.str("WALLET_PASS_CERTIFICATE", default="")
WALLET_PASS_PASSWORD = env.str("WALLET_PASS_PASSWORD", default="")

# --- Messages out ---------------------------------------------------------------------------------------------

# The demo writes mails as files and shows them on a page; EMAIL_URL names the real server.
MAIL_FILES = BASE_DIR / "var" / "mail"
vars().update(env.email_url("EMAIL_URL", default="consolemail://" if RELAXED else "smtp://localhost:25"))
if DEMO:
    EMAIL_BACKEND = "notifications.mail.FileBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="press@example.kz")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default=DEFAULT_FROM_EMAIL)  # where the public writes about the portal
TELEGRAM_BOT_TOKEN = env.str("TELEGRAM_BOT_TOKEN", default="")
TELEGRAM_API = env.str("TELEGRAM_API", default="https://api.telegram.org")
WEBHOOK_SECRET = env.str("WEBHOOK_SECRET", default=SECRET_KEY)

# --- The law: facts that are reported or unsure are settings, never constants (docs/reference/terms.md) --------

TERM_AMOUNTS: dict[str, int] = env.json("TERM_AMOUNTS", default={})
# Under which regimes a question to the requester stops the clock: APPC 64(6) gives a cure time, AI 9(1)2) does not say.
PAUSING_REGIMES = env.list("PAUSING_REGIMES", default=["APPEAL", "REPORT", "PROPOSAL", "OPINION"])
# Whether a return for completion stops the clock of an application: APPC 64(6) gives a cure time, the model rules are
# silent.
ACCREDITATION_PAUSES = env.bool("ACCREDITATION_PAUSES", default=True)

# --- API ------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = REST_FRAMEWORK | {"NUM_PROXIES": NUM_PROXIES}

# --- Security -------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "connect-src": [SELF, "wss://127.0.0.1:13579"] if NCALAYER else [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if not RELAXED:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside the container, without the proxy
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

LOGGING = logging_at(env.str("LOG_LEVEL", default="INFO"))

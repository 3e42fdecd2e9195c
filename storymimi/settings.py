"""Everything StoryMimi can be told, read from the environment once. `.env.example` lists the same knobs.

A variable that cannot be read does not stop the process here: storymimi.checks reports it by name.
"""

from __future__ import annotations

from pathlib import Path

import dj_database_url

from storymimi import embedded_redis
from storymimi import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
env.folder("DATA_DIR", DATA_DIR)

# --- Who may come in -------------------------------------------------------------------------------------------------
DEBUG = env.boolean("DEBUG", False)
PUBLIC_URL = env.url("PUBLIC_URL")  # where readers reach StoryMimi; without it the addresses of local media are paths
PORT = env.integer("PORT", 8000, least=1, most=65535)
SECRET_KEY = env.text("SECRET_KEY") or (env.kept_secret(DATA_DIR / "secret_key") if DEBUG else env.missing_secret())
PROBES = r"^(healthz|readyz)/?$"
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS") or (["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
# Development on loopback is open to everyone; elsewhere making and changing stories takes a signed-in member of staff.
OPEN_TO_ALL = env.boolean("OPEN_TO_ALL", DEBUG)

INSTALLED_APPS = [
    "storymimi",
    "stories",
    "generation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_rq",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "storymimi.security.CarefulHeaders",
    "storymimi.probes.Probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "storymimi.queue_pages.QueuePages",
    "storymimi.outages.Outages",
]

ROOT_URLCONF = "storymimi.urls"
WSGI_APPLICATION = "storymimi.wsgi.application"
APPEND_SLASH = False  # every path answers with and without a slash; a redirect would lose a POST's body

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
            ]
        },
    }
]

# --- Rows ------------------------------------------------------------------------------------------------------------
DATABASE_URL = env.url(
    "DATABASE_URL", f"sqlite:///{DATA_DIR}/storymimi.sqlite3", schemes=("postgres", "postgresql", "sqlite")
)
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    env.folder("DATABASE_URL", Path(DATABASES["default"]["NAME"]).parent)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # A bounded pool: threads that wait for a vendor hold no connection. Port 6543 is a transaction pooler, which knows
    # neither server-side cursors nor prepared statements; psycopg's default under Django prepares none.
    _seconds = env.integer("DATABASE_SECONDS", 30, least=1, most=600)  # gunicorn.conf.py has less for web
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 0,
        "max_size": env.integer("DATABASE_POOL", 16, least=1, most=500),
        "timeout": _seconds,
        "reconnect_timeout": _seconds,  # then whoever comes next tries at once; the pool does so less and less often
    }
    DATABASES["default"].update(
        CONN_MAX_AGE=0, CONN_HEALTH_CHECKS=True, DISABLE_SERVER_SIDE_CURSORS=DATABASES["default"].get("PORT") == 6543
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- The queue -------------------------------------------------------------------------------------------------------
KINDS = ("text", "image", "audio")
REDIS_URL = env.url("REDIS_URL", embedded_redis.url(DATA_DIR), schemes=("redis", "rediss", "unix"))
WORKER_SLOTS = env.integer("WORKER_SLOTS", 64, least=1, most=2048)
RQ_QUEUES = {kind: {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 900, "DEFAULT_RESULT_TTL": 60} for kind in KINDS}
RQ = {"COMMIT_MODE": "auto"}  # generation.jobs enqueues on commit itself: see docs/decisions.md
WORKER_PERIODIC = {
    "generation.sweep.sweep": env.integer("SWEEP_SECONDS", 2, least=1, most=600),
    # Beside the sweep, which must wait for no vendor and no storage:
    "generation.bills.ask": 30,
    "generation.removal.sweep_removals": 5,
}
LEASE_SECONDS = env.integer("LEASE_SECONDS", 30, least=3, most=600)
# How long work may wait for an operator (a bad key, no credit) before it is given up with a clear message.
PATIENCE_SECONDS = env.integer("PATIENCE_SECONDS", 3600, least=0, most=30 * 86400)

# --- Providers: a list per kind, first choice first; without a key StoryMimi's own offline engines -------------------
PROVIDERS: dict[str, list[dict]] = {kind: [] for kind in KINDS}
IMAGE_SIZE = env.size("IMAGE_SIZE", (1184, 864))


def _provider(kind: str, backend: str, **options: object) -> None:
    """Options that are not set are left to the provider's own defaults."""
    given = {name: value for name, value in options.items() if value not in ("", None, ())}
    PROVIDERS[kind].append({"BACKEND": f"generation.providers.{backend}", "OPTIONS": given})


def _vendor(kind: str, backend: str, prefix: str, model: str, **options: object) -> None:
    """A vendor is set up by its key: <PREFIX>_API_KEY, and optionally _BASE_URL and _CONCURRENCY."""
    if env.text(f"{prefix}_API_KEY"):
        _provider(
            kind,
            backend,
            api_key=env.text(f"{prefix}_API_KEY"),
            base_url=env.url(f"{prefix}_BASE_URL"),
            model=env.text(model),
            concurrency=env.integer(f"{prefix}_CONCURRENCY", 0) or None,
            **options,
        )


def _own_server(kind: str, backend: str, **options: object) -> None:
    """A server that speaks OpenAI's language is set up by its address: OPENAI_<KIND>_BASE_URL."""
    prefix = f"OPENAI_{kind.upper()}"
    if env.text(f"{prefix}_BASE_URL"):
        _provider(
            kind,
            backend,
            base_url=env.url(f"{prefix}_BASE_URL"),
            api_key=env.text(f"{prefix}_API_KEY"),
            model=env.text(f"{prefix}_MODEL"),
            concurrency=env.integer(f"{prefix}_CONCURRENCY", 0) or None,
            **options,
        )


_fallbacks = tuple(env.names("TEXT_FALLBACK_MODELS"))
_vendor(
    "text",
    "openrouter.OpenRouter",
    "OPENROUTER",
    "TEXT_MODEL",
    fallbacks=_fallbacks,
    app_url=PUBLIC_URL,
    input_price=env.money("TEXT_INPUT_PRICE"),
    output_price=env.money("TEXT_OUTPUT_PRICE"),
)
_vendor("image", "together.Together", "TOGETHER", "IMAGE_MODEL", prices=env.prices("IMAGE_PRICES"), size=IMAGE_SIZE)
_vendor(
    "audio",
    "elevenlabs.ElevenLabs",
    "ELEVENLABS",
    "AUDIO_MODEL",
    voice=env.text("VOICE_ID"),
    credit_price=env.money("AUDIO_CREDIT_PRICE"),
)
_own_server(
    "text",
    "openai_text.OpenAIText",
    input_price=env.money("OPENAI_TEXT_INPUT_PRICE"),
    output_price=env.money("OPENAI_TEXT_OUTPUT_PRICE"),
)
_own_server("image", "openai_image.OpenAIImage", price=env.money("OPENAI_IMAGE_PRICE"))
_own_server(
    "audio",
    "openai_speech.OpenAISpeech",
    voice=env.by_language("OPENAI_AUDIO_VOICE"),
    languages=tuple(env.names("OPENAI_AUDIO_LANGUAGES")),
    price=env.money("OPENAI_AUDIO_PRICE"),
)
for _kind, _backend in {
    "text": "writer.Writer",
    "image": "illustrator.Illustrator",
    "audio": "narrator.Narrator",
}.items():
    if not PROVIDERS[_kind]:
        _provider(_kind, f"offline.{_backend}")

# US dollars; empty means no limit. Reaching one stops further paid calls before they are made.
BUDGET_PER_STORY = env.money("BUDGET_PER_STORY")
BUDGET_PER_DAY = env.money("BUDGET_PER_DAY")
BUDGET_PER_USER_AND_DAY = env.money("BUDGET_PER_USER_AND_DAY")

# --- Media: S3 when it is set, else files under DATA_DIR, served by the app ------------------------------------------
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
S3 = {
    "endpoint_url": env.url("S3_ENDPOINT_URL"),
    "region_name": env.text("S3_REGION", "us-east-1"),
    "access_key": env.text("S3_ACCESS_KEY_ID"),
    "secret_key": env.text("S3_SECRET_ACCESS_KEY"),
    "public_url": env.url("S3_PUBLIC_URL"),
}
BUCKETS = {"image": "story-images", "audio": "story-audio"}
_media_backend = "generation.storage.S3Media" if S3["endpoint_url"] else "generation.storage.LocalMedia"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    **{kind: {"BACKEND": _media_backend, "OPTIONS": {"bucket": bucket}} for kind, bucket in BUCKETS.items()},
}
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True

SUPABASE_URL = env.url("SUPABASE_URL")
SUPABASE_SERVICE_KEY = env.text("SUPABASE_SERVICE_KEY")  # for `manage.py storage init` alone

# --- The API ---------------------------------------------------------------------------------------------------------
MAX_BODY_BYTES = 64 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
WEB_THREADS = env.integer("WEB_THREADS", 48, least=1, most=1000)
# How many readers a web process lets follow a story live; each holds a thread. The others ask again every few seconds.
EVENT_STREAMS = env.integer("EVENT_STREAMS", WEB_THREADS // 2, least=0, most=1000)
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["stories.api.permissions.MayWrite"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["stories.api.parsers.BoundedJSONParser"],
    "EXCEPTION_HANDLER": "stories.api.errors.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "StoryMimi",
    "DESCRIPTION": "Illustrated, narrated children's stories from a prompt.",
    "VERSION": "0.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "TAGS": [{"name": "stories"}, {"name": "health"}],
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "stories.api.document.require_bodies"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "StoryStatus": "stories.models.Status",
        "AssetStatus": "stories.models.AssetStatus",
        "Kind": "stories.models.Kind",
    },
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}

# --- Language, time, security, logs ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

LOGIN_REDIRECT_URL = "/"
_rules = ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
AUTH_PASSWORD_VALIDATORS = [{"NAME": f"django.contrib.auth.password_validation.{rule}Validator"} for rule in _rules]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
BEHIND_PROXY = env.boolean("BEHIND_PROXY", False)
if not DEBUG:
    SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [PROBES]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
    SECURE_HSTS_SECONDS = env.integer("SECURE_HSTS_SECONDS", 31536000)
    # A promise for the operator's whole domain, hard to take back: theirs to make, so the checks do not ask for it.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.boolean("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
    SECURE_HSTS_PRELOAD = env.boolean("SECURE_HSTS_PRELOAD", False)
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"faults": {"()": "storymimi.logs.Faults"}, "one_line": {"()": "storymimi.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET"},  # else Django's own handler says each line a second time
        "django.request": {"filters": ["faults"]},
        "django.security.DisallowedHost": {"filters": ["one_line"]},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

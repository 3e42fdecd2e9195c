"""`manage.py check`: a wrong setting is named with its remedy, before any worker meets it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from storymimi import embedded_redis, environment, servers


@register
def environment_is_understood(**_: Any) -> list[CheckMessage]:
    return [Error(message, id="storymimi.E001", obj=name) for name, message in environment.problems]


@register
def storage_is_whole(**_: Any) -> list[CheckMessage]:
    """S3 takes an address, a key and a public address together."""
    needed = {
        "S3_ENDPOINT_URL": settings.S3["endpoint_url"],
        "S3_ACCESS_KEY_ID": settings.S3["access_key"],
        "S3_SECRET_ACCESS_KEY": settings.S3["secret_key"],
        "S3_PUBLIC_URL": settings.S3["public_url"],
    }
    missing = [name for name, value in needed.items() if not value]
    if len(missing) in (0, len(needed)):
        return []
    hint = "Set all of them, or none to keep media under DATA_DIR."
    return [Error(f"{name} is not set, but other S3 settings are.", hint=hint, id="storymimi.E002") for name in missing]


@register(Tags.database)
def database_answers(*, databases: list[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Asked by `migrate`, and by `check --database default`."""
    try:
        if databases:
            servers.require_database()
    except servers.CannotStartError as error:
        return [Error(str(error), id="storymimi.E004")]
    return []


@register(deploy=True)
def hosts_are_named(**_: Any) -> list[CheckMessage]:
    if settings.ALLOWED_HOSTS:
        return []
    return [Warning("ALLOWED_HOSTS is not set.", hint="Set it to the host names people use.", id="storymimi.W001")]


@register(deploy=True)
def redis_is_named(**_: Any) -> list[CheckMessage]:
    if embedded_redis.url(settings.DATA_DIR) != settings.REDIS_URL:
        return []
    hint = "Set it to a Redis that runs: only make serve and make demo start one of their own."
    return [Warning("REDIS_URL is not set.", hint=hint, id="storymimi.W002")]


@register
def some_threads_are_left(**_: Any) -> list[CheckMessage]:
    """Who follows a story holds a thread of the web server while it is being made."""
    if settings.EVENT_STREAMS < settings.WEB_THREADS:
        return []
    message = f"EVENT_STREAMS leaves no thread for pages: a web process has {settings.WEB_THREADS} (WEB_THREADS)."
    return [Error(message, hint="Set it to half of WEB_THREADS, or leave it empty.", id="storymimi.E003")]

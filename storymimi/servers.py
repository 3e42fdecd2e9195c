"""The servers somebody has set up: do they answer? Asked before anything starts that cannot do without them."""

from __future__ import annotations

from contextlib import closing

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from storymimi.embedded_redis import CannotStartError

SECONDS = 10  # a server that is not there says so at once; one behind a wall says nothing


def require_redis() -> None:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=SECONDS, retry=Retry(NoBackoff(), 0)) as asked:
            asked.ping()
    except RedisError as error:
        remedy = "Start it, or leave REDIS_URL empty: StoryMimi has a Redis of its own."
        raise CannotStartError(f"Redis at REDIS_URL does not answer ({_sentence(error)}). {remedy}") from error


def require_database() -> None:
    try:
        with closing(_single_connection()) as asked:
            asked.ensure_connection()
    except DatabaseError as error:
        raise CannotStartError(no_database(error)) from error


def no_database(error: DatabaseError) -> str:
    return f"The database does not answer ({_sentence(error)}). Check DATABASE_URL and that it runs."


def _single_connection() -> BaseDatabaseWrapper:
    """One beside the pool, which tries again and again and does not say what is wrong."""
    single = connection.copy()
    if single.settings_dict["OPTIONS"].pop("pool", None):
        single.settings_dict["OPTIONS"]["connect_timeout"] = SECONDS
    return single


def _sentence(error: Exception) -> str:
    """A driver's own words, without passwords, on one line."""
    return " ".join(str(error).split()).rstrip(".")

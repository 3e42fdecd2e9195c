"""The one connection pool to Redis. It fails fast: what Redis loses, the sweep finds again in the database."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from redis import BlockingConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

SECONDS_TO_CONNECT = 1
SECONDS_TO_ANSWER = 5
CONNECTIONS = 32  # for all that takes a moment; who follows a story keeps one
REMEDY = "Start StoryMimi with make serve, or set REDIS_URL to a Redis that runs."


@cache
def connection() -> Redis:
    """A thread-safe client shared by the whole process."""
    pool = BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=CONNECTIONS + settings.EVENT_STREAMS,
        timeout=SECONDS_TO_ANSWER,
        socket_timeout=SECONDS_TO_ANSWER,
        retry=Retry(NoBackoff(), 1),
        **({} if settings.REDIS_URL.startswith("unix:") else {"socket_connect_timeout": SECONDS_TO_CONNECT}),
    )
    return Redis(connection_pool=pool)

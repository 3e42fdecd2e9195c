"""/healthz says that the process answers; /readyz that it can serve: a database, migrated."""

from __future__ import annotations

from functools import cache

from django.db import DatabaseError, connection
from redis import RedisError
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from generation import broker
from stories.api import schema
from stories.api.views import Endpoint
from storymimi import migrated


class Alive(Endpoint):
    permission_classes = ()
    authentication_classes = ()

    @schema.alive
    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


class Ready(Endpoint):
    permission_classes = ()
    authentication_classes = ()

    @schema.ready
    def get(self, request: Request) -> Response:
        database = _database()
        # Without Redis stories wait, but they are taken in, read and lost by nobody: it is told, not fatal.
        body = {"status": "ok" if database == "ok" else "unready", "database": database, "redis": _redis()}
        return Response(body, status=status.HTTP_200_OK if database == "ok" else status.HTTP_503_SERVICE_UNAVAILABLE)


class NotMigrated(Exception):
    pass


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _require_migrations()
    except DatabaseError:
        return "does not answer"
    except NotMigrated:
        return "migrations are missing"
    return "ok"


@cache  # of success only: a process that has seen them applied need not look again
def _require_migrations() -> None:
    if migrated.missing():
        raise NotMigrated


def _redis() -> str:
    try:
        broker.connection().ping()
    except RedisError:
        return "does not answer"
    return "ok"

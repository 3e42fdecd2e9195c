"""Workers as an operator starts them, on the suite's database and Redis, so that a test can kill them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection, transaction

COMMAND = ("manage.py", "rqworker", "text", "image", "audio", "--worker-class=generation.worker.ThreadWorker")
PATIENCE = 180  # seconds; only a failing test waits so long


@contextmanager
def worker(vendors: SimpleNamespace, **environment: str) -> Iterator[subprocess.Popen]:
    ours = {"DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL, "LOG_LEVEL": "WARNING"}
    theirs = {name: value for vendor in vars(vendors).values() for name, value in vendor.env().items()}
    log = (settings.DATA_DIR / "worker.log").open("ab")
    process = subprocess.Popen(
        (sys.executable, *COMMAND),
        cwd=settings.BASE_DIR,
        env={**os.environ, **ours, **theirs, **environment},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)
        log.close()
        until(nothing_is_asked_of_the_database, "the dead worker's last statement to end")


def kill(process: subprocess.Popen) -> None:
    """At once, and nothing is tidied up. A process that is stopped dies too."""
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait()


def database_url() -> str:
    """The test database's, in the words of DATABASE_URL."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Wait for a true answer and return it."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.05)
    return answer


@contextmanager
def locked(*rows: Any) -> Iterator[None]:
    """Nobody else changes these rows meanwhile: whoever wants to stands still there."""
    with transaction.atomic():
        for row in rows:
            type(row).objects.select_for_update().get(pk=row.pk)
        yield


def nothing_is_asked_of_the_database() -> bool:
    """By anybody else. What a dead worker had begun is else committed or rolled back in the next test."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE state <> 'idle' AND backend_type = 'client backend'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        return not cursor.fetchone()[0]


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # what is running is otherwise read once a transaction
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])

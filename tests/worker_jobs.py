"""What tests/test_worker.py lets a worker run. The jobs leave files behind, which outlive any Redis."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.db import connection
from django_rq import get_queue

FOLDER = Path(os.environ.get("WORKER_JOBS_FOLDER", "."))


def remember(name: str) -> None:
    with (FOLDER / name).open("a") as file:
        file.write("once\n")


def hold(name: str) -> None:
    """Run until the test says go."""
    remember(f"{name}.started")
    _wait_for((FOLDER / f"{name}.go").exists)
    remember(f"{name}.done")


def meet(name: str, others: int) -> None:
    """Run until so many run at the same time."""
    remember(f"{name}.here")
    _wait_for(lambda: len(list(FOLDER.glob("*.here"))) == others)


def enqueue_another(name: str) -> None:
    time.sleep(0.3)
    get_queue("text").enqueue("tests.worker_jobs.remember", name)


def loop() -> None:
    _wait_for(lambda: False)


def stuck(name: str) -> None:
    os.mkfifo(FOLDER / name)
    (FOLDER / name).read_text()  # one call into C until the test opens it too: nothing Python does can end it


def fail(name: str) -> None:
    remember(name)
    raise ValueError("no more ink")


def leave_connection_open() -> None:
    connection.ensure_connection()


def look_for_connection(name: str) -> None:
    remember(f"{name}.{'none' if connection.connection is None else 'open'}")


def tick() -> None:
    remember("tick")


def broken_tick() -> None:
    remember("broken_tick")
    raise RuntimeError("a sweep that fails")


def _wait_for(condition) -> None:
    deadline = time.monotonic() + 600
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)

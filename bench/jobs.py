"""The jobs every engine of bench.engine runs."""

from __future__ import annotations

import os
import time

from django.db import connection
from redis import Redis

from generation.providers import http

ANSWER_BYTES = 200 * 1024  # about one picture


def nothing() -> None:
    pass


def note_start(sent: float) -> None:
    """Write down how many seconds ago this was sent. `sent` is time.time()."""
    waited = time.time() - sent
    Redis.from_url(os.environ["REDIS_URL"]).rpush("bench:starts", waited)


def call_vendor() -> None:
    """Wait for a vendor's answer, then write one row."""
    timeouts = http.Timeouts(connect=60, read=120, total=180)
    url = os.environ["BENCH_VENDOR_URL"]
    answer = http.post(url, vendor="bench", json={"prompt": "a hedgehog"}, timeouts=timeouts, limit=2 * ANSWER_BYTES)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_call (bytes) VALUES (%s)", [len(answer.content)])

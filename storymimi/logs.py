"""Which lines are worth an operator's time."""

from __future__ import annotations

import logging
from http import HTTPStatus


class Faults(logging.Filter):
    """Django logs every 5xx as an error; a 503 is our own word for "busy" or "not ready", said to whoever asked.

    A refusal is no fault either: one line, without the traceback of how it came about.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == HTTPStatus.FORBIDDEN:
            record.exc_info = None
        return getattr(record, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE


class OneLine(logging.Filter):
    """A stranger who asks for another host is no fault of ours, and no traceback says more than the sentence does."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = None
        return True

"""What gunicorn is told beside its command line; it finds this file by itself."""

from __future__ import annotations

import logging
import os
import socket
import struct
from typing import Any

SECONDS_OF_SILENCE = 20
# Who looks at a page waits less long for a database than a worker does.
raw_env = [f"DATABASE_SECONDS={os.environ.get('DATABASE_SECONDS') or 5}"]


def when_ready(server: Any) -> None:
    """Whoever falls silent in the middle of a request, or of reading an answer, gives back the thread.

    gunicorn's threads would wait without end; the kernel hands these limits on to every connection that is accepted.
    """
    limit = struct.pack("ll", SECONDS_OF_SILENCE, 0)
    for listener in server.LISTENERS:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, limit)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Somebody's silence is no fault of ours."""
    return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))


logging.getLogger("gunicorn.error").addFilter(_is_worth_a_line)

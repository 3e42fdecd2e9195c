"""Connections that end a call when its time is up, also where a vendor drips one byte a minute.

A socket's timeout only limits the silence between two bytes. Here every read, of the headers and of the body, may also
take no longer than what is left of the whole call.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
import time
from typing import Any

import urllib3

_this_thread = threading.local()


def start(seconds: float) -> None:
    """From now on, answers this thread asks for must be read within so many seconds."""
    _this_thread.deadline = time.monotonic() + seconds


class _Reader(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: float) -> None:
        self.raw, self.sock, self.deadline = raw, sock, deadline
        self.silence = sock.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call's time is up")
        self.sock.settimeout(left if self.silence is None else min(left, self.silence))
        return self.raw.readinto(buffer)

    def close(self) -> None:
        self.raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        deadline = getattr(_this_thread, "deadline", float("inf"))
        self.fp = io.BufferedReader(_Reader(self.fp.detach(), sock, deadline))


class _Connection(urllib3.connection.HTTPConnection):
    response_class = _Response


class _TLSConnection(urllib3.connection.HTTPSConnection):
    response_class = _Response


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


POOLS = {"http": _Pool, "https": _TLSPool}

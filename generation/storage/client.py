"""The connection to an S3 store: one client a process, whose connections all threads share."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings

from .errors import status, store_errors

CONNECT_TIMEOUT = 5  # seconds


@dataclass
class Server:
    """`keeps_the_first`: whether the store heeds If-None-Match, so that one call writes and does not overwrite.

    None until that is learned; Supabase ignores the header.
    """

    client: Any
    keeps_the_first: bool | None = None
    _learning: threading.Lock = field(default_factory=threading.Lock)

    def learn(self, write_again: Callable[[], bool]) -> None:
        """Once a process: write the same bytes again, on condition that they are not there."""
        if self.keeps_the_first is not None or not self._learning.acquire(blocking=False):
            return
        try:
            self.keeps_the_first = not write_again()
        except ClientError as error:
            if status(error) in (400, 501):
                self.keeps_the_first = False
        finally:
            self._learning.release()


_connecting = threading.Lock()


def connect(*options: Any) -> Server:
    with _connecting:
        return _server(*options)


@cache
def _server(endpoint_url: str, region_name: str, access_key: str, secret_key: str, timeout: float) -> Server:
    with store_errors():
        client = boto3.session.Session().client(
            "s3",
            endpoint_url=endpoint_url,
            region_name=region_name,
            aws_access_key_id=access_key or None,
            aws_secret_access_key=secret_key or None,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                # Retrying is the job's. One more try is for a connection the store closed while nobody used it.
                retries={"mode": "standard", "total_max_attempts": 2},
                connect_timeout=min(CONNECT_TIMEOUT, timeout),
                read_timeout=timeout,
                max_pool_connections=settings.WORKER_SLOTS,
            ),
        )
    client.meta.events.register("before-sign.s3.DeleteObjects", _name_the_list)
    return Server(client)


def _name_the_list(request: Any, **_: Any) -> None:
    """boto3 sends the list of what to delete without its type; Supabase does not take it so."""
    request.headers["Content-Type"] = "application/xml"


os.register_at_fork(after_in_child=_server.cache_clear)  # two processes must not speak on one connection

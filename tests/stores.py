"""The stores media may be kept in, as an operator sets them up; and readers, who have no key."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import Client

from generation import storage, store_setup

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
MP3 = b"ID3\4" + bytes(range(256)) * 4
BYTES = {"image": (PNG, "image/png"), "audio": (MP3, "audio/mpeg")}


@dataclass(frozen=True)
class Seen:
    """What a reader gets."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(url: str, **headers: str) -> Seen:
    """Without any credentials, as a browser does. Keyword arguments are headers: `range="bytes=0-1"`."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if url.startswith("/"):
        response = Client().get(url, headers=headers)
        return Seen(response.status_code, response.headers, response.getvalue())
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
            return Seen(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return Seen(error.code, error.headers, error.read())


def use_local(settings: Any) -> None:
    _use(settings, "LocalMedia")


def use_s3(settings: Any, variables: Mapping[str, str], timeout: float = 60) -> None:
    settings.S3 = {
        "endpoint_url": variables["S3_ENDPOINT_URL"],
        "region_name": variables["S3_REGION"],
        "access_key": variables["S3_ACCESS_KEY_ID"],
        "secret_key": variables["S3_SECRET_ACCESS_KEY"],
        "public_url": variables["S3_PUBLIC_URL"],
        "timeout": timeout,
    }
    _use(settings, "S3Media")


def _use(settings: Any, name: str) -> None:
    ours = {
        kind: {"BACKEND": f"generation.storage.{name}", "OPTIONS": {"bucket": bucket}}
        for kind, bucket in settings.BUCKETS.items()
    }
    settings.STORAGES = {**settings.STORAGES, **ours}


def set_up() -> None:
    assert all(finding.ok for finding in store_setup.init()), "the store could not be set up"


def empty() -> None:
    """Whatever a test left, hidden versions too."""
    for kind in django_settings.BUCKETS:
        for folder in {key.partition("/")[0] for key in storage.keys(kind)}:
            storage.delete_prefix(kind, f"{folder}/")


def manage(*words: str) -> str:
    """What `manage.py storage …` says."""
    output = io.StringIO()
    call_command("storage", *words, stdout=output)
    return output.getvalue()


def refused(*words: str) -> tuple[str, str]:
    """What it says where it fails, and why it failed."""
    output = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("storage", *words, stdout=output)
    return output.getvalue(), str(caught.value)

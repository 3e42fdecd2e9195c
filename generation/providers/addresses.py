"""Which addresses a key may be sent to: https anywhere, plain http only where it stays at home or an operator asked."""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from urllib.parse import urlsplit

_trusted: set[str] = set()


def trust(base_url: str) -> str:
    """Take a base URL an operator set (plain http to it is allowed from now on); return it without its last slash."""
    with suppress(ValueError):
        _trusted.add(_origin(base_url))
    return base_url.rstrip("/")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def is_allowed(url: str) -> bool:
    try:
        parts = urlsplit(url)
        if parts.scheme == "http":
            return bool(parts.hostname) and (_origin(url) in _trusted or is_near(parts.hostname))
        return parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        return False


def is_public(url: str) -> bool:
    """Whether a vendor out there could fetch this address."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return (
            parts.scheme == "https" and "." in host and not host.endswith((".local", ".internal")) and not is_near(host)
        )
    except ValueError:
        return False


def is_near(host: str) -> bool:
    """Whether this is our own machine or a neighbour's in a private network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_loopback or address.is_private

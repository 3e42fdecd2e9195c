"""What kind of picture some bytes are. Vendors' own word is not taken: some call everything a JPEG."""

from __future__ import annotations

import base64
from typing import Any

from . import refusals
from .base import Media

KINDS = ((b"\x89PNG\r\n\x1a\n", 0, "image/png"), (b"\xff\xd8\xff", 0, "image/jpeg"), (b"WEBP", 8, "image/webp"))


def picture(data: bytes, vendor: str) -> Media:
    """Raises TransientError for bytes that are no PNG, JPEG or WebP."""
    for magic, offset, content_type in KINDS:
        if data.startswith(magic, offset):
            return Media(data, content_type)
    raise refusals.UNREADABLE.of(vendor)


def from_base64(text: Any, vendor: str) -> Media:
    """The same from base64, with or without a `data:` address before it."""
    try:
        return picture(base64.b64decode(text.rpartition(",")[2], validate=True), vendor)
    except (AttributeError, ValueError) as error:
        raise refusals.UNREADABLE.of(vendor) from error

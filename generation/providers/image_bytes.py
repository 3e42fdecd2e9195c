"""What kind of picture some bytes are. Vendors' own word is not taken: some call everything a JPEG."""

from __future__ import annotations

import base64
from typing import Any

from generation.content_types import PICTURES, sniff

from . import refusals
from .base import Media


def picture(data: bytes, vendor: str) -> Media:
    """Raises TransientError for bytes that are no PNG, JPEG or WebP."""
    content_type = sniff(data)
    if content_type not in PICTURES:
        raise refusals.UNREADABLE.of(vendor)
    return Media(data, content_type)


def from_base64(text: Any, vendor: str) -> Media:
    """The same from base64, with or without a `data:` address before it."""
    try:
        return picture(base64.b64decode(text.rpartition(",")[2], validate=True), vendor)
    except (AttributeError, ValueError) as error:
        raise refusals.UNREADABLE.of(vendor) from error

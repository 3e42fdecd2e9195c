"""Where pictures and narrations are kept: two buckets, named in settings.STORAGES, in an S3 store or under DATA_DIR.

An object is written once and never changed, and its key is never used again, so readers may keep it for ever. The
functions take a kind ("image" or "audio") and a key; whatever the store or the disk does comes out as a ProviderError.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.core.files.storage import storages

from generation.content_types import LONGEST_MAGIC, extension, sniff

from .local import LocalMedia
from .s3 import CACHE_CONTROL, S3Media

__all__ = [
    "CACHE_CONTROL",
    "LONGEST_MAGIC",
    "LocalMedia",
    "S3Media",
    "asset_key",
    "delete_keys",
    "delete_prefix",
    "extension",
    "has",
    "keys",
    "put",
    "read",
    "sniff",
    "store",
    "url",
]


def store(kind: str) -> LocalMedia | S3Media:
    """The kind's storage, for what the functions below do not do."""
    return storages[str(kind)]


def put(kind: str, key: str, data: bytes, content_type: str, *, fresh: bool = False) -> None:
    """Store an object. One that is there already stays as it is: this step ran before, and its bytes are adopted.

    `fresh` says that nobody came as far as storing it before; then the store need not look.
    """
    store(kind).put(key, data, content_type, fresh=fresh)


def has(kind: str, key: str) -> bool:
    return store(kind).exists(key)


def read(kind: str, key: str) -> bytes:
    """Raises PermanentError("missing") where there is no such object."""
    return store(kind).read(key)


def url(kind: str, key: str) -> str:
    """The one place where a reader's address is made. It is plain today; a private story's would be signed here.

    `stories.reading.address` asks for it whenever somebody reads; what the rows keep of it is for those who count.
    """
    return store(kind).url(key)


def keys(kind: str, prefix: str = "") -> Iterator[str]:
    return store(kind).keys(prefix)


def delete_keys(kind: str, keys: list[str]) -> None:
    """Delete single objects; for a story use `delete_prefix`."""
    store(kind).delete_keys(keys)


def delete_prefix(kind: str, prefix: str) -> int:
    """Delete all objects under a folder such as "{story_id}/", older versions too. Returns how many there were."""
    if not prefix.strip("/") or not prefix.endswith("/"):
        raise ValueError(f"{prefix!r} is no folder")
    return store(kind).delete_prefix(prefix)


def asset_key(
    story_id: uuid.UUID | str, scene_id: uuid.UUID | str, asset_id: uuid.UUID | str, suffix: str, content_type: str
) -> str:
    """`suffix` tells an asset's files apart: "" for the one readers get, "w640", "original"."""
    name = f"{asset_id}-{suffix}" if suffix else str(asset_id)
    return f"{story_id}/{scene_id}/{name}.{extension(content_type)}"

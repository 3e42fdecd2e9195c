"""What was paid for is on this machine's disk before anything else is done with it, until it is stored.

One file an asset under DATA_DIR/spool, and one for each piece of a long narration: a line of JSON that says what it is,
then the bytes. A vendor is asked only once the disk has set room aside for the answer.
"""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from generation.providers.base import Media, Word
from generation.storage import durable
from generation.storage.errors import disk_errors

logger = logging.getLogger(__name__)
ROOM = 8 * 1024 * 1024  # bytes; a large PNG, or the longest scene read slowly, takes less


def room() -> IO[bytes]:
    """Room on the disk for one answer, until the file is closed or its process dies. Raises ProviderError for none."""
    with disk_errors():
        _folder().mkdir(parents=True, exist_ok=True)
        file = tempfile.TemporaryFile(dir=_folder())  # noqa: SIM115 - whoever asked for the room closes it
        try:
            durable.set_aside(file.fileno(), ROOM)
        except OSError:
            file.close()
            raise
    return file


def keep(asset_id: uuid.UUID | str, media: Media, vendor: str, model: str, *, piece: str = "") -> None:
    """Raises ProviderError when the disk does not take it."""
    about = {
        "vendor": vendor,
        "model": model,
        "content_type": media.content_type,
        "words": [asdict(word) for word in media.words],
        "words_estimated": media.words_estimated,
        "seconds": media.seconds,
        "sha256": hashlib.sha256(media.data).hexdigest(),
    }
    with disk_errors():
        durable.replace(_path(asset_id, piece), json.dumps(about).encode() + b"\n" + media.data)


def find(asset_id: uuid.UUID | str, *, piece: str = "") -> tuple[Media, str, str] | None:
    """The media, its vendor and model; None when there is none, or a broken one, which is reported and left alone."""
    with disk_errors():
        try:
            content = _path(asset_id, piece).read_bytes()
        except FileNotFoundError:
            return None
    try:
        return _parsed(content)
    except (ValueError, KeyError, TypeError):
        logger.warning("the spooled file of asset %s is broken and is ignored", asset_id)
        return None


def drop(asset_id: uuid.UUID | str) -> None:
    """The asset's file and its pieces."""
    with disk_errors():
        for path in _folder().glob(f"{_path(asset_id).name}*"):
            path.unlink(missing_ok=True)


def all_ids() -> Iterator[uuid.UUID]:
    """The assets whose bytes wait here, the oldest first."""
    with disk_errors():
        files = [path for path in _folder().glob("*") if not path.name.startswith(".")]
        oldest_first = sorted(files, key=_age_key)
    yield from dict.fromkeys(asset_id for path in oldest_first if (asset_id := _asset_id(path)))


def _folder() -> Path:
    return settings.DATA_DIR / "spool"


def _path(asset_id: uuid.UUID | str, piece: str = "") -> Path:
    name = str(uuid.UUID(str(asset_id)))
    return _folder() / (f"{name}.{piece}" if piece else name)


def _age_key(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # stored meanwhile, by another process
        return 0


def _asset_id(path: Path) -> uuid.UUID | None:
    try:
        return uuid.UUID(path.name.partition(".")[0])
    except ValueError:
        return None


def _parsed(content: bytes) -> tuple[Media, str, str]:
    line, _, data = content.partition(b"\n")
    about: dict[str, Any] = json.loads(line)
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise ValueError("the bytes are not the ones that were kept")
    media = Media(
        data=data,
        content_type=about["content_type"],
        words=tuple(Word(**word) for word in about["words"]),
        words_estimated=about["words_estimated"],
        seconds=about["seconds"],
    )
    return media, about["vendor"], about["model"]

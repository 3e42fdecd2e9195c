"""A bucket as a folder: the media of a machine without an S3 store, served by the app itself."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property

from generation.content_types import UNKNOWN

from . import durable
from .errors import MISSING, disk_errors

logger = logging.getLogger(__name__)


class LocalMedia(FileSystemStorage):
    """`location` is where the buckets' folders are, settings.MEDIA_ROOT unless it is given."""

    def __init__(self, bucket: str, location: str | Path | None = None) -> None:
        super().__init__(location=location)
        self.bucket = bucket

    @cached_property
    def base_location(self) -> str:
        return str(Path(self._location or settings.MEDIA_ROOT) / self.bucket)

    def put(self, key: str, data: bytes, content_type: str, *, fresh: bool = False) -> None:
        """The content type is not kept: it is read from the bytes again when they are served. Looking costs nothing."""
        with disk_errors():
            try:
                durable.create(Path(self.path(key)), data)
            except FileExistsError:
                logger.info("%s is there already and stays as it is", key)

    def read(self, key: str) -> bytes:
        with disk_errors(not_found=MISSING):
            return Path(self.path(key)).read_bytes()

    def fingerprint(self, key: str) -> tuple[int, str] | None:
        """Size in bytes and MD5; None where there is no such object."""
        if not self.exists(key):
            return None
        data = self.read(key)
        return len(data), hashlib.md5(data, usedforsecurity=False).hexdigest()

    def url(self, key: str) -> str:
        return f"{settings.PUBLIC_URL}{settings.MEDIA_URL}{self.bucket}/{quote(key)}"

    def keys(self, prefix: str = "") -> Iterator[str]:
        root = Path(self.location)
        for folder, folders, names in os.walk(self.path(prefix.rpartition("/")[0])):
            folders.sort()
            paths = (Path(folder, name) for name in sorted(names) if not name.startswith("."))
            yield from (key for path in paths if (key := path.relative_to(root).as_posix()).startswith(prefix))

    def delete_prefix(self, prefix: str) -> int:
        listed = sum(1 for _ in self.keys(prefix))
        with disk_errors():
            if Path(self.path(prefix)).is_dir():
                shutil.rmtree(self.path(prefix))
        return listed

    def delete_keys(self, keys: list[str]) -> None:
        with disk_errors():
            for key in keys:
                self.delete(key)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Django would make up another name for one that is taken; here the first bytes keep it."""
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        self.put(name, content.read(), UNKNOWN)
        return name

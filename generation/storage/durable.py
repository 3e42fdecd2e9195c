"""Files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

LOST_AFTER = 3600  # seconds without a byte, after which a half-written file's process is dead
NO_HARD_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)


def replace(path: Path, data: bytes) -> None:
    """Write the file; one that is there gives way to it."""
    _write(path, data, os.replace)


def create(path: Path, data: bytes) -> None:
    """Write the file. Raises FileExistsError, and leaves what is there alone, when there is one."""
    _write(path, data, _link)


def set_aside(descriptor: int, size: int) -> None:
    """Take so many bytes of the disk for an open file now; a system that cannot is asked whether it has them."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
        return
    disk = os.fstatvfs(descriptor)
    if disk.f_bavail * disk.f_frsize < size:
        raise OSError(errno.ENOSPC, "has no room")


def _write(path: Path, data: bytes, publish: Callable[[Path, Path], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        publish(part, path)
        _sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)
    _drop_lost(path.parent)


def _drop_lost(folder: Path) -> None:
    """What a process that was killed in the middle of writing left beside this file."""
    for part in folder.glob(".*"):
        with suppress(OSError):  # somebody else was faster
            if part.is_file() and part.stat().st_mtime < time.time() - LOST_AFTER:
                part.unlink()


def _link(part: Path, path: Path) -> None:
    """Unlike a rename, a hard link never replaces a file; some file systems know none."""
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno not in NO_HARD_LINKS:
            raise
        if path.exists():
            raise FileExistsError(errno.EEXIST, "is there already", str(path)) from error
        part.rename(path)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Serves what is kept under DATA_DIR as an S3 store would: in parts where one is asked for, and for readers to keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from generation.storage import CACHE_CONTROL, LONGEST_MAGIC, LocalMedia, sniff

PIECE = 64 * 1024
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@require_safe
def serve(request: HttpRequest, bucket: str, key: str) -> HttpResponseBase:
    path = _path(bucket, key)
    headers = _headers(path)
    size, etag = int(headers["Content-Length"]), headers["ETag"]
    whole = HttpResponse(headers=headers)
    answer = get_conditional_response(request, etag=etag, last_modified=int(path.stat().st_mtime), response=whole)
    if answer is not whole or request.method == "HEAD":
        return answer
    part = _part(request, headers, size)
    if part is None:
        return StreamingHttpResponse(_Bytes(path, range(size)), headers=headers)
    if not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Length": str(len(part)), "Content-Range": f"bytes {part.start}-{part.stop - 1}/{size}"}
    return StreamingHttpResponse(_Bytes(path, part), status=206, headers=headers)


def _path(bucket: str, key: str) -> Path:
    """The object's file; 404 for whatever is none, or not for readers."""
    kind = next((kind for kind, name in settings.BUCKETS.items() if name == bucket), None)
    store = storages[kind] if kind else None
    if not isinstance(store, LocalMedia) or any(part.startswith(".") for part in key.split("/")):
        raise Http404
    try:
        path = Path(store.path(key))
        found = path.is_file()
    except (SuspiciousFileOperation, OSError, ValueError) as error:
        raise Http404 from error
    if not found:
        raise Http404
    return path


def _headers(path: Path) -> dict[str, str]:
    about = path.stat()
    with path.open("rb") as file:
        content_type = sniff(file.read(LONGEST_MAGIC))
    return {
        "Content-Type": content_type,
        "Content-Length": str(about.st_size),
        "Accept-Ranges": "bytes",
        "Cache-Control": CACHE_CONTROL,
        "ETag": f'"{about.st_mtime_ns:x}-{about.st_size:x}"',
        "Last-Modified": http_date(about.st_mtime),
        "X-Content-Type-Options": "nosniff",
    }


def _part(request: HttpRequest, headers: dict[str, str], size: int) -> range | None:
    """The bytes that were asked for, empty where there are none such; None for the whole file."""
    condition = request.headers.get("If-Range")
    asked = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not asked or (condition and condition not in (headers["ETag"], headers["Last-Modified"])):
        return None
    first, last = asked.groups()
    if not first:
        return range(max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


class _Bytes:
    """A part of a file, read as it is sent; the response closes it."""

    def __init__(self, path: Path, part: range) -> None:
        self.file: BinaryIO = path.open("rb")
        self.file.seek(part.start)
        self.left = len(part)

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.file.read(min(PIECE, self.left)):
            self.left -= len(piece)
            yield piece

    def close(self) -> None:
        self.file.close()

"""A bucket in an S3 store: Supabase, AWS, MinIO, R2, SeaweedFS ….

Only calls that every one of them understands: Supabase takes an unknown one for the nearest it knows, so that setting
an object's ACL or tags would overwrite the object.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from botocore.exceptions import ClientError
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage

from generation.content_types import UNKNOWN, sniff

from .client import Server, connect
from .errors import MISSING, status, store_errors

logger = logging.getLogger(__name__)

CACHE_CONTROL = "public, max-age=31536000, immutable"
CONNECTION = ("endpoint_url", "region_name", "access_key", "secret_key", "timeout")
TIMEOUT = 30  # seconds without a byte
BATCH = 1000  # keys a store deletes in one call
SUPABASE = "/storage/v1/s3"  # how its endpoint ends
GONE = ("NoSuchKey", "NoSuchVersion")
MD5 = re.compile(r'"?([0-9a-f]{32})"?')


class S3Media(Storage):
    """`options` are those of settings.S3, for another store than the one set there; `timeout` is in seconds."""

    def __init__(self, bucket: str, **options: Any) -> None:
        self.bucket = bucket
        self.options = {"timeout": TIMEOUT, **settings.S3, **options}

    @property
    def server(self) -> Server:
        return connect(*(self.options[name] for name in CONNECTION))

    @property
    def client(self) -> Any:
        return self.server.client

    def put(self, key: str, data: bytes, content_type: str, *, fresh: bool = False) -> None:
        with store_errors():
            if fresh:
                self._write(key, data, content_type)
            elif self.server.keeps_the_first:
                if not self._create(key, data, content_type):
                    logger.info("%s is there already and stays as it is", key)
            elif not self.exists(key):
                self._write(key, data, content_type)
                self.server.learn(lambda: self._create(key, data, content_type))

    def _create(self, key: str, data: bytes, content_type: str) -> bool:
        """True if this is the object now, False if the store kept another that was there."""
        try:
            self._write(key, data, content_type, IfNoneMatch="*")
        except ClientError as error:
            if status(error) != 412:
                raise
            return False
        return True

    def _write(self, key: str, data: bytes, content_type: str, **condition: str) -> None:
        seen = sniff(data)
        self.client.put_object(
            Bucket=self.bucket,
            Key=key,
            Body=data,
            ContentType=content_type if seen == UNKNOWN else seen,
            CacheControl=CACHE_CONTROL,
            **condition,
        )

    def read(self, key: str) -> bytes:
        with store_errors(not_found=MISSING):
            return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    def exists(self, key: str) -> bool:
        return self.head(key) is not None

    def head(self, key: str) -> dict[str, Any] | None:
        """What the store says of an object; None where there is none."""
        with store_errors():
            try:
                return self.client.head_object(Bucket=self.bucket, Key=key)
            except ClientError as error:
                if status(error) == 404:
                    return None
                raise

    def fingerprint(self, key: str) -> tuple[int, str] | None:
        """Size in bytes, and the MD5 the store took of what it received, "" where its ETag is none."""
        head = self.head(key)
        if head is None:
            return None
        md5 = MD5.fullmatch(head.get("ETag", ""))
        return head["ContentLength"], md5[1] if md5 else ""

    def url(self, key: str) -> str:
        return f"{self.options['public_url']}/{self.bucket}/{quote(key)}"

    def keys(self, prefix: str = "") -> Iterator[str]:
        with store_errors():
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
            for page in pages:
                yield from (item["Key"] for item in page.get("Contents", ()))

    def delete_prefix(self, prefix: str) -> int:
        listed = list(self.keys(prefix))
        versions = list(self._versions(prefix)) if self.may_have_versions else []
        self._delete(versions or [{"Key": key} for key in listed])
        return len(listed)

    def delete_keys(self, keys: list[str]) -> None:
        near = (version for key in keys for version in self._versions(key) if version["Key"] == key)
        versions = list(near) if self.may_have_versions else []
        self._delete(versions or [{"Key": key} for key in keys])

    def _delete(self, objects: list[dict[str, str]]) -> None:
        with store_errors():
            for start in range(0, len(objects), BATCH):
                batch = {"Objects": objects[start : start + BATCH], "Quiet": True}
                answer = self.client.delete_objects(Bucket=self.bucket, Delete=batch)
                for error in answer.get("Errors", ()):
                    if error.get("Code") not in GONE:
                        response = {"Error": error, "ResponseMetadata": {"HTTPStatusCode": 500}}
                        raise ClientError(response, "DeleteObjects")

    def _versions(self, prefix: str) -> Iterator[dict[str, str]]:
        """What a bucket with versions would only hide if it were deleted by its key, and the marks that hide it."""
        with store_errors():
            for page in self.client.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=prefix):
                for item in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    yield {"Key": item["Key"], "VersionId": item["VersionId"]}

    @property
    def is_supabase(self) -> bool:
        return self.options["endpoint_url"].endswith(SUPABASE)

    @property
    def may_have_versions(self) -> bool:
        """A bucket that stopped keeping versions still has those of before."""
        return not self.is_supabase and self.versioning() != ""

    def versioning(self) -> str:
        """ "Enabled", "Suspended" (Supabase always says so), or "" where it was never turned on or is not known."""
        with store_errors():
            try:
                return self.client.get_bucket_versioning(Bucket=self.bucket).get("Status", "")
            except ClientError as error:
                if status(error) in (400, 403, 405, 501):
                    return ""
                raise

    # Django's verbs

    def delete(self, name: str) -> None:
        self.delete_keys([name])

    def size(self, name: str) -> int:
        return self._head(name)["ContentLength"]

    def get_modified_time(self, name: str) -> datetime:
        return self._head(name)["LastModified"]

    def _head(self, name: str) -> dict[str, Any]:
        head = self.head(name)
        if head is None:
            raise FileNotFoundError(name)
        return head

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Django would make up another name for one that is taken; here the first bytes keep it."""
        return name

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        return File(io.BytesIO(self.read(name)), name)

    def _save(self, name: str, content: File[Any]) -> str:
        self.put(name, content.read(), getattr(content, "content_type", UNKNOWN))
        return name

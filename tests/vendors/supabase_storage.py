"""A stand-in for Supabase's storage: a strict door before a real S3 server that answers as Supabase does.

What differs from S3, by its source and by trying it: calls it does not know are taken for the nearest one it knows
(setting an object's ACL or tags overwrites the object), If-None-Match is ignored, errors have no code, keys are ASCII,
a bucket made over S3 is private unless its making says public-read, and publicness, types and sizes belong to buckets.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import aiohttp
from aiohttp import web
from botocore.credentials import Credentials
from yarl import URL

from tests.vendors import signatures
from tests.vendors.seaweed import SeaweedFS
from tests.vendors.server import Call, Refuse, Reply, StandIn

S3 = "/storage/v1/s3"
PUBLIC = "/storage/v1/object/public"
BUCKET = "/storage/v1/bucket"
BEHIND = "supabase-"  # what our buckets are called in the server behind
KEY = re.compile(r"[A-Za-z0-9_/!.*'() &$=@;:+,?-]+")
KNOWN = {"list-type", "prefix", "delimiter", "continuation-token", "start-after", "max-keys", "encoding-type", "x-id"}
IGNORED = {"x-amz-acl", "if-none-match", "host", "authorization", "expect", "content-length", "accept-encoding"}
SUSPENDED = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>"


@dataclass
class Bucket:
    """What Supabase keeps of a bucket beside its objects."""

    public: bool = False
    file_size_limit: int | None = None
    allowed_mime_types: list[str] | None = None


@dataclass(frozen=True)
class Asked:
    """One S3 request, taken apart."""

    method: str
    bucket: str
    key: str
    raw: str
    query: Mapping[str, str]
    query_string: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class SupabaseStorage(StandIn):
    vendor = "supabase storage"
    access_key, secret_key, service_key = "an access key", "a secret key", "a service key"

    def __init__(self, store: SeaweedFS, **options: Any) -> None:
        self.store = store
        self.buckets: dict[str, Bucket] = {}
        super().__init__(**options)

    @property
    def routes(self) -> dict:
        return {}

    def env(self) -> dict[str, str]:
        return {
            "S3_ENDPOINT_URL": f"{self.url}{S3}",
            "S3_REGION": "eu-central-1",
            "S3_ACCESS_KEY_ID": self.access_key,
            "S3_SECRET_ACCESS_KEY": self.secret_key,
            "S3_PUBLIC_URL": f"{self.url}{PUBLIC}",
        }

    async def _serve(self, _: Any, request: web.Request) -> web.StreamResponse:
        answer = functools.partial(self._route, request)
        if request.method != "HEAD" or self.faults:
            return await super()._serve(answer, request)
        self.requests.append(Call("HEAD", request.path, dict(request.headers)))
        try:
            reply = await answer(None)
        except Refuse as refusal:
            reply = refusal.reply
        return web.Response(status=reply.status, headers={**reply.headers, "Content-Type": reply.content_type})

    async def _route(self, request: web.Request, call: Call | None) -> Reply:
        body, path = await request.read(), request.rel_url.raw_path
        if path.startswith(f"{PUBLIC}/") and request.method in ("GET", "HEAD"):
            return await self._public(request, path.removeprefix(PUBLIC))
        if path.startswith(f"{BUCKET}/") and request.method == "PUT":
            return self._change(path.removeprefix(f"{BUCKET}/"), request.headers, body)
        if not path.startswith(S3):
            raise Refuse(404, {"statusCode": "404", "error": "not_found", "message": "no such route"})
        keys = Credentials(self.access_key, self.secret_key)
        if not signatures.is_good(request.method, str(request.url), request.headers, body, keys):
            raise _error(403, "The request signature does not match")
        bucket, _, raw = path.removeprefix(S3).lstrip("/").partition("/")
        asked = Asked(
            request.method,
            bucket,
            unquote(raw),
            raw,
            request.query,
            request.rel_url.raw_query_string,
            request.headers,
            body,
        )
        return await (self._object(asked) if asked.key else self._bucket(asked))

    async def _public(self, request: web.Request, path: str) -> Reply:
        bucket, _, key = path.lstrip("/").partition("/")
        if not self.buckets.get(unquote(bucket), Bucket()).public:
            raise Refuse(
                400, {"statusCode": "404", "error": "Bucket not found", "message": "Bucket not found"}, quietly=True
            )
        kept = {
            name: request.headers[name] for name in ("Range", "If-None-Match", "If-Range") if name in request.headers
        }
        reply = await self._forward(request.method, f"/{BEHIND}{bucket}/{key}", "", kept, b"")
        if reply.status == 404:
            raise Refuse(400, {"statusCode": "404", "error": "not_found", "message": "Object not found"}, quietly=True)
        return reply

    def _change(self, bucket: str, headers: Mapping[str, str], body: bytes) -> Reply:
        if headers.get("Authorization") != f"Bearer {self.service_key}":
            raise Refuse(403, {"statusCode": "403", "error": "Unauthorized", "message": "Invalid Compact JWS"})
        for name, value in json.loads(body).items():
            setattr(self._known(bucket), name, value)
        return Reply({"message": "Successfully updated"})

    def _known(self, bucket: str) -> Bucket:
        if bucket not in self.buckets:
            raise _error(404, "The specified bucket does not exist", quietly=True)
        return self.buckets[bucket]

    async def _bucket(self, asked: Asked) -> Reply:
        if asked.method == "PUT":
            return await self._create(asked)
        self._known(asked.bucket)
        if asked.method == "HEAD":
            return Reply()
        if asked.method == "GET" and "versioning" in asked.query:
            return Reply(SUSPENDED, content_type="application/xml")
        if asked.method == "POST" and "delete" in asked.query:
            return await self._delete_many(asked)
        if asked.method == "GET":
            self._refuse_unknown(asked)
            return await self._pass_on(asked)
        raise _error(400, f"{asked.method} of a bucket is not expected here")

    async def _create(self, asked: Asked) -> Reply:
        """Also for ?versioning, ?policy …: they reach this route."""
        if set(asked.query) - KNOWN:
            raise _error(409, "The resource already exists")
        if asked.bucket in self.buckets:
            raise _error(409, "The resource already exists", quietly=True)
        reply = await self._pass_on(asked)
        if reply.status in (200, 409):  # the server behind outlives this stand-in
            self.buckets[asked.bucket] = Bucket(public=asked.headers.get("x-amz-acl") == "public-read")
        return Reply(headers={"Location": f"/{asked.bucket}"})

    async def _delete_many(self, asked: Asked) -> Reply:
        if asked.headers.get("Content-Type") != "application/xml":
            raise _error(400, "Unsupported Media Type")
        return await self._pass_on(asked)

    async def _object(self, asked: Asked) -> Reply:
        bucket = self._known(asked.bucket)
        if not KEY.fullmatch(asked.key):
            raise _error(400, f"Invalid key: {asked.key}")
        if asked.method == "PUT":
            self._check_upload(bucket, asked)
        reply = await self._pass_on(asked)
        self._refuse_unknown(asked)  # after it did its damage
        if reply.status == 404:
            raise _error(404, "Object not found", quietly=True)
        return reply

    def _check_upload(self, bucket: Bucket, asked: Asked) -> None:
        if "X-Amz-Sdk-Checksum-Algorithm" in asked.headers or "X-Amz-Trailer" in asked.headers:
            raise _error(400, "over TLS an upload with a checksum of its own comes in chunks, of unknown length")
        if bucket.file_size_limit is not None and len(asked.body) > bucket.file_size_limit:
            raise _error(413, "The object exceeded the maximum allowed size")
        if bucket.allowed_mime_types and asked.headers.get("Content-Type") not in bucket.allowed_mime_types:
            raise _error(415, f"mime type {asked.headers.get('Content-Type')} is not supported")

    def _refuse_unknown(self, asked: Asked) -> None:
        if unknown := set(asked.query) - KNOWN:
            raise _error(400, f"Supabase does not know ?{'&'.join(unknown)} and took it for something else")

    async def _pass_on(self, asked: Asked) -> Reply:
        headers = {name: value for name, value in asked.headers.items() if name.lower() not in IGNORED}
        if asked.method == "PUT" and asked.key:
            headers.setdefault("Cache-Control", "no-cache")
        query = "" if asked.method == "PUT" else asked.query_string
        return await self._forward(
            asked.method, f"/{BEHIND}{asked.bucket}/{asked.raw}".rstrip("/"), query, headers, asked.body
        )

    async def _forward(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Reply:
        url = f"{self.store.url}{path}{'?' if query else ''}{query}"
        kept = {
            name: value for name, value in headers.items() if not name.lower().startswith(("x-amz-date", "x-amz-con"))
        }
        signed = signatures.sign(method, url, kept, body, self.store.keys)
        async with (
            aiohttp.ClientSession(
                auto_decompress=False, skip_auto_headers=("Content-Type", "Accept-Encoding")
            ) as session,
            session.request(method, URL(url, encoded=True), headers=signed, data=body) as answer,
        ):
            passed = {n: v for n, v in answer.headers.items() if n.lower() not in ("content-type", "date", "server")}
            content_type = answer.headers.get("Content-Type", "application/octet-stream")
            return Reply(await answer.read(), answer.status, passed, content_type)


def _error(status: int, message: str, *, quietly: bool = False) -> Refuse:
    body = f"<Error><Resource></Resource><Code></Code><Message>{message}</Message></Error>"
    return Refuse(status, body, {"Content-Type": "application/xml"}, quietly=quietly)

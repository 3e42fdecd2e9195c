"""Sets up the media store and proves that it does what readers need."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from urllib.parse import quote

from django.conf import settings

from generation import storage
from generation.content_types import EXTENSIONS
from generation.providers import addresses, http
from generation.providers.base import Finding, ProviderError
from generation.providers.refusals import Refusal
from generation.storage import CACHE_CONTROL, LocalMedia, S3Media, buckets
from generation.storage.errors import BAD_SERVICE_KEY, NO_BUCKET, STORE

# As little as passes for a picture and a narration.
SAMPLES = {"image": ("image/png", b"\x89PNG\r\n\x1a\n" + b"\0" * 56), "audio": ("audio/mpeg", b"ID3\4" + b"\0" * 60)}
LARGEST_FILE = 50 * 1024 * 1024  # bytes; what Supabase's free plan takes at most
SUPABASE_REFUSALS = {401: BAD_SERVICE_KEY, 403: BAD_SERVICE_KEY, 404: NO_BUCKET}

MAKE_PUBLIC = (
    "Let everybody read the bucket (Supabase: Storage, the bucket, Edit, Public bucket; elsewhere a bucket policy that "
    "allows s3:GetObject to all), and check S3_PUBLIC_URL."
)


def init(service_key: str = "") -> Iterator[Finding]:
    """Make both buckets and prove them. `service_key` is Supabase's, which alone can set limits there."""
    for kind in settings.BUCKETS:
        try:
            yield from _init(kind, service_key)
        except ProviderError as error:
            yield Finding(settings.BUCKETS[kind], ok=False, remedy=str(error))


def _init(kind: str, service_key: str) -> Iterator[Finding]:
    store = storage.store(kind)
    if isinstance(store, LocalMedia):
        yield Finding(f"{store.bucket}: in the folder {store.location}", ok=True)
    else:
        yield from _made(store, kind, service_key)
    yield from prove(kind)


def _made(store: S3Media, kind: str, service_key: str) -> Iterator[Finding]:
    yield Finding(f"{store.bucket}: {'made' if buckets.create(store) else 'is there'}", ok=True)
    versions = "keeps versions" if buckets.keep_versions(store) else "keeps no versions; keys are never used twice"
    yield Finding(f"{store.bucket}: {versions}", ok=True)
    if store.is_supabase:
        yield _limited(store, kind, service_key)


def _limited(store: S3Media, kind: str, service_key: str) -> Finding:
    if not service_key:
        return Finding(f"{store.bucket}: types and sizes not limited; set SUPABASE_SERVICE_KEY for that", ok=True)
    _limit(store, kind, service_key)
    return Finding(f"{store.bucket}: takes {kind} files up to {LARGEST_FILE >> 20} MB", ok=True)


def _limit(store: S3Media, kind: str, service_key: str) -> None:
    """Tell Supabase what the bucket may hold, and that all may read it: its S3 side has no call for that."""
    base = addresses.trust(store.options["endpoint_url"].removesuffix("/s3"))
    wanted = {
        "public": True,
        "file_size_limit": LARGEST_FILE,
        "allowed_mime_types": [name for name in EXTENSIONS if name.startswith(f"{kind}/")],
    }
    headers = {"Authorization": f"Bearer {service_key}", "apikey": service_key}
    http.put(f"{base}/bucket/{quote(store.bucket)}", vendor=STORE, json=wanted, headers=headers, sort=_refused)


def _refused(refusal: Refusal) -> ProviderError | None:
    failure = SUPABASE_REFUSALS.get(refusal.status)
    return failure.sort(refusal) if failure else None


def prove(kind: str) -> Iterator[Finding]:
    """Write an object, read it as a reader would, without credentials, and delete it."""
    bucket, (content_type, data) = settings.BUCKETS[kind], SAMPLES[kind]
    folder = f"check-{uuid.uuid4()}/"
    key = f"{folder}proof.{storage.extension(content_type)}"
    storage.put(kind, key, data, content_type)
    try:
        yield Finding(
            f"{bucket}: written and read back", ok=storage.read(kind, key) == data, remedy="Use another store."
        )
        if isinstance(storage.store(kind), S3Media):
            yield _as_a_reader(bucket, storage.url(kind, key), content_type, data)
    finally:
        storage.delete_prefix(kind, folder)
    yield Finding(f"{bucket}: deleted", ok=not storage.has(kind, key), remedy="Let the key delete objects.")


def _as_a_reader(bucket: str, url: str, content_type: str, data: bytes) -> Finding:
    addresses.trust(url)
    try:
        whole = http.get(url, vendor=STORE)
        part = http.get(url, vendor=STORE, headers={"Range": "bytes=0-3"})
    except ProviderError:
        return Finding(f"{bucket}: everybody can read {url}", ok=False, remedy=MAKE_PUBLIC)
    seen = {
        "its bytes": whole.content == data,
        "Content-Type": whole.headers.get("Content-Type", "").partition(";")[0] == content_type,
        "Cache-Control": whole.headers.get("Cache-Control", "") == CACHE_CONTROL,
        "ranges": part.status == 206 and part.content == data[:4],
    }
    wrong = ", ".join(name for name, is_right in seen.items() if not is_right)
    return Finding(
        f"{bucket}: everybody can read it, with type, cache header and ranges", not wrong, f"Wrong: {wrong}."
    )

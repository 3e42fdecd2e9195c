"""Copies the media from one store to another, object by object; begun again, it goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from generation.providers.base import MisconfiguredError, PermanentError
from generation.storage import LocalMedia, S3Media, sniff

Media = LocalMedia | S3Media

LOCAL = "local"
THREADS = 8
AT_ONCE = 256  # copies begun before their results are looked at: a store of any size fits into memory


@dataclass(frozen=True)
class Copied:
    """`is_new` is False for what had been copied before. `size` is in bytes."""

    bucket: str
    key: str
    size: int
    is_new: bool


def open_store(name: str, bucket: str, environment: Callable[[str], str]) -> Media:
    """`local`, `local:/another/folder`, or the prefix of the variables that describe an S3 store, such as S3.

    Raises MisconfiguredError where the variables say nothing.
    """
    kind, _, folder = name.partition(":")
    if kind == LOCAL:
        return LocalMedia(bucket, location=Path(folder) if folder else None)
    endpoint_url = environment(f"{name}_ENDPOINT_URL").rstrip("/")
    if not endpoint_url:
        raise MisconfiguredError(f"{name}_ENDPOINT_URL is not set; name a store as local or by its variables' prefix.")
    return S3Media(
        bucket,
        endpoint_url=endpoint_url,
        region_name=environment(f"{name}_REGION") or "us-east-1",
        access_key=environment(f"{name}_ACCESS_KEY_ID"),
        secret_key=environment(f"{name}_SECRET_ACCESS_KEY"),
        public_url=environment(f"{name}_PUBLIC_URL").rstrip("/"),
    )


def copy(source: Media, target: Media) -> Iterator[Copied]:
    """Yield each object once the target has it, with the same bytes; raises ProviderError when one has not.

    What is copied now is read back. What was there is compared by the MD5 each store took of what it received, and read
    from both where they differ or one has none.
    """
    keys = source.keys()
    with ThreadPoolExecutor(THREADS) as pool:
        while some := list(islice(keys, AT_ONCE)):
            yield from pool.map(lambda key: _copy_one(source, target, key), some)


def _copy_one(source: Media, target: Media, key: str) -> Copied:
    found = target.fingerprint(key)
    if found is None:
        size = _carry(source, target, key)
    elif _is_same(source, target, key, found):
        size = found[0]
    else:
        raise PermanentError(f"{key} has other bytes in the store it is copied to; delete it there and copy again.")
    return Copied(source.bucket, key, size, is_new=found is None)


def _carry(source: Media, target: Media, key: str) -> int:
    data = source.read(key)
    target.put(key, data, sniff(data))
    if target.read(key) != data:
        raise PermanentError(f"{key} came out of the store it was copied to with other bytes.")
    return len(data)


def _is_same(source: Media, target: Media, key: str, found: tuple[int, str]) -> bool:
    size, md5 = found
    wanted = source.fingerprint(key)
    if wanted == found and md5:
        return True
    return wanted is not None and wanted[0] == size and source.read(key) == target.read(key)

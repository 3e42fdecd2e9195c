"""What goes wrong with the media store and the disk, sorted like a vendor's failure."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from botocore import exceptions as boto
from urllib3.exceptions import HTTPError

from generation.providers import refusals
from generation.providers.base import MisconfiguredError, PermanentError, ProviderError, TransientError
from generation.providers.refusals import Failure

STORE = "The media store"

NO_BUCKET = Failure(MisconfiguredError, "no_bucket", "{vendor} has no such bucket; run manage.py storage init.")
MISSING = Failure(PermanentError, "missing", "{vendor} does not have this file.")
FORBIDDEN = Failure(
    MisconfiguredError,
    "bad_key",
    "{vendor} does not let us in; check S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY and what that key may do.",
)
BAD_SERVICE_KEY = Failure(
    MisconfiguredError, "bad_key", "{vendor} does not accept SUPABASE_SERVICE_KEY; set the project's service key."
)
BAD_REGION = Failure(MisconfiguredError, "bad_region", "{vendor} is in another region; set S3_REGION.")
BAD_CLOCK = Failure(MisconfiguredError, "bad_clock", "{vendor} does not accept our time; set this machine's clock.")
BAD_ADDRESS = Failure(MisconfiguredError, "bad_address", "{vendor} is not at S3_ENDPOINT_URL; set the right address.")
STORE_FULL = Failure(MisconfiguredError, "store_full", "{vendor} has no room left; enlarge it or delete stories.")
FILE_TOO_LARGE = Failure(
    MisconfiguredError, "file_too_large", "{vendor} does not take a file of this size; raise the bucket's limit."
)
BAD_TYPE = Failure(
    MisconfiguredError, "bad_type", "{vendor} does not take files of this type; let the bucket take pictures and sound."
)
DISK_FULL = Failure(MisconfiguredError, "disk_full", "The disk that holds DATA_DIR is full; free some space.")
DISK_CLOSED = Failure(
    MisconfiguredError, "disk_closed", "StoryMimi may not write to DATA_DIR; give it the right to, or set another one."
)
DISK_BROKEN = Failure(TransientError, "disk", "The disk that holds DATA_DIR failed; it is tried again shortly.")

CODES: Mapping[str, Failure] = {
    "NoSuchBucket": NO_BUCKET,
    "NoSuchKey": MISSING,
    "AccessDenied": FORBIDDEN,
    "EntityTooLarge": FILE_TOO_LARGE,
    "RequestTimeTooSkewed": BAD_CLOCK,
    "AuthorizationHeaderMalformed": BAD_REGION,
    "QuotaExceeded": STORE_FULL,
    "XMinioStorageFull": STORE_FULL,
    "InsufficientCapacity": STORE_FULL,
    "ConditionalRequestConflict": refusals.BUSY,
    "OperationAborted": refusals.BUSY,
    "SlowDown": refusals.RATE_LIMITED,
}
STATUSES: Mapping[int, Failure] = {
    401: FORBIDDEN,
    403: FORBIDDEN,
    404: NO_BUCKET,
    409: refusals.BUSY,
    413: FILE_TOO_LARGE,
    415: BAD_TYPE,
    507: STORE_FULL,
}

# The first row that fits decides.
NETWORK_FAILURES: tuple[tuple[tuple[type[Exception], ...], Failure], ...] = (
    ((boto.SSLError,), refusals.BAD_CERTIFICATE),
    ((boto.NoCredentialsError, boto.PartialCredentialsError), FORBIDDEN),
    ((boto.ParamValidationError, boto.InvalidRegionError, boto.NoRegionError), BAD_ADDRESS),
    ((boto.ConnectTimeoutError, boto.EndpointConnectionError, boto.ProxyConnectionError), refusals.UNREACHABLE),
    ((boto.ReadTimeoutError,), refusals.TIMED_OUT),
    ((boto.ConnectionClosedError, boto.ResponseStreamingError, boto.IncompleteReadError), refusals.CUT_OFF),
)
DISK_FAILURES = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EACCES: DISK_CLOSED,
    errno.EPERM: DISK_CLOSED,
    errno.EROFS: DISK_CLOSED,
}


@contextmanager
def store_errors(not_found: Failure = NO_BUCKET) -> Iterator[None]:
    """Whatever S3 or the way to it does comes out as a ProviderError; `not_found` is what a bare 404 means here."""
    try:
        yield
    except boto.ClientError as error:
        raise refused(error, not_found) from error
    except (boto.BotoCoreError, HTTPError) as error:
        raise _network(error) from error


@contextmanager
def disk_errors(not_found: Failure = DISK_BROKEN) -> Iterator[None]:
    """Whatever the disk does comes out as a ProviderError; `not_found` is what a missing file means here."""
    try:
        yield
    except FileNotFoundError as error:
        raise not_found.of(STORE) from error
    except OSError as error:
        raise DISK_FAILURES.get(error.errno or 0, DISK_BROKEN).of(STORE) from error


def status(error: boto.ClientError) -> int:
    """The HTTP status. It decides before the error's code: some stores send none."""
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


def refused(error: boto.ClientError, not_found: Failure = NO_BUCKET) -> ProviderError:
    headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return _failure(error, not_found).of(STORE, refusals.retry_after(headers))


def _failure(error: boto.ClientError, not_found: Failure) -> Failure:
    code, number = error.response.get("Error", {}).get("Code", ""), status(error)
    if code in CODES:
        return CODES[code]
    if number == 404:
        return not_found
    return STATUSES.get(number) or refusals.by_status(number)


def _network(error: Exception) -> ProviderError:
    return next((row for types, row in NETWORK_FAILURES if isinstance(error, types)), refusals.UNREACHABLE).of(STORE)

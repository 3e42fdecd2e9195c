"""What goes wrong with vendors, sorted once. A vendor's file holds a table from its codes to these failures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from .base import MisconfiguredError, PermanentError, ProviderError, RefusedError, TransientError


@dataclass(frozen=True)
class Refusal:
    """A vendor's answer that is not what was asked for. `body` is parsed JSON, or None; `headers` ignore case."""

    status: int
    headers: Mapping[str, str]
    body: Any
    vendor: str


LONGEST_WAIT = 3600.0  # seconds; a vendor that wants more is asked now and then all the same
Sort = Callable[[Refusal], ProviderError | None]


@dataclass(frozen=True)
class Failure:
    """One way to fail. `sentence` is what an editor reads ({vendor} is filled in); `code` is for programs."""

    error: type[ProviderError]
    code: str
    sentence: str
    throttled: bool = False

    def of(self, vendor: str, retry_after: float | None = None) -> ProviderError:
        message = self.sentence.format(vendor=vendor)
        if issubclass(self.error, TransientError):
            return self.error(message, code=self.code, retry_after=retry_after, throttled=self.throttled)
        return self.error(message, code=self.code)

    def sort(self, refusal: Refusal) -> ProviderError:
        return self.of(refusal.vendor, retry_after(refusal.headers))


BUSY = Failure(TransientError, "busy", "{vendor} has too much to do just now; try again in a while.", throttled=True)
RATE_LIMITED = Failure(
    TransientError, "rate_limited", "{vendor} asks us to slow down; try again in a while.", throttled=True
)
THROTTLED = frozenset({BUSY.code, RATE_LIMITED.code})
UNAVAILABLE = Failure(TransientError, "unavailable", "{vendor} is out of order just now; try again in a while.")
TIMED_OUT = Failure(TransientError, "timed_out", "{vendor} took too long; try again in a while.")
UNREACHABLE = Failure(
    TransientError, "unreachable", "{vendor} could not be reached; check the network and its base URL, then try again."
)
CUT_OFF = Failure(TransientError, "cut_off", "{vendor}'s answer broke off; try again.")
UNREADABLE = Failure(
    TransientError, "unreadable", "{vendor}'s answer could not be read; try again, or choose another model."
)

REFUSED = Failure(RefusedError, "refused", "{vendor} will not make this; change the story's words and try again.")
TOO_LONG = Failure(PermanentError, "too_long", "This is too long for {vendor}; shorten it, or choose another model.")
TOO_LARGE = Failure(PermanentError, "too_large", "{vendor}'s answer is larger than anything we asked for.")
BAD_REQUEST = Failure(
    PermanentError, "bad_request", "{vendor} does not take this request; choose another model or report it to us."
)

BAD_KEY = Failure(MisconfiguredError, "bad_key", "{vendor} does not accept the key; set a valid one.")
NO_CREDIT = Failure(
    MisconfiguredError, "no_credit", "{vendor} says the credit is used up; top up or set another provider."
)
NO_PERMISSION = Failure(
    MisconfiguredError, "no_permission", "{vendor} does not allow this with our key; widen the key's permissions."
)
NO_MODEL = Failure(MisconfiguredError, "no_model", "{vendor} does not serve the chosen model; set another one.")
BAD_ADDRESS = Failure(
    MisconfiguredError, "bad_address", "{vendor}'s address is wrong; set its base URL (https://…, no redirects)."
)
BAD_CERTIFICATE = Failure(
    MisconfiguredError,
    "bad_certificate",
    "{vendor}'s certificate is not trusted here; check its base URL and the clock.",
)

STATUSES = {
    401: BAD_KEY,
    402: NO_CREDIT,
    403: NO_PERMISSION,
    408: TIMED_OUT,
    413: TOO_LONG,
    425: UNAVAILABLE,
    429: RATE_LIMITED,
    503: BUSY,
    504: TIMED_OUT,
    524: TIMED_OUT,
    529: BUSY,
}


def by_status(status: int) -> Failure:
    """The table all vendors share, for what a vendor's own table does not know."""
    if status >= 500:
        return STATUSES.get(status, UNAVAILABLE)
    if 300 <= status < 400:
        return BAD_ADDRESS
    return STATUSES.get(status, BAD_REQUEST)


def sort(refusal: Refusal, vendor_sort: Sort | None = None) -> ProviderError:
    """The vendor's own table first, then the common one."""
    error = vendor_sort(refusal) if vendor_sort else None
    return error or by_status(refusal.status).sort(refusal)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the vendor asks us to wait, an hour at most: `Retry-After` as a number or as a date."""
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value)
    return None if seconds is None else min(max(0.0, seconds), LONGEST_WAIT)


def _seconds_until(date: str) -> float | None:
    try:
        when = parsedate_to_datetime(date)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return (when - datetime.now(UTC)).total_seconds()

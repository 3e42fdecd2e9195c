"""The only code that touches the network for providers.

One session, one connection pool and one TLS context serve all threads: hundreds of calls wait in one process. Redirects
are never followed, nothing is retried here (a job retries), and whatever the network does comes out as a ProviderError.
"""

from __future__ import annotations

import functools
import http.client
import json as jsonlib
import logging
import os
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from . import addresses, deadlines, refusals
from .base import ProviderError
from .refusals import Failure, Refusal, Sort

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
ERROR_LIMIT = 64 * 1024
LINE_LIMIT = MEGABYTE
PIECE = 64 * 1024
CONNECTIONS = 512  # kept open per host; more are opened when needed and closed after use


class Timeouts(NamedTuple):
    """Seconds: to connect, between two bytes, and for the whole call (against a vendor that drips)."""

    connect: float = 5
    read: float = 60
    total: float = 300


TIMEOUTS = Timeouts()


@dataclass(frozen=True)
class Answer:
    """A vendor's good answer, read whole."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    vendor: str

    def json(self) -> Any:
        """The body's JSON. Raises TransientError where it is none."""
        try:
            return jsonlib.loads(self.content)
        except ValueError as error:
            raise refusals.UNREADABLE.of(self.vendor) from error


class Stream:
    """A good answer that is still being written."""

    def __init__(self, response: requests.Response, vendor: str, limit: int) -> None:
        self.headers: Mapping[str, str] = response.headers
        self._pieces = _pieces(response, vendor, limit)
        self._vendor = vendor

    def lines(self) -> Iterator[str]:
        """Each line as it arrives, without its end. Only newlines end a line, as in server-sent events."""
        rest = b""
        for piece in self._pieces:
            *whole, rest = (rest + piece).split(b"\n")
            yield from (line.removesuffix(b"\r").decode(errors="replace") for line in whole)
            if len(rest) > LINE_LIMIT:
                raise refusals.TOO_LARGE.of(self._vendor)
        if rest:
            yield rest.decode(errors="replace")


def post(
    url: str,
    *,
    vendor: str,
    json: Any,
    headers: Mapping[str, str] | None = None,
    timeouts: Timeouts = TIMEOUTS,
    limit: int = MEGABYTE,
    sort: Sort | None = None,
    on_headers: Callable[[Mapping[str, str]], None] | None = None,
) -> Answer:
    """Send JSON and read the answer, at most `limit` bytes of it. Raises ProviderError for anything but a 2xx.

    `on_headers` is given the headers before the body is read: what a vendor bills is known even if the body breaks off.
    """
    with _call("POST", url, vendor, timeouts, sort, headers=headers, json=json) as response:
        if on_headers:
            on_headers(response.headers)
        return _whole(response, vendor, limit)


def put(
    url: str,
    *,
    vendor: str,
    json: Any,
    headers: Mapping[str, str] | None = None,
    timeouts: Timeouts = TIMEOUTS,
    limit: int = MEGABYTE,
    sort: Sort | None = None,
) -> Answer:
    """Like `post`, to change what is there."""
    with _call("PUT", url, vendor, timeouts, sort, headers=headers, json=json) as response:
        return _whole(response, vendor, limit)


def get(
    url: str,
    *,
    vendor: str,
    headers: Mapping[str, str] | None = None,
    timeouts: Timeouts = TIMEOUTS,
    limit: int = MEGABYTE,
    sort: Sort | None = None,
    params: Mapping[str, str] | None = None,
) -> Answer:
    """Like `post`, without a body."""
    with _call("GET", url, vendor, timeouts, sort, headers=headers, params=params) as response:
        return _whole(response, vendor, limit)


@contextmanager
def stream(
    url: str,
    *,
    vendor: str,
    json: Any,
    headers: Mapping[str, str] | None = None,
    timeouts: Timeouts = TIMEOUTS,
    limit: int = 16 * MEGABYTE,
    sort: Sort | None = None,
) -> Iterator[Stream]:
    """Send JSON and give the answer while it is being written. Leaving the block hangs up."""
    with _call("POST", url, vendor, timeouts, sort, headers=headers, json=json) as response:
        yield Stream(response, vendor, limit)


@contextmanager
def _call(
    method: str, url: str, vendor: str, timeouts: Timeouts, sort: Sort | None, **request: Any
) -> Iterator[requests.Response]:
    if not addresses.is_allowed(url):
        raise refusals.BAD_ADDRESS.of(vendor)
    response = _send(method, url, vendor, timeouts, **request)
    try:
        if not response.ok or response.is_redirect:
            raise _sorted_refusal(response, vendor, sort)
        yield response
    finally:
        response.close()


def _send(method: str, url: str, vendor: str, timeouts: Timeouts, **request: Any) -> requests.Response:
    deadlines.start(timeouts.total)
    try:
        return _session().request(
            method,
            url,
            timeout=(timeouts.connect, timeouts.read),
            stream=True,
            allow_redirects=False,
            proxies=_proxies(url),
            **request,
        )
    except UnicodeEncodeError as error:  # a key pasted with a typographic quotation mark cannot be a header
        raise refusals.BAD_KEY.of(vendor) from error
    except NETWORK_ERRORS as error:
        raise sorted_network_error(error, vendor) from error


def _proxies(url: str) -> dict[str, str]:
    """A proxy leads out of the house; what stands inside is asked directly."""
    return {} if addresses.is_near(urlsplit(url).hostname or "") else get_environ_proxies(url)


def _whole(response: requests.Response, vendor: str, limit: int) -> Answer:
    return Answer(response.status_code, response.headers, b"".join(_pieces(response, vendor, limit)), vendor)


def _pieces(response: requests.Response, vendor: str, limit: int) -> Iterator[bytes]:
    """The body as it arrives, never more than `limit` bytes."""
    left = limit
    while piece := _piece(response, vendor):
        left -= len(piece)
        if left < 0:
            raise refusals.TOO_LARGE.of(vendor)
        yield piece


def _piece(response: requests.Response, vendor: str) -> bytes:
    try:
        return response.raw.read1(PIECE, decode_content=True)
    except NETWORK_ERRORS as error:
        raise sorted_network_error(error, vendor) from error


def _sorted_refusal(response: requests.Response, vendor: str, sort: Sort | None) -> ProviderError:
    refusal = Refusal(response.status_code, response.headers, _error_body(response, vendor), vendor)
    error = refusals.sort(refusal, sort)
    logger.warning("%s answered %s, which is %s", vendor, refusal.status, error.code)
    return error


def _error_body(response: requests.Response, vendor: str) -> Any:
    """What the vendor says of its refusal; a page of HTML or a broken body is nothing."""
    try:
        return jsonlib.loads(b"".join(_pieces(response, vendor, ERROR_LIMIT)))
    except (ProviderError, ValueError):
        return None


@functools.cache
def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # ~/.netrc would replace our keys; proxies are given with each request
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers = {"User-Agent": "StoryMimi", "Accept": "*/*", "Accept-Encoding": "identity"}
    for scheme in ("https://", "http://"):
        session.mount(scheme, _adapter())
    return session


os.register_at_fork(after_in_child=_session.cache_clear)  # two processes must not speak on one connection


@functools.cache
def _adapter() -> HTTPAdapter:
    return _Adapter(pool_connections=64, pool_maxsize=CONNECTIONS)


class _Adapter(HTTPAdapter):
    """One TLS context for all connections (requests would read the certificates again for each), and our deadlines."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        self.tls = ssl.create_default_context(cafile=os.environ.get("REQUESTS_CA_BUNDLE") or requests.certs.where())
        super().init_poolmanager(*args, ssl_context=self.tls, **options)
        self.poolmanager.pool_classes_by_scheme = deadlines.POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> urllib3.ProxyManager:
        manager = super().proxy_manager_for(proxy, ssl_context=self.tls, **options)
        manager.pool_classes_by_scheme = deadlines.POOLS
        return manager

    def cert_verify(self, conn: urllib3.HTTPConnectionPool, url: str, verify: Any, cert: Any) -> None:
        """The context verifies."""


# OSError holds the socket's own errors and all of requests'. The first row that fits an error or its causes decides, so
# the special ones come first: UNREACHABLE says that nothing was sent, CUT_OFF that the vendor may have done the work.
NETWORK_ERRORS = (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError)
NETWORK_FAILURES: tuple[tuple[tuple[type[BaseException], ...], Failure], ...] = (
    ((ssl.SSLCertVerificationError,), refusals.BAD_CERTIFICATE),
    ((requests.exceptions.InvalidHeader, urllib3.exceptions.InvalidHeader), refusals.BAD_KEY),
    ((requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema), refusals.BAD_ADDRESS),
    ((requests.exceptions.MissingSchema, requests.exceptions.URLRequired), refusals.BAD_ADDRESS),
    ((requests.exceptions.TooManyRedirects, urllib3.exceptions.LocationValueError), refusals.BAD_ADDRESS),
    ((requests.exceptions.InvalidJSONError,), refusals.BAD_REQUEST),
    ((requests.exceptions.ConnectTimeout, urllib3.exceptions.NewConnectionError), refusals.UNREACHABLE),
    ((requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError), refusals.TIMED_OUT),
    ((requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError), refusals.CUT_OFF),
    ((urllib3.exceptions.ProtocolError, urllib3.exceptions.DecodeError, http.client.HTTPException), refusals.CUT_OFF),
    (NETWORK_ERRORS, refusals.UNREACHABLE),
)


def sorted_network_error(error: BaseException, vendor: str) -> ProviderError:
    """The ProviderError of anything requests, urllib3 or the socket raises."""
    chain = tuple(_causes(error))
    return next(
        failure.of(vendor) for types, failure in NETWORK_FAILURES if any(isinstance(cause, types) for cause in chain)
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error and not isinstance(error, ProviderError):  # an earlier call's failure does not explain this one
        yield error
        error = error.__cause__ or error.__context__

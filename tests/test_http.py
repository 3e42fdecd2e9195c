"""The one door to the network: what comes back is an answer or a ProviderError, in bounded time and size."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.client import HTTPException

import pytest
import requests
import urllib3

from generation.providers import addresses, http, refusals
from generation.providers.base import MisconfiguredError, PermanentError, ProviderError, RefusedError, TransientError
from generation.providers.http import Timeouts
from generation.providers.refusals import Refusal
from tests.vendors.server import Call, Reply, StandIn

KEY = "sk-very-secret"
SHORT = Timeouts(connect=2, read=0.4, total=0.8)


class Vendor(StandIn):
    """Answers once `together` calls have been under way at the same time."""

    vendor = "Vendor"
    together = 1

    @property
    def routes(self) -> dict:
        return {
            ("POST", "/echo"): self.echo,
            ("GET", "/echo"): self.echo,
            ("POST", "/events"): lambda call: Reply(self.events(), content_type="text/event-stream"),
            ("POST", "/redirect"): lambda call: Reply(status=307, headers={"Location": f"{self.url}/echo"}),
            ("POST", "/cookie"): lambda call: Reply({}, headers={"Set-Cookie": "session=1; Path=/"}),
            ("POST", "/long"): lambda call: Reply(b"x" * 200_000),
        }

    async def echo(self, call: Call) -> Reply:
        while self.peak < self.together:
            await asyncio.sleep(0.01)
        return Reply({"json": call.json, "query": call.query}, headers={"X-Id": "7"})

    async def events(self):
        for number in range(3):
            yield f"data: line {number}\u2028still line {number}\r\n\n".encode()


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as running:
        yield running


def ask(vendor: Vendor, path: str = "/echo", **options) -> http.Answer:
    headers = {"Authorization": f"Bearer {KEY}"}
    return http.post(f"{vendor.url}{path}", vendor="Vendor", json={"wish": "moon"}, headers=headers, **options)


def failure(vendor: Vendor, path: str = "/echo", **options) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        ask(vendor, path, **options)
    return raised.value


def test_a_good_answer_has_status_headers_in_any_case_and_json(vendor):
    answer = ask(vendor)
    assert (answer.status, answer.headers["x-ID"]) == (200, "7")
    assert answer.json()["json"] == {"wish": "moon"}


def test_parameters_of_a_get_arrive(vendor):
    answer = http.get(f"{vendor.url}/echo", vendor="Vendor", params={"id": "gen 1"})
    assert answer.json()["query"] == {"id": "gen 1"}


def test_lines_arrive_one_by_one_and_only_a_newline_ends_one(vendor):
    with http.stream(f"{vendor.url}/events", vendor="Vendor", json={}) as stream:
        lines = [line for line in stream.lines() if line]
    assert lines == [f"data: line {n}\u2028still line {n}" for n in range(3)]


def test_lines_that_come_in_crumbs_are_put_together(vendor):
    vendor.fail(drip=0.0005)
    with http.stream(f"{vendor.url}/events", vendor="Vendor", json={}) as stream:
        lines = [line for line in stream.lines() if line]
    assert lines == [f"data: line {n}\u2028still line {n}" for n in range(3)]


STATUSES = [
    (400, PermanentError, "bad_request"),
    (401, MisconfiguredError, "bad_key"),
    (402, MisconfiguredError, "no_credit"),
    (403, MisconfiguredError, "no_permission"),
    (404, PermanentError, "bad_request"),
    (408, TransientError, "timed_out"),
    (413, PermanentError, "too_long"),
    (422, PermanentError, "bad_request"),
    (425, TransientError, "unavailable"),
    (429, TransientError, "rate_limited"),
    (500, TransientError, "unavailable"),
    (502, TransientError, "unavailable"),
    (503, TransientError, "busy"),
    (504, TransientError, "timed_out"),
    (524, TransientError, "timed_out"),
    (529, TransientError, "busy"),
    (599, TransientError, "unavailable"),
]


@pytest.mark.parametrize(("status", "error", "code"), STATUSES)
def test_each_status_is_sorted_into_what_can_be_done_about_it(vendor, status, error, code):
    vendor.fail(status=status, body={"error": {"message": "boom"}})
    raised = failure(vendor)
    assert (type(raised), raised.code) == (error, code)


@pytest.mark.parametrize("status", [429, 503, 529])
def test_a_busy_vendor_slows_the_whole_lane_down(vendor, status):
    vendor.fail(status=status)
    assert failure(vendor).throttled


def test_the_vendors_wait_is_kept_as_seconds(vendor):
    vendor.fail(status=429, headers={"Retry-After": "7"})
    assert failure(vendor).retry_after == 7


def test_the_vendors_wait_may_be_a_date():
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 30 < refusals.retry_after({"retry-after": soon}) <= 90


@pytest.mark.parametrize("value", ["", "soon", "nan-ish", "Wed, 99 Foo"])
def test_a_wait_nobody_understands_is_no_wait(value):
    assert refusals.retry_after({"retry-after": value}) is None


def test_a_date_in_the_past_means_at_once():
    assert refusals.retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0


def test_a_vendors_own_table_wins_and_sees_the_parsed_body(vendor):
    def sort(refusal: Refusal) -> ProviderError | None:
        return refusals.REFUSED.sort(refusal) if refusal.body == {"detail": "unsafe"} else None

    vendor.fail(status=400, body={"detail": "unsafe"})
    assert isinstance(failure(vendor, sort=sort), RefusedError)
    vendor.fail(status=400, body="<html>")
    assert failure(vendor, sort=sort).code == "bad_request"


@pytest.mark.parametrize(
    ("fault", "timeouts", "code"),
    [
        ({"cut_at": 5}, http.TIMEOUTS, "cut_off"),
        ({"extra_length": 9}, http.TIMEOUTS, "cut_off"),
        ({"hang_at": 5}, SHORT, "timed_out"),
        ({"wait": 5}, SHORT, "timed_out"),
        ({"drip": 0.1}, SHORT, "timed_out"),
    ],
)
def test_an_answer_that_breaks_off_hangs_or_drips_may_be_asked_for_again(vendor, fault, timeouts, code):
    vendor.fail(**fault)
    raised = failure(vendor, timeouts=timeouts)
    assert (type(raised), raised.code) == (TransientError, code)


@pytest.mark.parametrize("fault", [{"cut_at": 20}, {"hang_at": 20}, {"drip": 0.1}])
def test_a_stream_gives_what_came_before_it_broke(vendor, fault):
    vendor.fail(**fault)
    lines = []
    with (
        pytest.raises(TransientError),
        http.stream(f"{vendor.url}/events", vendor="Vendor", json={}, timeouts=SHORT) as stream,
    ):
        lines.extend(stream.lines())
    assert "".join(lines) in "data: line 0\u2028still line 0"


def test_headers_that_drip_do_not_outlast_the_whole_calls_time():
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        pool.submit(drip, server, b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 400, 0.05)
        with pytest.raises(TransientError) as raised:
            url = f"http://127.0.0.1:{server.getsockname()[1]}/"
            http.post(url, vendor="Vendor", json={}, timeouts=SHORT)
    assert raised.value.code == "timed_out"


def drip(server: socket.socket, answer: bytes, seconds: float) -> None:
    connection, _ = server.accept()
    with connection:
        for byte in answer:
            try:
                connection.send(bytes([byte]))
            except OSError:
                return
            time.sleep(seconds)


def test_a_vendor_that_is_not_there_may_come_back():
    with socket.socket() as nobody, pytest.raises(TransientError) as raised:
        nobody.bind(("127.0.0.1", 0))  # it holds the port and listens to nobody
        http.get(f"http://127.0.0.1:{nobody.getsockname()[1]}/", vendor="Vendor")
    assert raised.value.code == "unreachable"


def test_an_answer_larger_than_allowed_is_not_read_to_its_end(vendor):
    assert failure(vendor, "/long", limit=1000).code == "too_large"
    assert len(ask(vendor, "/long", limit=200_000).content) == 200_000


def test_a_line_without_end_is_bounded(vendor):
    vendor.fail(status=200, body="x" * 3 * http.MEGABYTE)
    with (
        pytest.raises(PermanentError),
        http.stream(f"{vendor.url}/events", vendor="Vendor", json={}) as stream,
    ):
        list(stream.lines())


def test_an_answer_that_is_no_json_may_be_asked_for_again(vendor):
    vendor.fail(status=200, body="<html>maintenance</html>")
    answer = ask(vendor)
    with pytest.raises(TransientError):
        answer.json()


def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else(vendor):
    assert isinstance(failure(vendor, "/redirect"), MisconfiguredError)
    assert [call.path for call in vendor.requests] == ["/redirect"]


def test_no_cookie_is_kept(vendor):
    ask(vendor, "/cookie")
    ask(vendor)
    assert not vendor.requests[-1].header("Cookie")


def test_a_proxy_is_not_asked_for_what_stands_at_home(vendor, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert ask(vendor).status == 200


def test_a_netrc_file_does_not_replace_our_key(vendor, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    ask(vendor)
    assert vendor.requests[-1].header("Authorization") == f"Bearer {KEY}"


def test_neither_the_key_nor_the_vendors_words_are_in_messages_or_logs(vendor, caplog):
    caplog.set_level(logging.DEBUG)
    vendor.fail(status=401, body={"error": {"message": f"Incorrect key {KEY}: wish for the moon"}})
    told = str(failure(vendor)) + caplog.text
    assert KEY not in told
    assert "moon" not in told


@pytest.mark.parametrize("key", ["“quoted”", "two\nlines"])
def test_a_key_that_cannot_be_sent_is_told_as_such(vendor, key):
    with pytest.raises(MisconfiguredError) as raised:
        http.post(f"{vendor.url}/echo", vendor="Vendor", json={}, headers={"Authorization": key})
    assert raised.value.code == "bad_key"


@pytest.mark.parametrize(
    "url", ["vendor.example/v1", "http://vendor.example/v1", "ftp://vendor.example", "https://", ""]
)
def test_a_key_is_not_sent_to_an_address_anybody_can_listen_to(url):
    with pytest.raises(MisconfiguredError) as raised:
        http.get(url, vendor="Vendor")
    assert raised.value.code == "bad_address"


def test_an_operator_may_trust_a_plain_address_of_theirs():
    assert not addresses.is_allowed("http://models.example:8000/v1/models")
    assert addresses.trust("http://models.example:8000/v1/") == "http://models.example:8000/v1"
    assert addresses.is_allowed("http://models.example:8000/v1/models")
    assert not addresses.is_allowed("http://other.example:8000/v1/models")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "192.168.1.20", "10.0.0.7"])
def test_plain_http_is_fine_at_home(host):
    assert addresses.is_allowed(f"http://{host}:11434/v1")


def test_hundreds_of_calls_wait_at_the_same_time(vendor):
    vendor.together = 200
    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(lambda _: ask(vendor).status, range(200)))
    assert answers == [200] * 200


def every_kind_of(base: type[BaseException]) -> list[type[BaseException]]:
    return [base, *(kind for child in base.__subclasses__() for kind in every_kind_of(child))]


KINDS = {
    kind
    for base in (requests.RequestException, urllib3.exceptions.HTTPError, HTTPException, OSError)
    for kind in every_kind_of(base)
}


@pytest.mark.parametrize("kind", sorted(KINDS, key=lambda kind: f"{kind.__module__}.{kind.__qualname__}"))
def test_nothing_the_network_raises_gets_past(kind):
    assert isinstance(http.sorted_network_error(kind.__new__(kind), "Vendor"), ProviderError)


SPECIAL = [
    (requests.ConnectTimeout(), "unreachable"),
    (requests.ReadTimeout(), "timed_out"),
    (TimeoutError(), "timed_out"),
    (requests.exceptions.ChunkedEncodingError(), "cut_off"),
    (urllib3.exceptions.ProtocolError("reset"), "cut_off"),
    (ConnectionResetError(), "unreachable"),
    (ssl.SSLCertVerificationError(), "bad_certificate"),
    (requests.exceptions.InvalidHeader(), "bad_key"),
    (requests.exceptions.InvalidURL(), "bad_address"),
    (requests.exceptions.ProxyError(), "unreachable"),
]


@pytest.mark.parametrize(("error", "code"), SPECIAL)
def test_each_kind_of_network_failure_has_its_own_words(error, code):
    assert http.sorted_network_error(error, "Vendor").code == code


def test_a_certificate_nobody_trusts_is_for_an_operator_even_deep_inside():
    try:
        try:
            raise ssl.SSLCertVerificationError("self-signed")
        except ssl.SSLCertVerificationError as cause:
            raise requests.exceptions.SSLError("handshake") from cause
    except requests.exceptions.SSLError as error:
        assert isinstance(http.sorted_network_error(error, "Vendor"), MisconfiguredError)


@pytest.mark.parametrize("value", ["inf", "1e300", "99999999", "Wed, 21 Oct 2999 07:28:00 GMT"])
def test_nobody_is_waited_for_longer_than_an_hour(value):
    assert refusals.retry_after({"retry-after": value}) == refusals.LONGEST_WAIT

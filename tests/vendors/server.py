"""The base of the stand-in vendors: real HTTP servers on loopback, all on one loop in one background thread.

A stand-in subclasses `StandIn` and lists `routes`: {("POST", "/v1/things/{id}"): method}. The method takes a `Call`,
returns a `Reply`, and raises `Refuse` for what the real vendor would refuse; such a call is kept in `.refused`, so that
a fixture can fail the test afterwards.

    with OpenRouter(tokens_per_second=50) as vendor:
        vendor.fail(status=429, headers={"Retry-After": "2"})      # the next call
        vendor.fail(cut_at=300, times=None, path="/chat")          # and every chat after it
    vendor.fail(hold_at=0)                                     # its body comes once `vendor.let_go()` was called

From another process: POST /_control with {"fail": {...}, "seconds": 2, "limit": 8, "reset": true}, GET /_requests.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
import random
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Self

from aiohttp import web

FOREVER = 10**6  # seconds a hanging vendor hangs


@dataclass
class Call:
    """One request as it came in. `parts` are the path's variables."""

    method: str
    path: str
    headers: dict[str, str]
    json: Any = None
    query: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")


@dataclass
class Reply:
    """An answer: JSON, bytes, or pieces that are sent as they are made."""

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    after: Callable[[], None] | None = None  # called once the whole body was sent


class Refuse(Exception):
    """The vendor says no. `quietly`: not the caller's mistake (too busy), so it is not kept in `.refused`."""

    def __init__(
        self, status: int, body: Any, headers: Mapping[str, str] | None = None, *, quietly: bool = False
    ) -> None:
        super().__init__(f"{status} {json.dumps(body)}")
        self.reply = Reply(body, status, headers or {})
        self.quietly = quietly


@dataclass
class Fault:
    """What goes wrong with a call. Without `status` the vendor's own answer is used, and then spoilt.

    `times`: for so many calls (None: for ever); `skip`: after so many good ones; `path`: only paths that hold this.
    `wait`: seconds before the answer; `cut_at`, `hang_at`, `hold_at`: after so many bytes of the body, which is held
    until the test lets it go; `drip`: seconds per byte;
    `extra_length`: so much more (or less) is announced in Content-Length than is sent.
    """

    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0
    cut_at: int | None = None
    hang_at: int | None = None
    hold_at: int | None = None
    drip: float = 0
    extra_length: int = 0
    times: int | None = 1
    skip: int = 0
    path: str = ""

    def takes(self, path: str) -> bool:
        """Whether this call is one it spoils; counts down."""
        if self.path not in path or self.times == 0:
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass
class Seen:
    """What a stand-in has seen since it was reset. A call that ends later is none of the next test's."""

    requests: list[Call] = field(default_factory=list)
    refused: list[tuple[Call, str]] = field(default_factory=list)
    running: int = 0
    peak: int = 0
    abandoned: int = 0
    let_go: threading.Event = field(default_factory=threading.Event)


class StandIn:
    """A vendor one can start, look into and spoil.

    `seconds`: how long a call takes, `jitter`: the sigma of its log-normal spread (same `seed`, same waits);
    `limit`: calls answered at once; `key`: the only key that is good (None: any).
    """

    vendor: ClassVar[str]
    key: str | None = None

    def __init__(
        self, *, port: int = 0, seconds: float = 0, jitter: float = 0, seed: int = 0, limit: int | None = None
    ) -> None:
        self.port, self.seconds, self.jitter, self.limit = port, seconds, jitter, limit
        self.random = random.Random(seed)
        self.numbers = itertools.count(1)
        self.reset()

    # What a vendor's stand-in says of itself

    @property
    def routes(self) -> dict[tuple[str, str], Callable[[Call], Reply | Awaitable[Reply]]]:
        raise NotImplementedError

    def env(self) -> dict[str, str]:
        """The variables a user exports to use this vendor."""
        raise NotImplementedError

    def busy(self) -> Refuse:
        """What the vendor answers when too many calls are under way."""
        return Refuse(429, {"error": {"message": "too many requests"}}, quietly=True)

    def not_found(self, call: Call) -> Refuse:
        return Refuse(404, {"error": {"message": f"no route {call.method} {call.path}", "code": 404}})

    def settings(self, **changes: Any) -> None:
        """Change options while running; a subclass's own options are attributes too."""
        for name, value in changes.items():
            if name not in vars(self):
                raise TypeError(f"{self.vendor} has no option {name}")
            setattr(self, name, value)

    # What a test does with it

    def fail(self, **fault: Any) -> None:
        """Queue a Fault; faults are asked in the order they were queued."""
        self.faults.append(Fault(**fault))

    def script(self, *faults: Mapping[str, Any]) -> None:
        """Queue several faults, one a call; an empty one lets a call pass."""
        for fault in faults:
            self.fail(**fault)

    def let_go(self) -> None:
        """What was held goes on."""
        self.seen.let_go.set()

    def reset(self) -> None:
        self.faults: list[Fault] = []
        self.seen = Seen()

    @property
    def requests(self) -> list[Call]:
        return self.seen.requests

    @property
    def refused(self) -> list[tuple[Call, str]]:
        return self.seen.refused

    @property
    def running(self) -> int:
        return self.seen.running

    @property
    def peak(self) -> int:
        return self.seen.peak

    @property
    def abandoned(self) -> int:
        return self.seen.abandoned

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        _on_loop(self._start())
        return self

    def stop(self) -> None:
        _on_loop(self._runner.cleanup())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def pause(self) -> None:
        """Wait as long as this vendor takes for a call."""
        if self.seconds:
            await asyncio.sleep(self.seconds * self.random.lognormvariate(0, self.jitter))

    # How it serves

    async def _start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/_control", self._control)
        app.router.add_get("/_requests", self._show)
        for (method, path), answer in self.routes.items():
            app.router.add_route(method, path, functools.partial(self._serve, answer))
        app.router.add_route("*", "/{unknown:.*}", functools.partial(self._serve, self._unknown))
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, backlog=1024)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]

    def _unknown(self, call: Call) -> Reply:
        raise self.not_found(call)

    async def _serve(self, answer: Callable[[Call], Any], request: web.Request) -> web.StreamResponse:
        call, seen = await _read(request), self.seen
        seen.requests.append(call)
        fault = next((fault for fault in self.faults if fault.takes(call.path)), Fault())
        seen.running += 1
        seen.peak = max(seen.peak, seen.running)
        try:
            reply = await self._answer(answer, call, fault)
            return await _send(request, reply, fault, seen.let_go)
        except (asyncio.CancelledError, ConnectionError):
            seen.abandoned += 1
            raise
        finally:
            seen.running -= 1

    async def _answer(self, answer: Callable[[Call], Any], call: Call, fault: Fault) -> Reply:
        await asyncio.sleep(fault.wait)
        if fault.status is not None:
            return Reply(fault.body if fault.body is not None else b"", fault.status, fault.headers)
        try:
            if self.limit is not None and self.running > self.limit:
                raise self.busy()
            reply = answer(call)
            return await reply if isinstance(reply, Awaitable) else reply
        except Refuse as refusal:
            if not refusal.quietly:
                self.refused.append((call, str(refusal)))
            return refusal.reply

    async def _control(self, request: web.Request) -> web.Response:
        orders = await request.json()
        if orders.pop("reset", False):
            self.reset()
        faults = orders.pop("fail", [])
        self.script(*([faults] if isinstance(faults, dict) else faults))
        self.settings(**orders)
        return web.json_response({"faults": [asdict(fault) for fault in self.faults]})

    async def _show(self, request: web.Request) -> web.Response:
        counts = {name: getattr(self, name) for name in ("running", "peak", "abandoned")}
        refused = [{"request": asdict(call), "answer": answer} for call, answer in self.refused]
        return web.json_response({"requests": [asdict(call) for call in self.requests], "refused": refused, **counts})


async def _read(request: web.Request) -> Call:
    body = await request.read()
    try:
        content = json.loads(body) if body else None
    except ValueError:
        content = {"_not_json": body.decode(errors="replace")}
    path = request.path
    return Call(request.method, path, dict(request.headers), content, dict(request.query), dict(request.match_info))


async def _send(request: web.Request, reply: Reply, fault: Fault, let_go: threading.Event) -> web.StreamResponse:
    headers = {"Content-Type": reply.content_type, **reply.headers, **(fault.headers if fault.status is None else {})}
    response = web.StreamResponse(status=reply.status, headers=headers)
    pieces = reply.body
    if not isinstance(pieces, AsyncIterator):
        whole = pieces if isinstance(pieces, bytes) else pieces.encode() if isinstance(pieces, str) else _json(pieces)
        response.content_length = max(0, len(whole) + fault.extra_length)
        pieces = _only(whole)
    if fault.extra_length > 0:
        response.force_close()  # the client must not wait for bytes that never come
    await response.prepare(request)
    await _write(request, response, _spoilt(_held(pieces, fault.hold_at, let_go), fault))
    if reply.after:
        reply.after()
    return response


async def _write(request: web.Request, response: web.StreamResponse, pieces: AsyncIterator[bytes | None]) -> None:
    async for piece in pieces:
        if piece is None:  # the line goes dead
            request.transport.abort()
            return
        await response.write(piece)
    await response.write_eof()


async def _held(pieces: AsyncIterator[bytes], at: int | None, let_go: threading.Event) -> AsyncIterator[bytes]:
    """The pieces; what lies behind so many bytes comes once it is let go."""
    async for piece in pieces:
        if at is None or len(piece) <= at:
            yield piece
        else:
            yield piece[:at]
            while not let_go.is_set():
                await asyncio.sleep(0.01)
            yield piece[at:]
        at = None if at is None or len(piece) > at else at - len(piece)


async def _spoilt(pieces: AsyncIterator[bytes], fault: Fault) -> AsyncIterator[bytes | None]:
    """The pieces as a fault lets them through; None where the connection breaks."""
    ends = [at for at in (fault.cut_at, fault.hang_at) if at is not None]
    left = min(ends) if ends else None
    async for piece in pieces:
        for part in _drops(piece[:left], fault.drip):
            yield part
            await asyncio.sleep(fault.drip)
        if left is not None:
            left -= min(len(piece), left)
            if left == 0:
                await asyncio.sleep(FOREVER if fault.hang_at is not None else 0)
                yield None


def _drops(piece: bytes, drip: float) -> list[bytes]:
    return [piece[i : i + 1] for i in range(len(piece))] if drip else [piece] if piece else []


async def _only(body: bytes) -> AsyncIterator[bytes]:
    yield body


def _json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


@functools.cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="stand-in vendors", daemon=True).start()
    return loop


def _on_loop(work: Any) -> Any:
    return asyncio.run_coroutine_threadsafe(work, _loop()).result(timeout=30)

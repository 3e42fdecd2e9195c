"""Bodies as Django does not see them: those without a Content-Length, and what is left of those it does not read."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
ASGIApplication = Callable[[dict[str, Any], Receive, Callable], Awaitable[None]]


def measured(application: Application, most: int) -> Application:
    """Read a chunked body, at most one byte more than `most`, and say how long it is.

    That byte too many is how the application learns that it was too large. What it leaves unread of any body is read
    here, up to `most` bytes: gunicorn promises to keep the connection, and then could not.
    """

    def with_length(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        if environ.get("wsgi.input_terminated") and not environ.get("CONTENT_LENGTH"):
            body = environ["wsgi.input"].read(most + 1)
            environ["wsgi.input"] = io.BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
        answer = application(environ, start_response)
        environ["wsgi.input"].read(most)
        return answer

    return with_length


def measured_asgi(application: ASGIApplication, most: int) -> ASGIApplication:
    """The same where ASGI is spoken. Django would write a body of any length to the disk before anybody looks at it."""

    async def with_length(scope: dict[str, Any], receive: Receive, send: Callable) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        body = await _read(receive, most + 1)
        if body is None:
            return
        unread: list[Message] = [{"type": "http.request", "body": body}]

        async def read_once() -> Message:
            return unread.pop() if unread else await _hung_up(receive)

        others = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
        headers = [*others, (b"content-length", str(len(body)).encode())]
        await application({**scope, "headers": headers}, read_once, send)

    return with_length


async def _read(receive: Receive, most: int) -> bytes | None:
    """None where the client hung up before all was said."""
    body, is_whole = b"", False
    while not is_whole and len(body) < most:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        is_whole = not message.get("more_body", False)
    return body[:most]


async def _hung_up(receive: Receive) -> Message:
    """What is left of a body is let go by."""
    while (message := await receive())["type"] != "http.disconnect":
        pass
    return message

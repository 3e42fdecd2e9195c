"""Bodies as Django does not see them: those without a Content-Length, and what is left of those it does not read."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]


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

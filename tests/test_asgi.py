"""Whoever runs StoryMimi on a server that speaks ASGI meets the same locks at the door."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterable
from typing import Any

from storymimi.asgi import application

SCOPE = {"type": "http", "method": "POST", "path": "/stories/", "query_string": b"", "http_version": "1.1"}
HEADERS = [(b"host", b"localhost"), (b"content-type", b"application/json"), (b"transfer-encoding", b"chunked")]
ESTIMATE = {"title": "The Boat", "prompt": "A fox finds a boat.", "num_scenes": 2, "estimate": True}


def posted(pieces: Iterable[bytes]) -> list[dict[str, Any]]:
    """What is answered to a body of such pieces; an empty one ends it. Where none does, the client hangs up."""
    pieces, body, answer = iter(pieces), [], []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        if body and not body[-1]:
            await asyncio.Event().wait()  # the client waits for its answer
        piece = next(pieces, None)
        if piece is None:
            return {"type": "http.disconnect"}
        body.append(piece)
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    async def send(message: dict[str, Any]) -> None:
        answer.append(message)

    asyncio.run(application({**SCOPE, "headers": HEADERS}, receive, send))
    return answer


def test_a_body_whose_length_nobody_said_is_read_whole(settings):
    settings.OPEN_TO_ALL = True
    said = json.dumps(ESTIMATE).encode()
    [start, *_] = posted([*(bytes([byte]) for byte in said), b""])
    assert start["status"] == 200


def test_a_body_that_is_too_long_is_refused_before_it_fills_the_disk():
    [start, *_] = posted([*itertools.repeat(bytes(64 * 1024), 1000), b""])
    assert start["status"] == 413


def test_who_hangs_up_in_the_middle_of_a_sentence_is_not_taken_at_half_a_word():
    assert posted([b'{"title": "The B']) == []

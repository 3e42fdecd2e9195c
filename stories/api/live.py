"""Server-sent events of one story. The row is the truth; events from Redis only say when to read it again."""

from __future__ import annotations

import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from weakref import WeakSet

from django.conf import settings
from django.db import close_old_connections
from django.http import HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from redis import RedisError
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from generation import events
from stories import book, reading
from stories.access import allowed
from stories.api import answers, schema
from stories.api.errors import Busy
from stories.api.views import Endpoint, story_or_404
from stories.models import Story

SECONDS = 60
SECONDS_BETWEEN_LOOKS = 1.5
SECONDS_BETWEEN_HEARTBEATS = 3  # a reader who has gone is noticed at the second one, and leaves a free place
MILLISECONDS_TO_RECONNECT = 2000
HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx passes each event on at once
}
_streams: WeakSet[Stream] = WeakSet()
"""Those that are open now: each holds one of the process's few threads."""
_door = threading.Lock()

Parts = dict[str, tuple[str, str]]
"""What may change, by a name of its own: (the event's name, its data)."""


class Stream:
    """The body of an answer; it gives its place back however the connection ends."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        with _door:
            if len(_streams) >= settings.EVENT_STREAMS:
                raise Busy
            _streams.add(self)

    def __iter__(self) -> Iterator[str]:
        return self._chunks

    def close(self) -> None:
        with _door:
            _streams.discard(self)


class StoryEvents(Endpoint):
    open_to_readers = True

    @schema.follow_story
    def get(self, request: Request, story_id: uuid.UUID) -> HttpResponse:
        story = story_or_404(story_id)
        if story.status in reading.SETTLED and request.headers.get("Last-Event-ID") == _version(story):
            return HttpResponse(status=status.HTTP_204_NO_CONTENT)
        if request.method == "HEAD":
            return HttpResponse(headers=HEADERS)  # a stream nobody reads would keep its place to the end
        describe = _as_html if request.query_params.get("html") == "1" else _as_json
        stream = Stream(_chunks(story_id, describe, request))
        return StreamingHttpResponse(stream, headers=HEADERS)


def _chunks(story_id: uuid.UUID, describe: Callable[[Story, Request], Parts], request: Request) -> Iterator[str]:
    yield f"retry: {MILLISECONDS_TO_RECONNECT}\n\n"
    sent: Parts = {}
    for _ in _hints(story_id):
        story = reading.find(story_id)
        parts = describe(story, request) if story else {}
        changed = [part for name, part in parts.items() if sent.get(name) != part]
        sent = parts
        close_old_connections()  # nobody waits with a connection in hand
        yield "".join(_framed(*part, _version(story)) for part in changed) or ": still here\n\n"
        if story is None or story.status in reading.SETTLED:
            return


def _hints(story_id: uuid.UUID) -> Iterator[None]:
    """Yields when it is worth reading the row: at once, at every event, and every few seconds anyway."""
    deadline = time.monotonic() + SECONDS
    yield
    try:
        for _ in events.follow(story_id, seconds=SECONDS, heartbeat=SECONDS_BETWEEN_HEARTBEATS):
            yield
    except RedisError:
        while time.monotonic() < deadline:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            yield


def _as_json(story: Story, request: Request) -> Parts:
    scenes = [answers.scene_detail(scene, request) for scene in story.scenes.all()]
    state = answers.state(story, reading.progress(story.scenes.all(), story.num_scenes), request)
    return {"story": ("story", _json(state))} | {str(scene["scene_id"]): ("scene", _json(scene)) for scene in scenes}


def _as_html(story: Story, request: Request) -> Parts:
    """The reading page's own partials."""
    made = book.of(story, request.user)
    context = {"book": made, "may": allowed(request.user)}
    about = [render_to_string(f"stories/_{name}.html", context) for name in ("progress", "colophon")]
    return {"story": ("story", "".join(about))} | {
        str(spread.scene.pk): ("scene", render_to_string("stories/_scene.html", {"spread": spread}))
        for spread in made.spreads
    }


def _json(answer: answers.Answer) -> str:
    return JSONRenderer().render(answer).decode()


def _version(story: Story) -> str:
    """Tells a reconnecting reader who has seen the end from one who has not."""
    return f"{story.status}-{story.updated_at.timestamp() if story.updated_at else 0}"


def _framed(name: str, content: str, version: str) -> str:
    lines = "".join(f"data: {line}\n" for line in re.split(r"\r\n|\r|\n", content))
    return f"event: {name}\nid: {version}\n{lines}\n"

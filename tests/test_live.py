"""Following a story while it is made."""

from __future__ import annotations

import json
import time

import pytest
import requests
from django.db import transaction

from generation import events
from stories.models import Status, Story
from tests import rows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def follow(live_server, story, query="", **headers):
    return requests.get(f"{live_server}/stories/{story.pk}/events{query}", stream=True, timeout=60, headers=headers)


def messages(response):
    """(event, data) of each message; comments are left out."""
    message = {}
    for line in response.iter_lines(chunk_size=1, decode_unicode=True):
        if not line and "event" in message:
            yield message["event"], "\n".join(message["data"])
        if not line:
            message = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            if name == "data":
                message.setdefault("data", []).append(value)
            else:
                message[name] = value


def finish(story, *, publish):
    with transaction.atomic():
        rows.finished(rows.a_scene(story, 1, text="Line one.\nLine two."))
        Story.objects.get(pk=story.pk).move(Status.COMPLETE)
    if publish:
        events.publish(story.pk, "story")


@pytest.mark.parametrize("redis", ["there", "gone"])
def test_a_follower_sees_how_things_stand_then_each_change_then_the_end(live_server, request, redis):
    if redis == "gone":
        request.getfixturevalue("no_redis")
    story = rows.a_bare_story(Status.PROCESSING)
    seen = []
    for event, data in messages(follow(live_server, story)):
        if not seen:
            finish(story, publish=redis == "there")
        seen.append((event, json.loads(data)))
    states = [data["status"] for event, data in seen if event == "story"]
    assert (states[0], states[-1]) == ("PROCESSING", "COMPLETE")
    assert [data["text"] for event, data in seen if event == "scene"] == ["Line one.\nLine two."]


def test_the_page_gets_its_own_partials(live_server):
    story = rows.a_story(scenes=1, title="<b>")
    first, scene = messages(follow(live_server, story, "?html=1"))
    assert first[0] == "story"
    assert (scene[0], "<figure" in scene[1]) == ("scene", True)


def test_a_reader_who_has_seen_the_end_is_told_not_to_come_again(live_server):
    story = rows.a_story(scenes=1)
    lines = [line.decode() for line in follow(live_server, story).iter_lines()]
    last_id = next(line.removeprefix("id: ") for line in lines if line.startswith("id: "))
    assert follow(live_server, story, **{"Last-Event-ID": last_id}).status_code == 204
    assert follow(live_server, story, **{"Last-Event-ID": "PROCESSING-1"}).status_code == 200


def test_one_reader_too_many_is_sent_away_until_a_place_is_free(live_server, settings, caplog):
    settings.EVENT_STREAMS = 1
    story = rows.a_bare_story(Status.PROCESSING)
    first = follow_when_there_is_a_place(live_server, story)
    refused = follow(live_server, story)
    assert (refused.status_code, refused.json()["type"]) == (503, "busy")
    assert int(refused.headers["Retry-After"]) > 0
    assert [record.levelname for record in caplog.records if record.levelname == "ERROR"] == []
    Story.objects.get(pk=story.pk).move(Status.FAILED)
    events.publish(story.pk, "story")
    assert [data for _, data in messages(first)][-1]
    assert follow_when_there_is_a_place(live_server, story).status_code == 200


def test_a_reader_who_goes_away_leaves_a_free_place(live_server, no_redis, settings):
    settings.EVENT_STREAMS = 1
    story = rows.a_bare_story(Status.PROCESSING)
    follow_when_there_is_a_place(live_server, story).close()
    follow_when_there_is_a_place(live_server, story).close()


def follow_when_there_is_a_place(live_server, story):
    for _ in range(600):
        answer = follow(live_server, story)
        if answer.status_code == 200:
            return answer
        time.sleep(0.1)
    raise AssertionError("no place ever became free")


def test_asking_for_the_headers_alone_takes_no_place(live_server, settings):
    settings.EVENT_STREAMS = 1
    story = rows.a_bare_story(Status.PROCESSING)
    answer = requests.head(f"{live_server}/stories/{story.pk}/events", timeout=60)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
    assert follow_when_there_is_a_place(live_server, story).status_code == 200


def test_words_with_line_breaks_of_any_kind_stay_inside_their_message(live_server):
    story = rows.a_bare_story(Status.PROCESSING)
    hostile = "One.\r\n\r\nevent: story\rdata: {}\n\nid: 7\u2028Two."
    rows.finished(rows.a_scene(story, 1, text=hostile, alt=hostile))
    Story.objects.get(pk=story.pk).move(Status.COMPLETE)
    (_, state), (name, scene) = messages(follow(live_server, story))
    assert (json.loads(state)["status"], name, json.loads(scene)["text"]) == ("COMPLETE", "scene", hostile)
    (_, _), (name, page) = messages(follow(live_server, story, "?html=1"))
    assert (name, page.count("<section")) == ("scene", 1)

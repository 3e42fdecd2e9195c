"""Redis and PostgreSQL go away while stories are made: a whole StoryMimi on servers of its own, seen from outside."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from bench.audit import audit
from bench.installation import Installation, installed, until

SECONDS = 240  # only a failing test waits so long


@pytest.fixture(scope="module")
def place() -> Iterator[Installation]:
    with installed("tests.vendors", LEASE_SECONDS="3", SWEEP_SECONDS="1") as place, place.worker():
        place.tell_vendor("text", tokens_per_second=150)
        for kind in ("image", "audio"):
            place.tell_vendor(kind, seconds=0.5, limit=100)
        yield place


@pytest.fixture(autouse=True)
def nothing_lost_nothing_doubled(place: Installation) -> Iterator[None]:
    yield
    found = audit(place)
    assert (found.lost, found.doubled, found.unexplained) == ([], [], [])


def post(place: Installation, title: str) -> str:
    return place.post_story(title=title, style=title, prompt="A cat looks for the moon.", num_scenes=3)


def wait_for_scene(place: Installation, story: str) -> None:
    until(lambda: place.value("SELECT count(*) FROM scenes WHERE story_id = %s", story), SECONDS, "a scene")


def wait_for_the_end(place: Installation, story: str) -> None:
    complete = "SELECT status = 'COMPLETE' FROM stories WHERE story_id = %s"
    until(lambda: place.value(complete, story), SECONDS, "the story")


def test_redis_is_flushed_in_mid_story(place):
    story = post(place, "The Flood")
    wait_for_scene(place, story)
    for _ in range(3):
        place.redis.flushall()
        time.sleep(0.3)
    wait_for_the_end(place, story)


def test_a_story_posted_while_redis_is_down_is_accepted_meanwhile_and_made_when_it_is_back(place):
    place.stop_redis()
    story = post(place, "The Silence")
    assert place.value("SELECT status FROM stories WHERE story_id = %s", story) == "PENDING"
    place.start_redis()
    wait_for_the_end(place, story)


def test_redis_goes_away_in_mid_story_and_comes_back_empty(place):
    story = post(place, "The Gap")
    wait_for_scene(place, story)
    place.stop_redis()
    time.sleep(2)
    place.start_redis()
    wait_for_the_end(place, story)


def test_postgresql_crashes_in_mid_story_twice(place):
    story = post(place, "The Fall")
    for _ in range(2):
        wait_for_scene(place, story)
        place.crash_postgres()
    wait_for_the_end(place, story)
    scenes = place.rows("SELECT sequence FROM scenes WHERE story_id = %s ORDER BY sequence", story)
    assert scenes == [(1,), (2,), (3,)]

"""Live events: hints that reach whoever follows a story, and whose loss harms nobody."""

from __future__ import annotations

import threading
import time
import uuid

import pytest
from django.db import transaction

from generation import broker, events
from stories.models import Status


@pytest.fixture
def story_id() -> uuid.UUID:
    return uuid.uuid4()


def following(story_id: uuid.UUID, seconds: float = 600, heartbeat: float = 600):
    """A follower whose subscription stands."""
    follower = events.follow(story_id, seconds=seconds, heartbeat=heartbeat)
    assert next(follower) is None
    return follower


def test_what_is_published_reaches_who_follows(story_id):
    follower = following(story_id)
    events.publish(story_id, "scene", sequence=3)
    events.publish(story_id, "story", status=Status.COMPLETE)
    assert next(follower) == {"event": "scene", "sequence": 3}
    assert next(follower) == {"event": "story", "status": "COMPLETE"}


def test_everybody_who_follows_hears_it(story_id):
    followers = [following(story_id) for _ in range(3)]
    events.publish(story_id, "story")
    assert [next(follower) for follower in followers] == [{"event": "story"}] * 3


def test_nobody_hears_of_another_story(story_id):
    follower = following(story_id, heartbeat=0.05)
    events.publish(uuid.uuid4(), "story")
    assert next(follower) is None


def test_nothing_is_lost_once_the_subscription_stands(story_id):
    follower = following(story_id)
    for sequence in range(50):
        events.publish(story_id, "scene", sequence=sequence)
    assert [next(follower)["sequence"] for _ in range(50)] == list(range(50))


@pytest.mark.django_db(transaction=True)
def test_a_change_is_told_once_it_is_made_and_not_at_all_if_it_is_taken_back(story_id):
    follower = following(story_id)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.publish(story_id, "scene", sequence=1)
        raise ZeroDivisionError
    with transaction.atomic():
        events.publish(story_id, "scene", sequence=2)
    assert next(follower) == {"event": "scene", "sequence": 2}


def test_many_who_follow_leave_room_for_whoever_has_a_question(story_id, settings):
    settings.EVENT_STREAMS = 40
    broker.connection.cache_clear()
    followers = [following(story_id) for _ in range(40)]
    assert broker.connection().ping()
    for follower in followers:
        follower.close()
    broker.connection.cache_clear()


def test_a_silent_story_has_a_heartbeat(story_id):
    follower = following(story_id, heartbeat=0.01)
    assert [next(follower) for _ in range(3)] == [None, None, None]


def test_a_follower_stops_after_its_time(story_id):
    assert set(following(story_id, seconds=0.05, heartbeat=0.02)) <= {None}


def test_a_follower_that_leaves_gives_its_subscription_back(story_id):
    follower = following(story_id)
    channel = f"storymimi:events:{story_id}"
    assert broker.connection().pubsub_numsub(channel) == [(channel.encode(), 1)]
    follower.close()
    for _ in range(3000):
        if broker.connection().pubsub_numsub(channel) == [(channel.encode(), 0)]:
            return
        time.sleep(0.01)
    pytest.fail("Redis still counts a subscriber")


def test_a_follower_hears_what_another_thread_publishes_later(story_id):
    follower = following(story_id)
    threading.Timer(0.05, events.publish, [story_id, "story"]).start()
    assert next(follower) == {"event": "story"}


def test_a_follower_whose_connection_breaks_is_connected_again(story_id):
    follower, redis = following(story_id, heartbeat=0.1), broker.connection()
    ours = redis.client_info()["db"]
    for client in redis.client_list(_type="pubsub"):
        if int(client["db"]) == ours:
            redis.client_kill_filter(_id=client["id"])
    for _ in range(600):
        events.publish(story_id, "story")
        if next(follower) == {"event": "story"}:
            return
    pytest.fail("nothing was heard any more")


def test_publishing_without_redis_harms_nobody(story_id, no_redis, caplog):
    events.publish(story_id, "story")
    assert "not published" in caplog.text

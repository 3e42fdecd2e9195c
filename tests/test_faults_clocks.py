"""Clocks that were wrong, workers that died after a cancellation, and a remake that meets the end of its story."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from generation import broker, lanes, pipeline, settling, sweep
from stories import services
from stories.models import Asset, AssetStatus, Kind, Status, Story
from tests import rows
from tests.worker_processes import somebody_waits_for_a_lock, until

pytestmark = pytest.mark.django_db(transaction=True)
A_MINUTE = timedelta(minutes=1)
LANE = lanes.Lane("image:test", 1)


@pytest.fixture
def picture(db) -> Asset:
    """A picture that waits to be made, in a story whose text is whole."""
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=1, written_at=timezone.now())
    [picture] = pipeline.start_assets([pipeline.new_asset(rows.a_scene(story, 1), Kind.IMAGE)])
    return picture


def set_row(row, **fields) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()


def test_work_enqueued_by_a_clock_that_was_ahead_is_found(picture, vendors):
    broker.connection().flushdb()
    set_row(picture, enqueued_at=timezone.now() + timedelta(days=1))
    assert sweep.sweep()["image jobs enqueued"] == 1


def test_what_a_dead_worker_was_making_for_a_cancelled_story_is_cancelled(picture, vendors):
    set_row(picture, status=AssetStatus.RUNNING, lease_until=timezone.now() + A_MINUTE)
    services.cancel_story(picture.story)
    sweep.sweep()
    picture.refresh_from_db()
    assert picture.status == AssetStatus.RUNNING, "its worker is alive, and its result is kept"
    set_row(picture, lease_until=timezone.now() - A_MINUTE)
    assert sweep.sweep()["assets cancelled"] == 1
    picture.refresh_from_db()
    assert picture.status == AssetStatus.CANCELLED


def test_a_place_given_by_a_redis_whose_clock_was_ahead_comes_back(db):
    tomorrow = (timezone.now() + timedelta(days=1)).timestamp() * 1000
    broker.connection().zadd(f"{lanes.PREFIX}{LANE.name}:held", {"ghost": tomorrow})
    assert lanes.take(LANE, "a", owner="o", sequence=1, granted=lambda tickets: None)


def test_a_lane_closed_by_a_redis_whose_clock_was_ahead_opens(db):
    tomorrow = round((timezone.now() + timedelta(days=1)).timestamp() * 1000)
    broker.connection().hset(f"{lanes.PREFIX}{LANE.name}:state", mapping={"closed_until": tomorrow, "closure": 2000})
    assert lanes.is_open(LANE)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="on SQLite one waits for the other to have ended")
def test_a_remake_that_begins_while_the_story_ends_is_not_forgotten(vendors):
    """The remake has the story's row when its end comes, and the end has not seen the remake's asset."""
    story = rows.a_story(scenes=1)
    set_row(story, status=Status.PROCESSING, written_at=timezone.now())
    scene = story.scenes.get()
    ended = threading.Thread(target=end_quietly, args=(story.pk,))
    with transaction.atomic():
        services.remake_asset(scene, Kind.IMAGE)
        ended.start()
        until(somebody_waits_for_a_lock, "the end to come")
    ended.join()
    story.refresh_from_db()
    assert story.status == Status.PROCESSING
    assert Asset.objects.filter(Asset.claimable()).exists()


def end_quietly(pk) -> None:
    try:
        settling.complete(Story.objects.get(pk=pk))
    finally:
        connection.close()

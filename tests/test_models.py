"""Rows and their states: what may follow what, and who wins when several want it at once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from generation import leases
from stories.models import TRANSITIONS, Asset, AssetStatus, Kind, Scene, Status, Story
from tests import rows

pytestmark = pytest.mark.django_db
STORY_MOVES = {
    (Status.PENDING, Status.PROCESSING),
    (Status.PENDING, Status.FAILED),
    (Status.PROCESSING, Status.PROCESSING),
    (Status.PROCESSING, Status.COMPLETE),
    (Status.PROCESSING, Status.FAILED),
    (Status.COMPLETE, Status.PROCESSING),
    (Status.FAILED, Status.PROCESSING),
}
ASSET_MOVES = {
    (AssetStatus.PENDING, AssetStatus.RUNNING),
    (AssetStatus.PENDING, AssetStatus.FAILED),
    (AssetStatus.PENDING, AssetStatus.CANCELLED),
    (AssetStatus.RUNNING, AssetStatus.RUNNING),
    (AssetStatus.RUNNING, AssetStatus.PENDING),
    (AssetStatus.RUNNING, AssetStatus.READY),
    (AssetStatus.RUNNING, AssetStatus.FAILED),
    (AssetStatus.RUNNING, AssetStatus.CANCELLED),
}


def an_asset(status: str = AssetStatus.PENDING, **fields: object) -> Asset:
    scene = rows.a_scene(rows.a_bare_story(Status.PROCESSING), 1)
    return rows.an_asset(scene, Kind.AUDIO, status, **fields)


def at_once(count: int, act: Callable[[], bool]) -> list[bool]:
    """What each of so many threads gets that begin at the same moment, each with a connection of its own."""
    start = threading.Barrier(count)

    def begin(_: int) -> bool:
        start.wait(60)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


# --- A status is moved -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("source", "target"), [*product(Status, Status)])
def test_a_story_moves_as_the_table_allows_and_no_other_way(source, target):
    story = rows.a_bare_story(source)
    allowed = (source, target) in STORY_MOVES
    assert story.move(target) is allowed
    assert Story.objects.get().status == (target if allowed else source)


@pytest.mark.parametrize(("source", "target"), [*product(AssetStatus, AssetStatus)])
def test_an_asset_moves_as_the_table_allows_and_no_other_way(source, target):
    asset = an_asset(source)
    allowed = (source, target) in ASSET_MOVES
    assert asset.move(target) is allowed
    assert Asset.objects.get().status == (target if allowed else source)


@pytest.mark.parametrize(("model", "moves"), [("Story", STORY_MOVES), ("Asset", ASSET_MOVES)])
def test_the_table_says_what_is_tested_here(model, moves):
    table = {(source, target) for target, sources in TRANSITIONS[model].items() for source in sources}
    assert table == moves


def test_what_is_set_with_a_move_is_set_on_the_row_and_on_the_instance():
    story = rows.a_bare_story(Status.PROCESSING)
    assert story.move(Status.FAILED, error="No.", error_code="cancelled")
    for one in (story, Story.objects.get()):
        assert (one.status, one.error, one.error_code) == (Status.FAILED, "No.", "cancelled")
        assert one.updated_at


def test_a_move_that_is_lost_changes_nothing():
    story = rows.a_bare_story(Status.COMPLETE)
    assert not story.move(Status.FAILED, error="No.")
    for one in (story, Story.objects.get()):
        assert (one.status, one.error, one.updated_at) == (Status.COMPLETE, "", None)


def test_the_row_decides_not_what_somebody_read_before():
    story = rows.a_bare_story(Status.PROCESSING)
    Story.objects.get().move(Status.COMPLETE)
    assert not story.move(Status.FAILED)


def test_a_worker_whose_lease_was_taken_over_moves_nothing():
    asset = an_asset(AssetStatus.RUNNING, lease_token=uuid.uuid4())
    Asset.objects.update(lease_token=uuid.uuid4())
    assert not asset.move(AssetStatus.FAILED, asset.held)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_move_at_once_one_wins():
    rows.a_bare_story(Status.PROCESSING)
    assert sum(at_once(8, lambda: Story.objects.get().move(Status.COMPLETE))) == 1


@pytest.mark.django_db(transaction=True)
def test_of_a_cancel_and_a_completion_at_once_one_wins():
    rows.a_bare_story(Status.PROCESSING)
    wanted = [Status.FAILED, Status.COMPLETE] * 4
    won = at_once(8, lambda: Story.objects.get().move(wanted.pop()))
    assert sum(won) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make", [an_asset, rows.a_bare_story])
def test_of_many_workers_who_claim_at_once_one_wins(make):
    work = make()
    assert sum(at_once(8, lambda: leases.claim(type(work).objects.get()))) == 1
    assert type(work).objects.get().claims == 1


# --- What is due -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("seconds", "free"),
    [
        ({}, True),
        ({"lease_until": -1}, True),
        ({"lease_until": 600}, False),
        ({"lease_until": 86400}, True),
        ({"not_before": -1}, True),
        ({"not_before": 600}, False),
        ({"lease_until": -1, "not_before": 600}, False),
    ],
    ids=["new", "lease over", "leased", "a wrong clock's lease", "back-off over", "backing off", "both"],
)
def test_work_is_claimed_when_nobody_has_it_and_its_back_off_is_over(seconds, free, settings):
    """`seconds` from now, of each column."""
    settings.LEASE_SECONDS = 600
    an_asset(AssetStatus.RUNNING, **{name: timezone.now() + timedelta(seconds=more) for name, more in seconds.items()})
    assert Asset.objects.filter(Asset.claimable()).exists() is free


@pytest.mark.parametrize("status", [Status.COMPLETE, Status.FAILED, Status.PENDING])
def test_nothing_of_a_story_that_is_not_being_made_is_claimed(status):
    an_asset()
    Story.objects.update(status=status)
    assert not Asset.objects.filter(Asset.claimable()).exists()


@pytest.mark.parametrize("status", [AssetStatus.READY, AssetStatus.FAILED, AssetStatus.CANCELLED])
def test_an_asset_that_has_ended_is_not_claimed(status):
    an_asset(status)
    assert not Asset.objects.filter(Asset.claimable()).exists()


def test_a_text_that_is_whole_is_not_claimed():
    rows.a_bare_story(Status.PROCESSING, written_at=timezone.now())
    assert not Story.objects.filter(Story.claimable()).exists()


# --- What the database itself refuses --------------------------------------------------------------------------------
def test_two_scenes_cannot_have_the_same_number():
    story = rows.a_bare_story()
    rows.a_scene(story, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.a_scene(story, 1)
    rows.a_scene(rows.a_bare_story(), 1)


@pytest.mark.parametrize("status", [AssetStatus.PENDING, AssetStatus.RUNNING])
def test_a_picture_is_not_made_twice_at_a_time(status):
    scene = an_asset(status).scene
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.an_asset(scene, Kind.AUDIO, AssetStatus.PENDING)
    rows.an_asset(scene, Kind.IMAGE, AssetStatus.PENDING)


@pytest.mark.parametrize("ended", [AssetStatus.READY, AssetStatus.FAILED, AssetStatus.CANCELLED])
def test_a_picture_may_be_made_again_after_an_end(ended):
    rows.an_asset(an_asset(ended).scene, Kind.AUDIO, AssetStatus.PENDING)


@pytest.mark.parametrize("model", [Story, Asset])
def test_a_status_nobody_knows_is_refused(model):
    an_asset()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(status="LOST")


def test_scenes_and_assets_go_with_their_story():
    rows.a_story(scenes=2).delete()
    assert (Scene.objects.count(), Asset.objects.count()) == (0, 0)


def test_a_scene_outlives_its_picture(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    scene = rows.a_story(scenes=1).scenes.get()
    scene.image.delete()
    scene.refresh_from_db()
    assert scene.image is None


# --- What an asset was made from -------------------------------------------------------------------------------------
@pytest.fixture
def scene(settings, tmp_path) -> Scene:
    settings.MEDIA_ROOT = tmp_path
    story = rows.a_bare_story(Status.COMPLETE, style="ink", characters=[{"name": "Pip", "description": "a mouse"}])
    return rows.finished(rows.a_scene(story, 1, picture="Pip rows."))


def test_what_was_made_from_the_words_as_they_are_is_not_stale(scene):
    assert scene.stale_kinds == []


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        ({"text": "Other words."}, ["audio"]),
        ({"text": "Other words.", "picture": ""}, ["image", "audio"]),
        ({"picture": "Pip sleeps."}, ["image"]),
        ({"alt": "Pip, asleep."}, []),
    ],
)
def test_what_was_made_from_other_words_is_stale(scene, change, stale):
    for name, value in change.items():
        setattr(scene, name, value)
    assert scene.stale_kinds == stale


def test_what_was_not_made_is_not_stale():
    assert rows.a_scene(rows.a_bare_story(), 1).stale_kinds == []


def test_other_looks_of_a_character_make_the_picture_stale(scene):
    scene.story.characters = [{"name": "Pip", "description": "an elephant"}]
    assert scene.stale_kinds == ["image"]

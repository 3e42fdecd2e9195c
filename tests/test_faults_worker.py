"""Workers that are killed, at every boundary between two steps, and what the next worker makes of what they left."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from generation import pipeline, queues, spool, storage, sweep
from generation.models import Call, Outcome
from stories import services
from stories.models import UNFINISHED, Asset, AssetStatus, Kind, Scene, Status, Story
from tests import rows
from tests.worker_processes import (
    kill,
    locked,
    nothing_is_asked_of_the_database,
    somebody_waits_for_a_lock,
    until,
    worker,
)

pytestmark = pytest.mark.django_db(transaction=True)
needs_row_locks = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite locks the whole file, so a worker cannot be held at one row"
)
PICTURES = "/images/generations"
NOT_BEGUN = (AssetStatus.PENDING, AssetStatus.CANCELLED)
BEHIND_A_SCENE = 9000  # bytes of a text's stream: the first scene is told by then, and the second is not


@pytest.fixture
def picture(db) -> Asset:
    """A picture to be made: all that a story still lacks."""
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=1, written_at=timezone.now())
    scene = rows.a_scene(story, 1, picture="A mouse in a boat.")
    asset = rows.an_asset(scene, Kind.AUDIO)
    Scene.objects.filter(pk=scene.pk).update(audio=asset, audio_url=storage.url(Kind.AUDIO, asset.key))
    [picture] = pipeline.start_assets([pipeline.new_asset(scene, Kind.IMAGE)])
    return picture


@pytest.fixture
def next_worker(work) -> Callable[[], None]:
    """What the next worker does, once nobody believes any more that the dead one is alive."""

    def take_over() -> None:
        long_ago = timezone.now() - timedelta(minutes=1)
        Story.objects.filter(lease_until__isnull=False).update(lease_until=long_ago)
        Asset.objects.filter(lease_until__isnull=False).update(lease_until=long_ago)
        Story.objects.update(enqueued_at=long_ago)
        Asset.objects.update(enqueued_at=long_ago)
        work()

    return take_over


def paid(vendor, path: str = "") -> int:
    """How often the vendor was asked to make something."""
    return sum(call.method == "POST" and path in call.path for call in vendor.requests)


def outcomes(**which) -> list[str]:
    return list(Call.objects.filter(**which).order_by("pk").values_list("outcome", flat=True))


def is_complete(story: Story) -> bool:
    story.refresh_from_db()
    return story.status == Status.COMPLETE and not story.error


@needs_row_locks
def test_killed_before_the_call_nothing_is_paid_twice(picture, vendors, next_worker):
    with worker(vendors) as process, transaction.atomic():
        connection.cursor().execute("LOCK TABLE calls IN SHARE MODE")
        until(somebody_waits_for_a_lock, "the call to be written down")
        kill(process)
    assert paid(vendors.image) == 0
    next_worker()
    assert is_complete(picture.story)
    assert paid(vendors.image) == 1
    assert outcomes(kind="image")[-1] == Outcome.OK


def test_killed_during_the_call_the_first_payment_stays_in_the_ledger(picture, vendors, next_worker):
    vendors.image.fail(hang_at=0, path=PICTURES)
    with worker(vendors) as process:
        until(lambda: paid(vendors.image), "the call")
        kill(process)
    next_worker()
    assert is_complete(picture.story)
    assert paid(vendors.image) == 2
    assert outcomes(kind="image") == [Outcome.UNKNOWN, Outcome.OK]


@needs_row_locks
def test_killed_before_the_bytes_are_stored_they_are_taken_from_the_spool(picture, vendors, next_worker):
    vendors.image.fail(hold_at=0, path=PICTURES)
    with worker(vendors) as process:
        until(lambda: paid(vendors.image), "the call")
        with locked(picture):
            vendors.image.let_go()
            until(lambda: outcomes(kind="image") == [Outcome.OK], "the vendor's answer")
            until(somebody_waits_for_a_lock, "the worker to note who made it")
            kill(process)
    assert spool.find(picture.pk)
    assert not list(storage.keys(Kind.IMAGE, f"{picture.story.pk}/"))
    next_worker()
    assert is_complete(picture.story)
    assert paid(vendors.image) == 1
    assert not spool.find(picture.pk)


@pytest.mark.parametrize("same_machine", [True, False], ids=["same machine", "another machine"])
@needs_row_locks
def test_killed_after_the_bytes_are_stored_they_are_adopted(picture, vendors, next_worker, same_machine):
    vendors.image.fail(hold_at=0, path=PICTURES)
    with worker(vendors) as process:
        until(lambda: paid(vendors.image), "the call")
        with locked(picture.scene):
            vendors.image.let_go()
            until(somebody_waits_for_a_lock, "the worker to show the picture")
            kill(process)
    stored = set(storage.keys(Kind.IMAGE, f"{picture.story.pk}/"))
    assert len(stored) > 1
    if not same_machine:
        spool.drop(picture.pk)
    next_worker()
    assert is_complete(picture.story)
    assert paid(vendors.image) == 1
    assert set(storage.keys(Kind.IMAGE, f"{picture.story.pk}/")) == stored


@needs_row_locks
def test_killed_after_the_last_commit_the_story_is_closed_all_the_same(picture, vendors, work):
    vendors.image.fail(hold_at=0, path=PICTURES)
    with worker(vendors) as process:
        until(lambda: paid(vendors.image), "the call")
        with locked(picture.story):
            vendors.image.let_go()
            until(somebody_waits_for_a_lock, "the worker to close the story")
            picture.refresh_from_db()
            assert picture.status == AssetStatus.READY
            kill(process)
    work()
    assert is_complete(picture.story)
    assert paid(vendors.image) == 1
    assert not spool.find(picture.pk)


def test_killed_in_the_middle_of_the_text_no_scene_comes_twice(vendors, next_worker):
    vendors.text.fail(hang_at=20000, path="/chat")
    story = services.create_story(title="t", prompt="p", num_scenes=5)
    with worker(vendors) as process:
        until(lambda: story.scenes.count() > 1, "two scenes")
        kill(process)
    kept = list(story.scenes.values_list("scene_id", flat=True))
    next_worker()
    assert is_complete(story)
    assert [scene.sequence for scene in story.scenes.all()] == [1, 2, 3, 4, 5]
    assert [scene.pk for scene in story.scenes.all()][: len(kept)] == kept
    assert outcomes(kind="text") == [Outcome.UNKNOWN, Outcome.OK]


@needs_row_locks
def test_killed_while_a_scene_is_written_down_no_scene_comes_twice(vendors, next_worker):
    vendors.text.fail(hold_at=BEHIND_A_SCENE, path="/chat")
    story = services.create_story(title="t", prompt="p", num_scenes=2)
    with worker(vendors) as process:
        until(story.scenes.exists, "the first scene")
        with locked(story):
            vendors.text.let_go()
            until(somebody_waits_for_a_lock, "the second scene")
            kill(process)
    assert story.scenes.count() == 1
    next_worker()
    assert is_complete(story)
    assert [scene.sequence for scene in story.scenes.all()] == [1, 2]


def test_another_worker_takes_up_what_a_killed_one_was_doing(picture, vendors):
    """The whole way, with nobody's help: the lease ends, the sweep finds the row, a worker makes it."""
    vendors.image.fail(hang_at=0, path=PICTURES)
    with worker(vendors, LEASE_SECONDS="3") as first:
        until(lambda: paid(vendors.image), "the call")
        kill(first)
    with worker(vendors):
        until(lambda: is_complete(picture.story), "the other worker")
    assert paid(vendors.image) == 2


# --- Two workers, one row --------------------------------------------------------------------------------------------
def test_a_worker_that_was_away_too_long_does_not_mix_its_picture_with_the_next_ones(picture, vendors, next_worker):
    """A machine that sleeps through its lease and wakes up: both calls were made, one picture is shown."""
    vendors.image.fail(hold_at=0, path=PICTURES)
    # Nothing but the call is under way when it falls asleep: else the others might wait for a lock it holds.
    with worker(vendors, LEASE_SECONDS="600", SWEEP_SECONDS="600") as sleeper:
        until(lambda: paid(vendors.image), "the call")
        until(nothing_is_asked_of_the_database, "the worker to wait for the vendor")
        sleeper.send_signal(signal.SIGSTOP)
        vendors.image.let_go()
        until(lambda: next_worker() or is_complete(picture.story), "the next worker")
        stored = set(storage.keys(Kind.IMAGE, f"{picture.story.pk}/"))
        shown = Asset.objects.values().get(pk=picture.pk)
        sleeper.send_signal(signal.SIGCONT)
        until(lambda: outcomes(kind="image") == [Outcome.OK, Outcome.OK], "the sleeper's call to be written down")
        until(lambda: sweep.sweep() is not None and not spool.find(picture.pk), "the sweep to tidy up")
    assert set(storage.keys(Kind.IMAGE, f"{picture.story.pk}/")) == stored
    assert Asset.objects.values().get(pk=picture.pk) == shown
    assert paid(vendors.image) == 2


def test_two_workers_and_a_job_delivered_many_times_make_one_picture(picture, vendors):
    vendors.image.fail(hold_at=0, path=PICTURES)
    with worker(vendors), worker(vendors):
        for _ in range(20):
            pipeline.make_asset.push([(Kind.IMAGE, str(picture.pk))])
        until(lambda: not queues.queued_ids("image"), "the workers to take them all")
        vendors.image.let_go()
        until(lambda: is_complete(picture.story), "the story")
    assert paid(vendors.image) == 1


@needs_row_locks
def test_one_row_that_somebody_has_locked_does_not_cost_the_others_their_leases(picture, vendors):
    """An operator's open transaction on one asset; the vendor takes longer than a lease lasts."""
    vendors.image.fail(hold_at=0, path=PICTURES, times=2)
    other_story = rows.a_bare_story(Status.PROCESSING, num_scenes=1, written_at=timezone.now())
    [other] = pipeline.start_assets([pipeline.new_asset(rows.a_scene(other_story, 1), Kind.IMAGE)])
    with worker(vendors, LEASE_SECONDS="6"):
        until(lambda: paid(vendors.image) == 2, "both calls")
        with locked(other):
            ends = lease_of(picture)
            until(lambda: lease_of(picture) > ends, "the lease to be renewed")
            vendors.image.let_go()
            until(lambda: is_complete(picture.story), "the picture")
        until(lambda: not Asset.objects.filter(status__in=UNFINISHED).exists(), "the other picture")


def lease_of(asset: Asset) -> datetime:
    return Asset.objects.values_list("lease_until", flat=True).get(pk=asset.pk)


# --- Cancelled in mid-work -------------------------------------------------------------------------------------------
def test_after_a_cancellation_nothing_starts_and_what_runs_is_kept(vendors):
    vendors.text.settings(tokens_per_second=200)
    vendors.text.fail(hold_at=20000, path="/chat")
    vendors.image.fail(hold_at=0, path=PICTURES, times=None)
    story = services.create_story(title="t", prompt="p", num_scenes=20)
    with worker(vendors):
        until(lambda: paid(vendors.image), "the first picture's call")
        services.cancel_story(story)
        vendors.text.let_go()
        until(lambda: Call.objects.filter(kind="text", ended_at__isnull=False).exists(), "us to hang up")
        begun = set(Asset.objects.exclude(status__in=NOT_BEGUN).values_list("pk", flat=True))
        vendors.image.let_go()
        until(lambda: not Asset.objects.filter(status__in=UNFINISHED).exists(), "what was running to end")
        until(lambda: Asset.objects.filter(kind=Kind.IMAGE, status=AssetStatus.READY).exists(), "a picture")
        until(lambda: not Call.objects.filter(ended_at=None).exists(), "all calls to be written down")
    assert set(Call.objects.exclude(kind="text").values_list("asset_id", flat=True)) <= begun
    assert outcomes(kind="text") == [Outcome.UNKNOWN], "we hung up; nobody knows what it cost"
    assert Scene.objects.filter(image_url__isnull=False).exists()
    story.refresh_from_db()
    assert (story.status, story.error_code) == (Status.FAILED, "cancelled")


@needs_row_locks
def test_what_was_paid_for_a_cancelled_story_is_used_when_it_is_wanted_again(picture, vendors, next_worker):
    Scene.objects.update(created_at=timezone.now() - timedelta(minutes=1))  # it was written a while ago
    vendors.image.fail(hold_at=0, path=PICTURES)
    with worker(vendors) as process:
        until(lambda: paid(vendors.image), "the call")
        services.cancel_story(picture.story)
        with locked(picture):
            vendors.image.let_go()
            until(lambda: outcomes(kind="image") == [Outcome.OK], "the vendor's answer")
            until(somebody_waits_for_a_lock, "the worker to note who made it")
            kill(process)
    next_worker()
    picture.refresh_from_db()
    assert picture.status == AssetStatus.CANCELLED
    services.retry_story(picture.story)
    next_worker()
    assert is_complete(picture.story)
    assert paid(vendors.image) == 1

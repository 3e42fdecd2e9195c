"""Whatever the queue lost is found in the rows and put back: each duty of the sweep, and what it says of it."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from generation import broker, chain, lanes, providers, queues, removal, spool, storage
from generation.pipeline import make_asset
from generation.providers.base import Media, MisconfiguredError
from generation.sweep import sweep
from stories import services
from stories.models import Asset, AssetStatus, Kind, Status, Story
from tests import rows

pytestmark = pytest.mark.django_db(transaction=True)


def ago(seconds: float):
    return timezone.now() - timedelta(seconds=seconds)


@pytest.fixture
def story(vendors) -> Story:
    """One that is being made, and whose text is whole."""
    return rows.a_bare_story(Status.PROCESSING, written_at=timezone.now(), enqueued_at=ago(60))


@pytest.fixture
def picture(story) -> Asset:
    """One that was put on the queue a minute ago, and is nowhere to be found."""
    return rows.an_asset(rows.a_scene(story, 1), Kind.IMAGE, AssetStatus.PENDING, enqueued_at=ago(60))


def lane(kind: str) -> lanes.Lane:
    return chain.lane(kind, providers.get(kind)[0])


def by_hand() -> str:
    out = io.StringIO()
    call_command("sweep", stdout=out)
    return out.getvalue()


# --- What the queue lost ---------------------------------------------------------------------------------------------
def test_a_text_and_a_picture_the_queue_forgot_are_put_back(vendors, picture):
    text = rows.a_bare_story(enqueued_at=ago(60))
    found = sweep()
    assert (found["text jobs enqueued"], found["image jobs enqueued"]) == (1, 1)
    assert queues.queued_ids("text") == {str(text.pk)}
    assert queues.queued_ids("image") == {str(picture.pk)}


def test_what_was_never_put_on_the_queue_is_put_there(picture):
    Asset.objects.update(enqueued_at=None)
    assert sweep()["image jobs enqueued"] == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"enqueued_at": 8}, "it was put there just now"),
        ({"lease_until": 40, "status": AssetStatus.RUNNING}, "somebody works on it"),
        ({"not_before": 60}, "its back-off is not over"),
        ({"status": AssetStatus.READY}, "it is done"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_lost_is_left_alone(picture, fields, why):
    now = timezone.now()
    moments = {
        name: now + timedelta(seconds=value) if isinstance(value, int) else value for name, value in fields.items()
    }
    Asset.objects.update(**moments)
    assert sweep()["image jobs enqueued"] == 0, why


def test_what_is_on_the_queue_already_is_not_put_there_twice(picture):
    make_asset.push([("image", str(picture.pk))])
    assert sweep()["image jobs enqueued"] == 0
    assert queues.queue("image").count == 1


def test_what_stands_in_line_for_a_vendor_is_not_lost(picture):
    lanes.close(lane("image"), 60)
    assert lanes.take(lane("image"), str(picture.pk), owner="o", sequence=1, granted=lambda _: None) is None
    assert sweep()["image jobs enqueued"] == 0


def test_a_second_sweep_finds_nothing_more(picture):
    assert sweep()
    assert not sweep()


def test_a_dead_workers_picture_is_made_by_another(picture, work):
    Asset.objects.update(status=AssetStatus.RUNNING, lease_until=ago(1), claims=1)
    work()
    assert Asset.objects.get(pk=picture.pk).status == AssetStatus.READY


def test_what_was_lost_in_a_stopped_story_stays_lost(picture):
    Story.objects.update(status=Status.FAILED)
    assert sweep()["image jobs enqueued"] == 0


def test_a_story_lost_at_every_step_is_made_all_the_same(vendors, work):
    story = services.create_story(title="t", prompt="p", num_scenes=2)
    for _ in range(4):
        broker.connection().flushdb()
        Story.objects.update(enqueued_at=ago(60))
        Asset.objects.update(enqueued_at=ago(60))
        sweep()
        work(sweeps=0)
    story.refresh_from_db()
    assert (story.status, story.error) == (Status.COMPLETE, "")


def test_without_redis_a_sweep_waits_for_better_days(picture, no_redis, caplog):
    assert sweep()["image jobs enqueued"] == 0
    assert "wait for Redis" in caplog.text
    assert Asset.objects.get().enqueued_at < ago(30), "it is looked for again next time"


# --- Turns, stops and ends -------------------------------------------------------------------------------------------
def test_a_turn_comes_when_a_vendors_rest_is_over(picture):
    lanes.close(lane("image"), 60)
    lanes.take(lane("image"), str(picture.pk), owner="o", sequence=1, granted=lambda _: None)
    assert not sweep()["turns given"]
    broker.connection().hset(f"{lanes.PREFIX}{lane('image').name}:state", "closed_until", 0)
    assert sweep()["turns given"] == 1
    assert queues.queued_ids("image") == {str(picture.pk)}


def test_what_waits_in_a_stopped_story_is_cancelled(picture):
    Story.objects.update(status=Status.FAILED)
    assert sweep()["assets cancelled"] == 1
    assert Asset.objects.get().status == AssetStatus.CANCELLED


def test_a_story_that_waits_for_an_operator_says_why(story, picture):
    Asset.objects.update(blocked_since=timezone.now(), error="Check TOGETHER_API_KEY.", not_before=ago(-60))
    assert sweep()["stories told to wait"] == 1
    story.refresh_from_db()
    assert (story.status, story.error) == (Status.PROCESSING, "Check TOGETHER_API_KEY.")


def test_a_story_says_no_more_what_it_waited_for_once_it_goes_on(story, picture):
    Asset.objects.update(blocked_since=timezone.now(), error="Check TOGETHER_API_KEY.", not_before=ago(-60))
    sweep()
    assert sweep()["stories told to go on"] == 0
    rows.an_asset(picture.scene, Kind.AUDIO, AssetStatus.PENDING, enqueued_at=timezone.now())
    Asset.objects.filter(pk=picture.pk).update(status=AssetStatus.READY, blocked_since=None, error="")
    assert sweep()["stories told to go on"] == 1
    story.refresh_from_db()
    assert (story.status, story.error) == (Status.PROCESSING, "")


def test_a_vendor_that_throttles_is_told_of_only_when_it_lasts(story, picture):
    throttled = {"error": "Together asks us to slow down.", "error_code": "rate_limited", "not_before": ago(-60)}
    Asset.objects.update(blocked_since=timezone.now(), **throttled)
    assert sweep()["stories told to wait"] == 0
    Asset.objects.update(blocked_since=ago(90))
    assert sweep()["stories told to wait"] == 1


@pytest.mark.parametrize(("code", "all_wait"), [("rate_limited", False), ("bad_key", True)])
def test_who_only_stands_in_line_loses_no_patience_with_a_vendor_that_throttles(story, picture, code, all_wait):
    other = rows.an_asset(rows.a_scene(story, 2), Kind.IMAGE, AssetStatus.PENDING, enqueued_at=timezone.now())
    lanes.close(lane("image"), 60)
    Asset.objects.filter(pk=picture.pk).update(blocked_since=timezone.now(), error="Oh.", error_code=code)
    sweep()
    other.refresh_from_db()
    assert (other.blocked_since is not None) is all_wait


def test_waiting_for_an_operator_has_an_end(settings, story, picture):
    settings.PATIENCE_SECONDS = 60
    lanes.close(lane("image"), 60)
    code = MisconfiguredError.code
    Asset.objects.update(blocked_since=ago(61), error="Check TOGETHER_API_KEY.", error_code=code)
    assert sweep()["given up"] == 1
    story.refresh_from_db()
    assert story.status == Status.COMPLETE
    assert "Check TOGETHER_API_KEY." in story.error


def test_a_story_all_of_whose_parts_have_ended_is_closed(story, picture):
    Asset.objects.update(status=AssetStatus.FAILED, error="No.")
    assert sweep()["stories completed"] == 1
    story.refresh_from_db()
    assert story.status == Status.COMPLETE
    assert story.error == "Missing: 1 picture and 1 narration. No."


def test_a_story_some_of_whose_parts_are_being_made_stays_open(story, picture):
    assert sweep()["stories completed"] == 0
    Asset.objects.update(status=AssetStatus.FAILED)
    Story.objects.update(written_at=None)
    assert sweep()["stories completed"] == 0


# --- What is left behind ---------------------------------------------------------------------------------------------
def test_a_sweep_waits_for_no_storage_and_the_files_of_a_deleted_story_go_beside_it(story, settings):
    folder = f"{story.pk}/"
    storage.put(Kind.AUDIO, key := f"{folder}scene/narration.mp3", b"ID3\x04" + bytes(60), "audio/mpeg")
    removal.request(story.pk)
    story.delete()
    assert not sweep()
    assert list(storage.keys(Kind.AUDIO, folder)) == [key]
    assert "generation.removal.sweep_removals" in settings.WORKER_PERIODIC
    assert by_hand() == "stories removed: 1\n"
    assert not list(storage.keys(Kind.AUDIO, folder))


@pytest.mark.parametrize(("status", "kept"), [(AssetStatus.READY, False), (AssetStatus.PENDING, True)])
def test_paid_bytes_stay_on_the_disk_until_they_are_stored(picture, status, kept):
    Asset.objects.update(status=status)
    spool.keep(picture.pk, Media(b"bytes", "image/png"), "together", "flux")
    assert sweep()["spooled files dropped"] == (not kept)
    assert (spool.find(picture.pk) is not None) is kept
    spool.drop(picture.pk)


def test_however_many_bytes_wait_on_the_disk_those_nobody_will_ask_for_go(settings, tmp_path, vendors):
    settings.DATA_DIR = tmp_path
    (tmp_path / "spool").mkdir()
    for _ in range(700):
        (tmp_path / "spool" / str(uuid4())).touch()
    assert sweep()["spooled files dropped"] == 700
    assert not list(spool.all_ids())


# --- By hand ---------------------------------------------------------------------------------------------------------
def test_the_command_says_what_it_put_back(picture):
    assert by_hand() == "image jobs enqueued: 1\n"


def test_the_command_says_when_nothing_was_lost(vendors):
    assert by_hand() == "Nothing was lost.\n"

"""What a person may do to a story, and what comes of it."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from generation import queues, removal, settling, storage
from generation.models import Call, Removal
from stories import services
from stories.models import Asset, AssetStatus, Kind, Scene, Status, Story
from stories.services import Conflict, Invalid
from tests import rows
from tests.worker_processes import somebody_waits_for_a_lock, until

pytestmark = pytest.mark.django_db(transaction=True)

needs_row_locks = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="on SQLite one waits for the other to have ended"
)
REFUSED = {"status": 422, "body": {"error": {"message": "NSFW content", "type": "invalid_request_error"}}}


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def first(story: Story) -> Scene:
    return story.scenes.select_related("story", "image", "audio").first()


def alone(verb, *args):
    """For a thread of its own."""
    try:
        return verb(*args)
    finally:
        connection.close()


def queued(kind: str) -> set[str]:
    return queues.queued_ids(kind)


# --- To ask for one --------------------------------------------------------------------------------------------------
def test_a_story_that_is_asked_for_waits_in_the_queue(vendors):
    user = uuid.uuid4()
    story = services.create_story(title="The Boat", prompt="A fox.", num_scenes=3, style="ink", user_id=user)
    kept = fresh(story)
    assert (kept.status, kept.title, kept.prompt, kept.style, kept.user_id) == (
        Status.PENDING, "The Boat", "A fox.", "ink", user,
    )  # fmt: skip
    assert queued("text") == {str(story.pk)}


def test_two_stories_of_the_same_wish_look_different(vendors):
    wish = {"title": "The Boat", "prompt": "A fox.", "num_scenes": 1}
    assert services.create_story(**wish).seed != services.create_story(**wish).seed


def test_a_language_nobody_here_writes_is_refused_and_nothing_is_stored(settings):
    settings.PROVIDERS = {**settings.PROVIDERS, "text": [{"BACKEND": "generation.providers.offline.writer.Writer"}]}
    with pytest.raises(Invalid, match="“tlh”") as refusal:
        services.create_story(title="t", prompt="p", num_scenes=1, language="tlh")
    assert refusal.value.field == "language"
    assert not Story.objects.exists()


# --- To edit it ------------------------------------------------------------------------------------------------------
def test_another_title_is_kept():
    story = rows.a_bare_story(Status.PROCESSING)
    services.edit_story(story, title="The Other Boat")
    assert fresh(story).title == "The Other Boat"
    assert fresh(story).updated_at
    assert fresh(story).status == Status.PROCESSING


def test_other_words_make_the_narration_stale_and_remake_nothing():
    story = rows.a_story(scenes=1)
    scene, assets = first(story), Asset.objects.count()
    services.edit_scene(scene, text="Pip found a hat.")
    edited = first(story)
    assert edited.text == "Pip found a hat."
    assert edited.stale_kinds == ["image", "audio"]
    assert edited.audio_url == scene.audio_url, "readers keep what there is"
    assert (fresh(story).status, Asset.objects.count()) == (Status.COMPLETE, assets)


def test_words_back_as_they_were_are_no_longer_stale():
    scene = first(rows.a_story(scenes=1))
    before = scene.text
    services.edit_scene(scene, text="Pip found a hat.")
    services.edit_scene(scene, text=before)
    assert first(scene.story).stale_kinds == []


def test_a_narration_that_was_waiting_while_its_words_were_edited_reads_the_new_ones(make_story, vendors, work):
    vendors.audio.fail(status=500, body={"detail": {"status": "internal_error", "message": "oh"}})
    story = make_story(num_scenes=1)
    services.edit_scene(first(story), text="Pip found a hat.")
    Asset.objects.update(not_before=None)
    work()
    scene = first(story)
    assert vendors.audio.requests[-1].json["text"] == "Pip found a hat."
    assert scene.audio_url
    assert "audio" not in scene.stale_kinds


def test_what_was_deleted_meanwhile_is_not_edited():
    scene = first(rows.a_story(scenes=1))
    story = fresh(scene.story)
    services.delete_story(fresh(story))
    with pytest.raises(Story.DoesNotExist):
        services.edit_story(story, title="The Other Boat")
    with pytest.raises(Story.DoesNotExist):
        services.edit_scene(scene, text="Pip found a hat.")


# --- To cancel it ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [Status.PENDING, Status.PROCESSING])
def test_a_story_that_is_cancelled_begins_nothing_new(status):
    story = rows.a_bare_story(status)
    waiting = rows.an_asset(rows.a_scene(story, 1), Kind.AUDIO, AssetStatus.PENDING)
    running = rows.an_asset(waiting.scene, Kind.IMAGE, AssetStatus.RUNNING)
    services.cancel_story(story)
    assert (fresh(story).status, fresh(story).error_code) == (Status.FAILED, "cancelled")
    assert fresh(story).error == "This story was cancelled."
    assert fresh(waiting).status == AssetStatus.CANCELLED
    assert fresh(running).status == AssetStatus.RUNNING, "what is being made is kept when it arrives"


def test_a_cancelled_story_asks_no_vendor(vendors, work):
    story = services.create_story(title="t", prompt="p", num_scenes=2)
    services.cancel_story(story)
    work()
    assert fresh(story).status == Status.FAILED
    assert not Call.objects.exists()


@pytest.mark.parametrize("status", [Status.COMPLETE, Status.FAILED])
def test_what_has_ended_cannot_be_cancelled(status):
    story = rows.a_bare_story(status)
    with pytest.raises(Conflict, match="Only a story that is waiting or being made"):
        services.cancel_story(story)
    assert fresh(story).status == status


def test_a_book_whose_remake_is_cancelled_is_ready_again():
    story = rows.a_story(scenes=2, completed_at=timezone.now(), written_at=timezone.now())
    shown = first(story).image_id
    asset = services.remake_asset(first(story), Kind.IMAGE)
    services.cancel_story(fresh(story))
    assert (fresh(story).status, fresh(story).error) == (Status.COMPLETE, "")
    assert (fresh(asset).status, first(story).image_id) == (AssetStatus.CANCELLED, shown)


def test_a_remake_that_a_vendor_is_at_when_it_is_cancelled_is_kept_and_no_other_begins():
    story = rows.a_story(scenes=1, completed_at=timezone.now(), written_at=timezone.now())
    drawn, narrated = (services.remake_asset(first(story), kind) for kind in (Kind.IMAGE, Kind.AUDIO))
    drawn.move(AssetStatus.RUNNING)
    services.cancel_story(fresh(story))
    assert (fresh(story).status, fresh(drawn).status) == (Status.PROCESSING, AssetStatus.RUNNING)
    assert fresh(narrated).status == AssetStatus.CANCELLED
    drawn.move(AssetStatus.READY)
    settling.complete(story)
    assert fresh(story).status == Status.COMPLETE


def test_a_remade_story_that_lacks_something_stops_when_it_is_cancelled():
    story = rows.a_story(scenes=2, completed_at=timezone.now(), written_at=timezone.now())
    story.scenes.filter(sequence=2).update(audio_url=None)
    services.remake_asset(first(story), Kind.IMAGE)
    services.cancel_story(fresh(story))
    assert (fresh(story).status, fresh(story).error_code) == (Status.FAILED, "cancelled")


# --- To retry it -----------------------------------------------------------------------------------------------------
def test_a_cancelled_story_goes_on_when_it_is_retried(make_story, vendors, work):
    story = services.create_story(title="t", prompt="p", num_scenes=2)
    services.cancel_story(story)
    services.retry_story(story)
    work()
    assert (fresh(story).status, fresh(story).error) == (Status.COMPLETE, "")
    assert story.scenes.count() == 2


def test_a_retry_makes_what_is_missing_and_pays_for_nothing_twice(make_story, vendors, work):
    vendors.image.fail(**REFUSED)
    story = make_story(num_scenes=2)
    there = set(Asset.objects.filter(status=AssetStatus.READY))
    vendors.image.refused.clear()
    services.retry_story(story)
    [new] = Asset.objects.filter(status=AssetStatus.PENDING)
    assert (fresh(story).status, fresh(story).error) == (Status.PROCESSING, "")
    work()
    assert fresh(story).status == Status.COMPLETE
    assert set(Asset.objects.filter(status=AssetStatus.READY)) == there | {new}


@pytest.mark.parametrize("status", [Status.PENDING, Status.PROCESSING])
def test_what_is_still_being_made_cannot_be_retried(status):
    with pytest.raises(Conflict, match="still being made"):
        services.retry_story(rows.a_bare_story(status))


def test_a_story_that_has_everything_cannot_be_retried(make_story):
    story = make_story(num_scenes=1)
    with pytest.raises(Conflict, match="has everything"):
        services.retry_story(story)
    assert fresh(story).status == Status.COMPLETE


def test_a_retry_does_not_start_beside_what_is_still_running():
    story = rows.a_bare_story(Status.FAILED)
    rows.an_asset(rows.a_scene(story, 1), Kind.AUDIO, AssetStatus.RUNNING)
    services.retry_story(story)
    assert Asset.objects.filter(kind=Kind.AUDIO).count() == 1
    assert Asset.objects.filter(kind=Kind.IMAGE, status=AssetStatus.PENDING).count() == 1


def test_a_retry_forgets_the_failures_of_before():
    failed = {"failures": {"openrouter": 5}, "error": "Oh.", "error_code": "busy"}
    story = rows.a_bare_story(Status.FAILED, claims=7, **failed)
    services.retry_story(story)
    again = fresh(story)
    assert (again.failures, again.claims, again.error) == ({}, 0, "")


def test_a_cancelled_story_whose_last_picture_came_all_the_same_is_complete_once_it_is_retried():
    story = rows.a_story(scenes=2, status=Status.FAILED, written_at=timezone.now(), error_code="cancelled", error="No.")
    services.retry_story(story)
    story = fresh(story)
    assert (story.status, story.error) == (Status.COMPLETE, "")


def test_what_a_retry_counts_on_is_not_cancelled_by_who_saw_the_story_stopped_before():
    story = rows.a_bare_story(Status.FAILED)
    waiting = rows.an_asset(rows.a_scene(story, 1), Kind.AUDIO, AssetStatus.PENDING)
    services.retry_story(fresh(story))
    settling.cancel_waiting(story)
    assert fresh(waiting).status == AssetStatus.PENDING


# --- To remake a part of it ------------------------------------------------------------------------------------------
def test_a_remake_takes_the_place_of_the_older_one_which_can_come_back(make_story, work):
    story = make_story(num_scenes=1)
    before = first(story)
    asset = services.remake_asset(before, Kind.IMAGE)
    assert first(story).image == before.image, "the present one stays until the new one is ready"
    assert fresh(story).status == Status.PROCESSING
    work()
    after = first(story)
    assert after.image == asset
    assert after.image_url != before.image_url
    assert fresh(story).status == Status.COMPLETE

    services.restore_asset(before.image)
    restored = first(story)
    assert (restored.image, restored.image_url) == (before.image, before.image_url)
    assert storage.read(Kind.IMAGE, restored.image.key)


def test_a_remake_is_another_picture_and_not_the_same_once_more(make_story, vendors, work):
    scene = first(make_story(num_scenes=1))
    for _ in range(2):
        services.remake_asset(scene, Kind.IMAGE)
        work()
    seeds = [call.json["seed"] for call in vendors.image.requests]
    assert len(set(seeds)) == 3


def test_words_that_changed_are_drawn_with_the_storys_own_seed(make_story, vendors, work):
    scene = first(make_story(num_scenes=1))
    services.edit_scene(scene, picture="A fox on a hill.")
    services.remake_asset(first(scene.story), Kind.IMAGE)
    work()
    assert len({call.json["seed"] for call in vendors.image.requests}) == 1


def test_a_remake_that_fails_leaves_the_older_one(make_story, vendors, work):
    story = make_story(num_scenes=1)
    before = first(story)
    vendors.image.fail(**REFUSED)
    services.remake_asset(before, Kind.IMAGE)
    work()
    vendors.image.refused.clear()
    assert first(story).image_url == before.image_url
    assert (fresh(story).status, fresh(story).error) == (Status.COMPLETE, "")


def test_the_same_thing_is_not_made_twice_at_once():
    scene = first(rows.a_story(scenes=1))
    services.remake_asset(scene, Kind.AUDIO)
    with pytest.raises(Conflict, match="being made already"):
        services.remake_asset(scene, Kind.AUDIO)
    services.remake_asset(scene, Kind.IMAGE)


def test_nothing_is_remade_in_a_story_that_was_stopped():
    scene = first(rows.a_story(scenes=1, status=Status.FAILED))
    with pytest.raises(Conflict, match="was stopped"):
        services.remake_asset(scene, Kind.AUDIO)
    assert fresh(scene.story).status == Status.FAILED


def test_everything_stale_is_remade_at_one_word(make_story, work):
    story = make_story(num_scenes=2)
    services.edit_scene(first(story), text="Pip found a hat.", picture="Pip and a hat.")
    made = services.remake_stale(story)
    assert sorted(asset.kind for asset in made) == ["audio", "image"]
    work()
    assert first(story).stale_kinds == []


def test_what_is_being_remade_already_is_left_alone():
    scene = first(rows.a_story(scenes=1))
    services.edit_scene(scene, text="Pip found a hat.")
    services.remake_asset(scene, Kind.AUDIO)
    assert [asset.kind for asset in services.remake_stale(scene.story)] == ["image"]
    with pytest.raises(Conflict):
        services.remake_stale(scene.story)


@needs_row_locks
def test_what_somebody_else_begins_to_remake_just_now_is_left_alone_too():
    scene = first(rows.a_story(scenes=1))
    services.edit_scene(scene, text="Pip found a hat.")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            services.remake_asset(scene, Kind.AUDIO)
            remade = pool.submit(alone, services.remake_stale, fresh(scene.story))
            until(somebody_waits_for_a_lock, "the remake to come")
        assert [asset.kind for asset in remade.result()] == ["image"]


def test_nothing_stale_nothing_to_remake():
    with pytest.raises(Conflict, match="words as they are"):
        services.remake_stale(rows.a_story(scenes=1))


@pytest.mark.parametrize(
    "status", [AssetStatus.PENDING, AssetStatus.RUNNING, AssetStatus.FAILED, AssetStatus.CANCELLED]
)
def test_only_what_is_ready_is_shown(status):
    scene = first(rows.a_story(scenes=1))
    with pytest.raises(Conflict, match="that is ready"):
        services.restore_asset(rows.an_asset(scene, Kind.AUDIO, status))
    assert first(scene.story).audio == scene.audio


# --- To delete it ----------------------------------------------------------------------------------------------------
def test_a_deleted_story_is_gone_its_files_too_and_the_ledger_stays(make_story):
    story = make_story(num_scenes=1)
    paid = {call.pk: call.cost for call in Call.objects.all()}
    services.delete_story(fresh(story))
    assert not Story.objects.exists()
    assert [list(storage.keys(kind, f"{story.pk}/")) for kind in Kind] != [[], []], "files go after the rows"
    removal.sweep_removals()
    assert [list(storage.keys(kind, f"{story.pk}/")) for kind in Kind] == [[], []]
    assert not Removal.objects.exists()
    assert {call.pk: call.cost for call in Call.objects.all()} == paid


def test_what_was_on_its_way_when_the_story_was_deleted_harms_nobody(vendors, work):
    story = services.create_story(title="t", prompt="p", num_scenes=1)
    services.delete_story(story)
    work()
    assert not Call.objects.exists()
    assert not queued("text")


@needs_row_locks
def test_a_scene_that_is_written_while_its_story_is_deleted_goes_with_it():
    story = rows.a_bare_story(Status.PROCESSING)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Story.objects.filter(pk=story.pk).update(claims=1)
            rows.a_scene(story, 1)
            deleted = pool.submit(alone, services.delete_story, fresh(story))
            until(somebody_waits_for_a_lock, "the deletion to come")
        deleted.result()
    assert not Story.objects.exists()
    assert not Scene.objects.exists()


@needs_row_locks
def test_a_picture_that_is_shown_while_its_story_is_deleted_goes_with_it():
    scene = first(rows.a_story(scenes=1))
    picture = rows.an_asset(scene, Kind.IMAGE, AssetStatus.RUNNING)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            picture.move(AssetStatus.READY)
            deleted = pool.submit(alone, services.delete_story, fresh(scene.story))
            until(somebody_waits_for_a_lock, "the deletion to come")
            Scene.objects.filter(pk=scene.pk).update(image=picture)
        deleted.result()
    assert not Story.objects.exists()
    assert not Asset.objects.exists()

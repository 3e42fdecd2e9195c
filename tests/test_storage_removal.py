"""A deleted story's files go too, however long the store is out of order."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from generation import removal, storage
from generation.models import Removal
from tests.stores import BYTES

pytest_plugins = ["tests.store_fixtures"]
pytestmark = pytest.mark.django_db


def a_stored_story(files: int = 2) -> uuid.UUID:
    story_id = uuid.uuid4()
    for kind, (data, content_type) in BYTES.items():
        for _ in range(files):
            storage.put(
                kind, storage.asset_key(story_id, uuid.uuid4(), uuid.uuid4(), "", content_type), data, content_type
            )
    return story_id


def files_of(story_id: uuid.UUID) -> list[str]:
    return [key for kind in BYTES for key in storage.keys(kind, f"{story_id}/")]


def later() -> None:
    Removal.objects.update(not_before=timezone.now() - timedelta(seconds=1))


def test_the_files_of_a_deleted_story_are_deleted_in_both_buckets(store):
    gone, kept = a_stored_story(), a_stored_story()
    removal.request(gone)
    assert removal.sweep_removals() == 1
    assert files_of(gone) == []
    assert len(files_of(kept)) == 4
    assert not Removal.objects.exists()


def test_a_removal_that_was_rolled_back_removes_nothing(local):
    story_id = a_stored_story()
    with transaction.atomic():
        removal.request(story_id)
        transaction.set_rollback(True)
    assert removal.sweep_removals() == 0
    assert len(files_of(story_id)) == 4


def test_a_store_that_is_down_is_tried_again_until_nothing_is_left(supabase):
    story_id = a_stored_story()
    removal.request(story_id)
    supabase.fail(status=503, times=None)
    asked = timezone.now()
    assert removal.sweep_removals() == 0
    waiting = Removal.objects.get()
    assert waiting.not_before > asked
    assert "too much to do" in waiting.error
    supabase.faults.clear()
    Removal.objects.update(not_before=timezone.now() + timedelta(minutes=1))
    assert removal.sweep_removals() == 0, "its time has not come"
    later()
    assert removal.sweep_removals() == 1
    assert files_of(story_id) == []


def test_the_longer_a_store_is_down_the_rarer_it_is_asked(supabase):
    removal.request(uuid.uuid4())
    supabase.fail(status=500, times=None)
    for most in (2, 5, 15, 45, 120, 120, 120):
        asked = timezone.now()
        removal.sweep_removals()
        not_before, wait = Removal.objects.get().not_before, timedelta(seconds=most)
        assert asked + wait <= not_before <= timezone.now() + wait
        later()


def test_half_a_removal_is_finished_by_the_next_sweep(supabase):
    story_id = a_stored_story()
    removal.request(story_id)
    supabase.fail(status=500, times=None, path="story-audio")
    removal.sweep_removals()
    supabase.faults.clear()
    assert len(files_of(story_id)) == 2
    later()
    assert removal.sweep_removals() == 1
    assert files_of(story_id) == []


def test_a_removal_is_over_only_when_a_listing_is_empty(supabase):
    story_id = a_stored_story()
    removal.request(story_id)
    supabase.fail(status=200, body="<ListBucketResult></ListBucketResult>", path="story-images")  # it knows nothing yet
    assert removal.sweep_removals() == 0
    assert Removal.objects.filter(story_id=story_id).exists()
    later()
    assert removal.sweep_removals() == 1
    assert files_of(story_id) == []


def test_a_sweeper_leaves_alone_what_another_one_took(local):
    story_id = a_stored_story()
    removal.request(story_id)
    seen = Removal.objects.get()
    Removal.objects.update(attempts=1, not_before=timezone.now() + timedelta(seconds=60))
    assert removal.sweep_removals() == 0
    assert not removal.remove(seen), "read before the other one took it"
    assert len(files_of(story_id)) == 4


def test_a_file_stored_after_its_story_was_deleted_is_removed_on_a_second_request(local):
    story_id = a_stored_story()
    removal.request(story_id)
    removal.sweep_removals()
    storage.put("image", f"{story_id}/late/late.png", *BYTES["image"])
    removal.request(story_id)
    removal.request(story_id)
    assert removal.sweep_removals() == 1
    assert files_of(story_id) == []


def test_a_sweep_takes_only_so_many_at_once(local):
    for _ in range(3):
        removal.request(a_stored_story(files=1))
    assert removal.sweep_removals(limit=2) == 2
    assert Removal.objects.count() == 1

"""A story from first to last with its media in an S3 store: made, read, remade, restored, deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from generation import removal, storage
from generation.models import Call
from stories import services
from stories.models import Asset, AssetStatus, Scene, Status, Story
from tests.stores import BYTES, fetch

pytest_plugins = ["tests.store_fixtures"]
pytestmark = pytest.mark.django_db(transaction=True)


def objects() -> list[str]:
    return [key for kind in BYTES for key in storage.keys(kind)]


def addresses(story: Story) -> list[tuple[str, str]]:
    """Every address a reading page names, with the type it must have."""
    found = []
    for scene in story.scenes.select_related("image", "audio"):
        found += [(scene.image_url, "image/webp"), (scene.audio_url, "audio/mpeg")]
        found += [(storage.url("image", size["key"]), "image/webp") for size in scene.image.sizes]
    return found


def test_a_story_lives_and_dies_in_the_store(store, make_story, work):
    story = make_story(num_scenes=2)
    assert story.status == Status.COMPLETE

    for url, content_type in addresses(story):
        whole, part = fetch(url), fetch(url, range="bytes=0-99")
        assert whole.status == 200
        assert whole.headers["Content-Type"] == content_type
        assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (part.status, part.body) == (206, whole.body[:100])

    scene = story.scenes.first()
    older, older_url, older_bytes = scene.image, scene.image_url, fetch(scene.image_url).body
    services.remake_asset(scene, "image")
    work()
    scene = Scene.objects.get(pk=scene.pk)
    assert scene.image_url != older_url
    assert fetch(scene.image_url).status == 200
    assert fetch(older_url).body == older_bytes

    services.restore_asset(older)
    assert Scene.objects.get(pk=scene.pk).image_url == older_url

    services.delete_story(Story.objects.get(pk=story.pk))
    removal.sweep_removals()
    assert objects() == []
    assert fetch(older_url).status >= 400


def test_each_picture_is_kept_as_the_vendor_made_it_and_in_the_widths_a_page_needs(s3, make_story):
    asset = make_story(num_scenes=1).scenes.get().image
    assert storage.sniff(storage.read("image", asset.original_key)) in ("image/jpeg", "image/png")
    assert storage.sniff(storage.read("image", asset.key)) == "image/webp"
    assert [size["width"] for size in asset.sizes] == sorted({size["width"] for size in asset.sizes})
    assert len(asset.sizes) >= 2
    assert asset.placeholder.startswith("data:image/")


def test_a_narration_says_how_long_and_how_loud_it_is(local, make_story, api):
    story = make_story(num_scenes=1)
    narration = api.get(f"/stories/{story.pk}").json()["scenes"][0]["audio"]
    assert narration["seconds"] > 0
    assert narration["loudness"] == pytest.approx(-16, abs=0.5)


def test_a_store_that_is_down_costs_no_second_call_to_a_vendor(supabase, make_story, work):
    supabase.fail(status=503, times=None)
    story = make_story(num_scenes=1)
    paid = Call.objects.filter(kind__in=["image", "audio"]).count()
    assert paid == 2
    assert story.status == Status.PROCESSING
    assert "media store" in Asset.objects.first().error
    supabase.faults.clear()
    Asset.objects.update(not_before=None)
    work()
    story.refresh_from_db()
    assert story.status == Status.COMPLETE
    assert Call.objects.filter(kind__in=["image", "audio"]).count() == paid
    assert all(fetch(url).status == 200 for url, _ in addresses(story))


def test_a_store_that_says_when_to_come_back_is_left_alone_until_then(supabase, make_story):
    supabase.fail(status=429, headers={"Retry-After": "77"}, times=None)
    make_story(num_scenes=1)
    waits = [asset.not_before - timezone.now() for asset in Asset.objects.all()]
    assert all(timedelta(seconds=40) < wait <= timedelta(seconds=77) for wait in waits)


def test_a_step_that_died_after_storing_adopts_what_is_there(s3, make_story, work):
    story = make_story(num_scenes=1)
    scene = story.scenes.get()
    before, asset = objects(), scene.audio
    Asset.objects.filter(pk=asset.pk).update(status=AssetStatus.PENDING, claims=1, enqueued_at=None)
    Scene.objects.update(audio=None, audio_url=None)
    Story.objects.update(status=Status.PROCESSING)
    calls = Call.objects.count()
    work()
    assert objects() == before
    assert Call.objects.count() == calls
    assert Scene.objects.get().audio_url == scene.audio_url

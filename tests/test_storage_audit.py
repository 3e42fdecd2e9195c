"""manage.py storage audit: what is in the store and not in the rows, and the other way round."""

from __future__ import annotations

import uuid

import pytest

from generation import removal, storage
from stories.models import Asset, Kind, Scene
from tests import rows
from tests.stores import BYTES, PNG, fetch, manage, refused

pytest_plugins = ["tests.store_fixtures"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(store, db):
    return rows.a_story(scenes=2)


def test_a_whole_store_has_nothing_to_mend(story):
    assert manage("audit") == "The store and the rows agree.\n"


def test_objects_nobody_knows_are_listed_and_then_deleted(story):
    stray = f"{uuid.uuid4()}/{uuid.uuid4()}/{uuid.uuid4()}.png"
    older = f"{story.pk}/{uuid.uuid4()}/{uuid.uuid4()}.png"
    for key in (stray, older, "no-story.png"):
        storage.put("image", key, PNG, "image/png")
    told, error = refused("audit")
    assert error == "3 differences; --fix repairs them."
    assert all(f"object without a row: story-images/{key}" in told for key in (stray, older, "no-story.png"))
    assert storage.has("image", stray), "looking changes nothing"
    assert "3 repaired." in manage("audit", "--fix")
    assert manage("audit") == "The store and the rows agree.\n"
    assert fetch(story.scenes.first().image_url).status == 200


def test_what_is_deleted_from_a_bucket_with_versions_leaves_none(s3, db):
    storage.put("image", "nobodys.png", PNG, "image/png")
    manage("audit", "--fix")
    listed = storage.store("image").client.list_object_versions(Bucket="story-images")
    assert not {"Versions", "DeleteMarkers"} & listed.keys()


def test_a_lost_object_becomes_a_gap_that_a_retry_fills(story):
    scene = story.scenes.first()
    storage.delete_keys("audio", [scene.audio.key])
    told, _ = refused("audit")
    assert f"row without an object: story-audio/{scene.audio.key}" in told
    manage("audit", "--fix")
    scene.refresh_from_db()
    assert (scene.audio, scene.audio_url) == (None, None)
    assert manage("audit") == "The store and the rows agree.\n"


def test_a_lost_object_gives_way_to_an_older_one_that_is_there(story):
    scene = story.scenes.first()
    older = Asset.objects.get(pk=scene.audio_id)
    key = storage.asset_key(story.pk, scene.pk, uuid.uuid4(), "", "audio/mpeg")
    newer = rows.an_asset(scene, Kind.AUDIO, key=key)
    Scene.objects.filter(pk=scene.pk).update(audio=newer, audio_url=storage.url("audio", key))
    manage("audit", "--fix")
    scene.refresh_from_db()
    assert scene.audio == older
    assert fetch(scene.audio_url).status == 200
    assert not Asset.objects.filter(pk=newer.pk).exists()


def test_a_lost_picture_is_made_again_from_the_vendors_original(local):
    story = rows.a_story(scenes=1)
    scene = story.scenes.get()
    original = storage.asset_key(story.pk, scene.pk, scene.image_id, "original", "image/webp")
    storage.put("image", original, storage.read("image", scene.image.key), "image/webp")
    Asset.objects.filter(pk=scene.image_id).update(original_key=original)
    storage.delete_keys("image", [scene.image.key])
    manage("audit", "--fix")
    manage("audit", "--fix")  # the picture has a new key: its scene is told
    scene = Scene.objects.get(pk=scene.pk)
    assert fetch(scene.image_url).status == 200
    assert manage("audit") == "The store and the rows agree.\n"


def test_a_lost_small_size_is_forgotten_and_the_picture_stays(story):
    scene = story.scenes.first()
    lost = scene.image.sizes[0]["key"]
    storage.delete_keys("image", [lost])
    manage("audit", "--fix")
    asset = Asset.objects.get(pk=scene.image_id)
    assert lost not in [size["key"] for size in asset.sizes]
    assert fetch(scene.image_url).status == 200


@pytest.mark.parametrize("status", ["PENDING", "RUNNING"])
def test_what_is_being_made_just_now_is_left_alone(story, status):
    asset = rows.an_asset(story.scenes.first(), Kind.IMAGE, status=status)
    storage.put(
        "image", storage.asset_key(story.pk, asset.scene_id, asset.pk, "original", "image/png"), *BYTES["image"]
    )
    assert manage("audit") == "The store and the rows agree.\n"


def test_what_waits_to_be_removed_is_left_to_the_sweep(local):
    story_id = uuid.uuid4()
    storage.put("image", f"{story_id}/c/a.png", *BYTES["image"])
    removal.request(story_id)
    assert manage("audit") == "The store and the rows agree.\n"

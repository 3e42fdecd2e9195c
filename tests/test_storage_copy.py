"""manage.py storage copy: moving the media from one store to another."""

from __future__ import annotations

import hashlib

import pytest

from generation import storage
from generation.storage import LocalMedia
from stories.models import Scene
from tests import rows
from tests.stores import BYTES, MP3, PNG, fetch, manage, refused, use_local, use_s3

pytest_plugins = ["tests.store_fixtures"]


@pytest.mark.django_db
def test_moving_from_local_media_to_supabase_takes_everything_along(settings, local, supabase_server, monkeypatch):
    story = rows.a_story(scenes=2)
    count = sum(len(list(storage.keys(kind))) for kind in BYTES)
    for name, value in supabase_server.env().items():
        monkeypatch.setenv(name, value)
    use_s3(settings, supabase_server.env())
    manage("init")
    use_local(settings)
    told = manage("copy", "--from", "local", "--to", "S3")
    assert f"{count} copied, 0 were there already" in told
    use_s3(settings, supabase_server.env())
    assert "repaired" in manage("audit", "--fix")
    for scene in Scene.objects.filter(story=story):
        assert scene.image_url.startswith(supabase_server.env()["S3_PUBLIC_URL"])
        assert fetch(scene.image_url).headers["Content-Type"] == "image/webp"
        assert fetch(scene.audio_url, range="bytes=0-3").status == 206
    assert manage("audit") == "The store and the rows agree.\n"
    storage.delete_prefix("image", f"{story.pk}/")
    storage.delete_prefix("audio", f"{story.pk}/")
    assert not supabase_server.refused


def test_a_copy_that_stopped_goes_on_where_it_was(local, tmp_path):
    for number in range(5):
        storage.put("audio", f"s/c/{number}.mp3", MP3 + bytes([number]), "audio/mpeg")
    target = LocalMedia("story-audio", location=tmp_path / "target")
    target.put("s/c/0.mp3", MP3 + b"\0", "audio/mpeg")
    told = manage("copy", "--from", "local", "--to", f"local:{tmp_path / 'target'}")
    assert "4 copied, 1 were there already" in told
    assert [target.read(f"s/c/{number}.mp3") for number in range(5)] == [MP3 + bytes([n]) for n in range(5)]
    told = manage("copy", "--from", "local", "--to", f"local:{tmp_path / 'target'}")
    assert "0 copied, 5 were there already" in told


def test_a_copy_never_takes_other_bytes_for_the_same(local, tmp_path):
    storage.put("audio", "s/c/a.mp3", MP3, "audio/mpeg")
    LocalMedia("story-audio", location=tmp_path / "target").put("s/c/a.mp3", MP3 + b"other", "audio/mpeg")
    _, error = refused("copy", "--from", "local", "--to", f"local:{tmp_path / 'target'}")
    assert error.startswith("s/c/a.mp3 has other bytes")


def test_what_another_store_says_of_its_objects_is_not_believed(settings, s3, local, monkeypatch):
    storage.put("image", "s/c/a.png", PNG, "image/png")
    for name, value in s3.env().items():
        monkeypatch.setenv(name, value)
    use_s3(settings, s3.env())
    client = storage.store("image").client
    saying = {"sha256": hashlib.sha256(PNG).hexdigest()}
    client.put_object(Bucket="story-images", Key="s/c/a.png", Body=PNG[::-1], Metadata=saying)
    _, error = refused("copy", "--from", "local", "--to", "S3")
    assert error.startswith("s/c/a.png has other bytes")


def test_an_object_that_came_in_parts_is_read_and_known_again(settings, s3, local, monkeypatch):
    """Its ETag is no MD5."""
    storage.put("image", "s/c/a.png", PNG, "image/png")
    for name, value in s3.env().items():
        monkeypatch.setenv(name, value)
    use_s3(settings, s3.env())
    client, where = storage.store("image").client, {"Bucket": "story-images", "Key": "s/c/a.png"}
    upload = {**where, "UploadId": client.create_multipart_upload(**where)["UploadId"]}
    part = {"PartNumber": 1, "ETag": client.upload_part(**upload, PartNumber=1, Body=PNG)["ETag"]}
    client.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part]})
    assert storage.store("image").fingerprint("s/c/a.png") == (len(PNG), "")
    assert "0 copied, 1 were there" in manage("copy", "--from", "local", "--to", "S3")


def test_from_one_s3_store_to_another(s3, supabase, monkeypatch, settings):
    use_s3(settings, s3.env())
    storage.put("image", "s/c/a.png", PNG, "image/png")
    for name, value in supabase.env().items():
        monkeypatch.setenv(name.replace("S3_", "NEW_"), value)
    for name, value in s3.env().items():
        monkeypatch.setenv(name, value)
    assert "1 copied" in manage("copy", "--from", "S3", "--to", "NEW")
    assert "0 copied, 1 were there" in manage("copy", "--from", "S3", "--to", "NEW")
    storage.delete_prefix("image", "s/")
    use_s3(settings, supabase.env())
    assert fetch(storage.url("image", "s/c/a.png")).body == PNG


def test_a_store_that_no_variable_describes_is_named(local):
    _, error = refused("copy", "--from", "local", "--to", "NOWHERE")
    assert "NOWHERE_ENDPOINT_URL is not set" in error

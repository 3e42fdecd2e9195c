"""What is stored is there for readers, stays what it is, and goes when its story goes."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile

from generation import storage
from generation.providers.base import PermanentError
from tests.stores import BYTES, MP3, PNG, fetch

pytest_plugins = ["tests.store_fixtures"]
KINDS = ["image", "audio"]


def a_key(kind: str = "image", story: str = "a-story") -> str:
    return storage.asset_key(story, "a-scene", uuid.uuid4(), "", BYTES[kind][1])


def a_stored(kind: str = "image", story: str = "a-story") -> str:
    key = a_key(kind, story)
    storage.put(kind, key, *BYTES[kind])
    return key


def test_keys_name_story_scene_and_asset():
    assert storage.asset_key("s", "c", "a", "", "image/webp") == "s/c/a.webp"
    assert storage.asset_key("s", "c", "a", "w640", "image/webp") == "s/c/a-w640.webp"
    assert storage.asset_key("s", "c", "a", "", "audio/mpeg") == "s/c/a.mp3"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_stored_can_be_read_again(store, kind):
    key = a_key(kind)
    assert not storage.has(kind, key)
    storage.put(kind, key, *BYTES[kind])
    assert storage.has(kind, key)
    assert storage.read(kind, key) == BYTES[kind][0]


@pytest.mark.parametrize("kind", KINDS)
def test_anybody_can_read_it_at_a_plain_address_and_keep_it_for_ever(store, kind):
    url = storage.url(kind, a_stored(kind))
    seen = fetch(url)
    assert "?" not in url
    assert (seen.status, seen.body) == (200, BYTES[kind][0])
    assert seen.headers["Content-Type"] == BYTES[kind][1]
    assert seen.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert seen.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("kind", KINDS)
def test_a_player_can_fetch_a_part(store, kind):
    seen = fetch(storage.url(kind, a_stored(kind)), range="bytes=4-9")
    assert (seen.status, seen.body) == (206, BYTES[kind][0][4:10])
    assert seen.headers["Content-Range"] == f"bytes 4-9/{len(BYTES[kind][0])}"


def test_the_bytes_say_what_they_are_whatever_the_vendor_called_them(store):
    storage.put("image", "a/b/c.png", PNG, "image/jpeg")
    assert fetch(storage.url("image", "a/b/c.png")).headers["Content-Type"] == "image/png"


def test_a_step_that_runs_twice_keeps_the_first_bytes(store):
    key = a_stored()
    storage.put("image", key, PNG + b"other", "image/png")
    storage.put("image", key, PNG + b"and again other", "image/png")
    assert storage.read("image", key) == PNG


def test_what_nobody_stored_before_takes_one_call(supabase):
    supabase.requests.clear()
    storage.put("image", a_key(), PNG, "image/png", fresh=True)
    assert [call.method for call in supabase.requests] == ["PUT"]


def test_whether_a_store_keeps_the_first_bytes_is_learned_once_a_process(supabase):
    a_stored()
    supabase.requests.clear()
    a_stored()
    assert [call.method for call in supabase.requests] == ["HEAD", "PUT"]


@pytest.mark.parametrize("where", ["local", "s3"])
def test_of_many_who_store_at_once_one_wins(request, where):
    """Supabase knows no condition on a write: there one is asked for just before."""
    request.getfixturevalue(where)
    a_stored()
    key, start = a_key(), threading.Barrier(8)

    def put(number: int) -> bytes:
        start.wait()
        storage.put("image", key, PNG + bytes([number]), "image/png")
        return storage.read("image", key)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(put, range(8)))) == 1


def test_a_remake_is_another_object_and_the_older_one_stays(store):
    older, newer = a_stored(), a_stored()
    assert older != newer
    assert sorted(storage.keys("image", "a-story/")) == sorted([older, newer])
    assert fetch(storage.url("image", older)).status == 200


def test_deleting_a_story_leaves_nothing_of_it_and_all_of_others(store):
    gone, kept = [a_stored(), a_stored()], a_stored(story="a-story-2")
    assert storage.delete_prefix("image", "a-story/") == 2
    assert list(storage.keys("image", "a-story/")) == []
    assert [fetch(storage.url("image", key)).status >= 400 for key in gone] == [True, True]
    assert fetch(storage.url("image", kept)).status == 200
    assert storage.delete_prefix("image", "a-story/") == 0


@pytest.fixture
def versions(s3) -> Iterator[Callable[[str], None]]:
    """Say "Enabled" or "Suspended" of the bucket of pictures."""

    def say(status: str) -> None:
        client = storage.store("image").client
        client.put_bucket_versioning(Bucket="story-images", VersioningConfiguration={"Status": status})

    say("Enabled")
    yield say
    say("Enabled")


def versions_of(prefix: str) -> list[str]:
    """All the store has, marks of deletion too."""
    listed = storage.store("image").client.list_object_versions(Bucket="story-images", Prefix=prefix)
    return [item["VersionId"] for item in (*listed.get("Versions", ()), *listed.get("DeleteMarkers", ()))]


@pytest.mark.parametrize("now", ["Enabled", "Suspended"])
def test_a_bucket_that_keeps_versions_or_did_keeps_none_of_a_deleted_story(versions, now):
    key = a_stored()
    storage.put("image", key, PNG + b"other", "image/png", fresh=True)
    assert len(versions_of("a-story/")) == 2
    versions(now)
    storage.delete_prefix("image", "a-story/")
    assert versions_of("a-story/") == []


@pytest.mark.parametrize("now", ["Enabled", "Suspended"])
def test_single_objects_are_deleted_with_their_versions_and_no_others(versions, now):
    key = a_stored()
    longer = f"{key}.webp"
    for _ in range(2):
        storage.put("image", key, PNG, "image/png", fresh=True)
    storage.put("image", longer, PNG, "image/png")
    versions(now)
    storage.delete_keys("image", [key])
    assert versions_of(longer) != []
    assert versions_of(key) == versions_of(longer)


def test_more_objects_than_a_store_deletes_at_once_are_all_deleted(s3):
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: a_stored("audio"), range(1010)))
    assert storage.delete_prefix("audio", "a-story/") == 1010
    assert list(storage.keys("audio", "a-story/")) == []


@pytest.mark.parametrize("prefix", ["", "/", "a-story"])
def test_nobody_deletes_more_than_a_folder_by_mistake(local, prefix):
    a_stored()
    with pytest.raises(ValueError, match="no folder"):
        storage.delete_prefix("image", prefix)


def test_an_object_that_is_not_there_is_said_to_be_missing(store):
    with pytest.raises(PermanentError) as caught:
        storage.read("image", "a/b/c.png")
    assert caught.value.code == "missing"
    assert str(caught.value) == "The media store does not have this file."


def test_no_key_leads_out_of_the_media_folder(local, tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    with pytest.raises(Exception, match="outside"):
        storage.read("image", "../secret")


def test_all_threads_of_a_process_share_one_connection_pool(s3):
    with ThreadPoolExecutor(4) as pool:
        clients = {id(storage.store(kind).client) for kind in pool.map(lambda n: KINDS[n % 2], range(8))}
    assert len(clients) == 1


def test_local_addresses_are_whole_where_the_public_address_is_known(local, settings):
    assert storage.url("audio", "s/c/a.mp3") == "/media/story-audio/s/c/a.mp3"
    settings.PUBLIC_URL = "https://stories.example"
    assert storage.url("audio", "s/c/a.mp3") == "https://stories.example/media/story-audio/s/c/a.mp3"


def test_djangos_own_verbs_work_too(store):
    media = storage.store("audio")
    assert media.save("s/c/a.mp3", ContentFile(MP3)) == "s/c/a.mp3"
    assert media.save("s/c/a.mp3", ContentFile(MP3 + b"other")) == "s/c/a.mp3"
    assert media.size("s/c/a.mp3") == len(MP3)
    with media.open("s/c/a.mp3") as file:
        assert file.read() == MP3
    media.delete("s/c/a.mp3")
    assert not media.exists("s/c/a.mp3")

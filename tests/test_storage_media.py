"""Media kept under DATA_DIR, as browsers and their players ask for them."""

from __future__ import annotations

import pytest

from generation import storage
from tests.stores import MP3, PNG, fetch, use_s3

pytest_plugins = ["tests.store_fixtures"]
SIZE = len(MP3)


@pytest.fixture
def url(local):
    storage.put("audio", "s/c/a.mp3", MP3, "audio/mpeg")
    return storage.url("audio", "s/c/a.mp3")


def test_the_whole_file_comes_with_its_type_and_may_be_kept(url):
    seen = fetch(url)
    assert (seen.status, seen.body) == (200, MP3)
    assert seen.headers["Content-Type"] == "audio/mpeg"
    assert seen.headers["Content-Length"] == str(SIZE)
    assert seen.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert seen.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=100-199", 100, 199),
        ("bytes=-5", SIZE - 5, SIZE - 1),
        ("bytes=-999999", 0, SIZE - 1),
        (f"bytes=10-{SIZE + 50}", 10, SIZE - 1),
    ],
)
def test_a_part_is_given_exactly(url, asked, first, last):
    seen = fetch(url, range=asked)
    assert (seen.status, seen.body) == (206, MP3[first : last + 1])
    assert seen.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert seen.headers["Content-Length"] == str(last - first + 1)
    assert seen.headers["Content-Type"] == "audio/mpeg"


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=-0", "bytes=999999-9999999"])
def test_a_part_beyond_the_end_is_refused_with_the_size(url, asked):
    seen = fetch(url, range=asked)
    assert seen.status == 416
    assert seen.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=-", "bytes=a-b", "items=0-1", "bytes=0-1,5-6", "bytes", f"bytes={'9' * 5000}-"]
)
def test_a_range_that_means_nothing_gets_the_whole_file(url, asked):
    seen = fetch(url, range=asked)
    assert (seen.status, seen.body) == (200, MP3)


def test_a_part_of_another_version_gets_the_whole_file(url):
    etag = fetch(url).headers["ETag"]
    assert fetch(url, range="bytes=0-1", if_range=etag).status == 206
    assert fetch(url, range="bytes=0-1", if_range='"another"').status == 200


def test_who_has_it_already_is_told_so(url):
    headers = fetch(url).headers
    for condition in ({"if_none_match": headers["ETag"]}, {"if_modified_since": headers["Last-Modified"]}):
        seen = fetch(url, **condition)
        assert (seen.status, seen.body) == (304, b"")
    assert fetch(url, if_none_match='"another"').status == 200


def test_asking_for_the_headers_sends_no_file(url, client):
    response = client.head(url)
    assert response.status_code == 200
    assert response.headers["Content-Length"] == str(SIZE)
    assert response.content == b""


def test_nobody_can_change_a_file_here(url, client):
    assert [client.post(url).status_code, client.put(url).status_code, client.delete(url).status_code] == [405] * 3


@pytest.mark.parametrize(
    "path",
    [
        "/media/story-audio/s/c/none.mp3",
        "/media/story-audio/s/c",
        "/media/story-audio/s/c/",
        "/media/story-images/s/c/a.mp3",
        "/media/another-bucket/s/c/a.mp3",
        "/media/story-audio/../secret",
        "/media/story-audio/%2e%2e/secret",
        "/media/story-audio/s/../../../secret",
        "/media/story-audio//etc/passwd",
        "/media/../secret",
        "/media/story-audio/a%00b",
        f"/media/story-audio/{'a' * 300}",
        "/media/story-audio/s/c/.a.mp3.12345678",
    ],
)
def test_what_is_not_a_readers_is_not_found(url, path, tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "story-audio" / "s" / "c" / ".a.mp3.12345678").write_bytes(b"half")
    assert fetch(path).status == 404


def test_bytes_we_do_not_know_are_not_shown_as_a_page(local):
    storage.put("image", "s/c/a.png", b"<script>alert(1)</script>", "image/png")
    assert fetch(storage.url("image", "s/c/a.png")).headers["Content-Type"] == "application/octet-stream"


def test_with_an_s3_store_the_app_serves_no_media(url, settings, seaweed):
    use_s3(settings, seaweed.env())
    assert fetch(url).status == 404


def test_a_picture_is_a_picture(local):
    storage.put("image", "s/c/a.png", PNG, "image/png")
    assert fetch(storage.url("image", "s/c/a.png")).headers["Content-Type"] == "image/png"

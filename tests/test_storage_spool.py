"""What was paid for is on the disk before anything else happens to it."""

from __future__ import annotations

import os
import time
import uuid

import pytest

from generation import spool
from generation.providers.base import Media, ProviderError, Word
from tests.stores import MP3

WORDS = (Word("Good", 0.0, 0.31), Word("morning.", 0.31, 0.9))
SPOKEN = Media(MP3, "audio/mpeg", words=WORDS, words_estimated=True, seconds=0.9)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "spool"


def test_what_is_kept_is_found_whole():
    asset_id = uuid.uuid4()
    spool.keep(asset_id, SPOKEN, "elevenlabs", "eleven_multilingual_v2")
    assert spool.find(asset_id) == (SPOKEN, "elevenlabs", "eleven_multilingual_v2")
    assert spool.find(str(asset_id)) == spool.find(asset_id)


def test_nothing_is_found_where_nothing_was_kept_or_it_was_dropped():
    asset_id = uuid.uuid4()
    assert spool.find(asset_id) is None
    spool.drop(asset_id)
    spool.keep(asset_id, SPOKEN, "elevenlabs", "")
    spool.drop(asset_id)
    assert spool.find(asset_id) is None
    assert list(spool.all_ids()) == []


def test_the_last_one_kept_counts():
    asset_id = uuid.uuid4()
    spool.keep(asset_id, SPOKEN, "elevenlabs", "one")
    spool.keep(asset_id, SPOKEN, "elevenlabs", "another")
    assert spool.find(asset_id)[2] == "another"


def test_all_that_wait_are_listed_and_strange_files_are_not(folder):
    asset_ids = {uuid.uuid4(), uuid.uuid4()}
    for asset_id in asset_ids:
        spool.keep(asset_id, SPOKEN, "elevenlabs", "")
    (folder / "README").write_text("not ours")
    (folder / f".{uuid.uuid4()}.part").write_bytes(b"half")
    assert set(spool.all_ids()) == asset_ids


def test_what_a_process_that_was_killed_left_half_written_goes_within_hours(folder):
    asset_id = uuid.uuid4()
    folder.mkdir()
    half, being_written = (folder / f".{uuid.uuid4()}.{number}" for number in range(2))
    for part in (half, being_written):
        part.write_bytes(b"half")
    an_hour_ago = time.time() - 3_601
    os.utime(half, (an_hour_ago, an_hour_ago))
    spool.keep(asset_id, SPOKEN, "elevenlabs", "")
    assert set(folder.iterdir()) == {folder / str(asset_id), being_written}


@pytest.mark.parametrize("content", [b"", b"{", b"{}\n", b"[]\nx", b"\xff\xfe", b"null\n"])
def test_a_broken_file_is_reported_and_passed_over(folder, caplog, content):
    asset_id = uuid.uuid4()
    folder.mkdir()
    (folder / str(asset_id)).write_bytes(content)
    assert spool.find(asset_id) is None
    assert str(asset_id) in caplog.text


@pytest.mark.parametrize("end", [-1, 300, 10])
def test_a_file_that_lost_its_end_is_reported_and_passed_over(folder, caplog, end):
    asset_id = uuid.uuid4()
    spool.keep(asset_id, SPOKEN, "elevenlabs", "")
    whole = (folder / str(asset_id)).read_bytes()
    (folder / str(asset_id)).write_bytes(whole[:end])
    assert spool.find(asset_id) is None
    assert "broken" in caplog.text


def test_a_spool_that_cannot_be_written_is_said_to_be_so(folder):
    folder.write_text("a file in the way")
    with pytest.raises(ProviderError):
        spool.keep(uuid.uuid4(), SPOKEN, "elevenlabs", "")


def test_only_an_assets_id_names_a_file():
    with pytest.raises(ValueError, match="badly formed"):
        spool.keep("../../etc/passwd", SPOKEN, "elevenlabs", "")

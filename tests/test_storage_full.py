"""A disk without room: nothing is paid for that could not be kept, and nothing is paid for without end."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generation import assets, spool
from generation.models import Call
from generation.providers.base import Media, ProviderError
from stories.models import Asset, AssetStatus, Kind, Status
from tests import rows
from tests.vendors import samples

pytest_plugins = ["tests.store_fixtures"]
MADE = ("image", "audio")


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "spool"


@pytest.fixture
def small_files() -> Iterator[Callable[[int], None]]:
    """Limit the size of any file, as a quota does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def paid() -> int:
    return Call.objects.filter(kind__in=MADE).count()


def test_room_is_taken_on_the_disk_while_it_is_held_and_given_back_after(folder):
    with spool.room() as room:
        taken = Path(f"/proc/self/fd/{room.fileno()}") if Path("/proc/self/fd").exists() else None
        assert taken is None or taken.stat().st_blocks * 512 >= spool.ROOM
    assert list(folder.iterdir()) == []


def test_a_disk_that_takes_too_little_has_no_room(folder, small_files):
    small_files(spool.ROOM - 1)
    with pytest.raises(ProviderError):
        spool.room()
    assert list(folder.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_with_no_room_in_the_spool_nothing_is_paid_for_until_there_is(local, folder, make_story, work):
    folder.write_text("a file in the way")
    story = make_story(num_scenes=1)
    for _ in range(3):
        Asset.objects.update(not_before=None)
        work()
    assert paid() == 0
    story.refresh_from_db()
    assert story.status == Status.PROCESSING
    assert "DATA_DIR" in story.error
    assert not Asset.objects.exclude(failures={}).exists()
    folder.unlink()
    Asset.objects.update(not_before=None)
    work()
    story.refresh_from_db()
    assert (story.status, story.error) == (Status.COMPLETE, "")
    assert paid() == 2


@pytest.mark.django_db(transaction=True)
def test_what_neither_the_spool_nor_the_store_takes_costs_an_attempt(local, folder):
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=1)
    asset = rows.an_asset(rows.a_scene(story, 1), Kind.AUDIO, AssetStatus.RUNNING)
    media = folder.with_name("story-audio")
    for in_the_way in (folder, media):
        in_the_way.write_text("a file")
    made = assets.keep_safe(asset, Media(samples.speech("A mouse."), "audio/mpeg"), "elevenlabs", "")
    with pytest.raises(assets.Lost):
        assets.finish(asset, made)

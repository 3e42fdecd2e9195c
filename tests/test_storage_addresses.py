"""Where readers get pictures and narrations is asked of the store whenever somebody reads, so that it may sign it."""

from __future__ import annotations

import re

import pytest

from generation.storage import LocalMedia
from tests import rows

pytest_plugins = ["tests.store_fixtures"]
pytestmark = pytest.mark.django_db


class SignedMedia(LocalMedia):
    """A store whose addresses work only today."""

    def url(self, key: str) -> str:
        return f"{super().url(key)}?signed=today"


@pytest.fixture
def story(local, settings):
    """Made before anything was signed."""
    story = rows.a_story(scenes=2)
    backend = f"{__name__}.SignedMedia"
    private = {kind: {**settings.STORAGES[kind], "BACKEND": backend} for kind in settings.BUCKETS}
    settings.STORAGES = {**settings.STORAGES, **private}
    return story


@pytest.mark.parametrize(
    ("page", "least"),
    [
        ("/read/{}/", 2 * 4),
        ("/", 1),
        ("/stories", 1),
        ("/stories/{}", 2 * 4),
        ("/admin/stories/story/{}/change/", 2 * 2),
    ],
)
def test_every_address_a_reader_is_given_is_one_that_works_today(story, admin_client, page, least):
    answer = admin_client.get(page.format(story.pk)).content.decode()
    given = re.findall(r"""/media/story-[^\s"',]+""", answer)
    assert len(given) >= least
    assert [address for address in given if not address.endswith("?signed=today")] == []

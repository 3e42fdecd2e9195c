"""The last page says who made the pictures, and thanks whose graphics are in them."""

from __future__ import annotations

import pytest

from stories.models import Asset, Kind
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def colophon(client, settings, tmp_path):
    """The reading page of a book whose pictures this vendor made."""
    settings.MEDIA_ROOT = tmp_path

    def read(vendor: str) -> str:
        story = rows.a_story(scenes=1)
        Asset.objects.filter(kind=Kind.IMAGE).update(vendor=vendor)
        return client.get(f"/read/{story.pk}/").content.decode()

    return read


def test_a_book_drawn_offline_thanks_for_its_graphics(colophon):
    page = colophon("offline")
    assert "Twemoji" in page
    assert "CC-BY 4.0" in page


def test_a_book_drawn_by_a_vendor_thanks_for_no_graphics_it_has_not(colophon):
    assert "Twemoji" not in colophon("together")

"""The editors' desk as a person at it sees it, in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from stories.models import Asset, AssetStatus, Kind, Story
from tests import rows

pytest_plugins = ["tests.browsing"]
pytestmark = pytest.mark.django_db(transaction=True)
CAST = [{"name": "Pip", "description": "a brown mouse in a blue scarf"}, {"name": "Ada", "description": "a frog"}]
PAGES = ("/admin/", "/admin/stories/story/", "{story}change/", "{story}delete/", "/admin/generation/call/")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def story() -> Story:
    return rows.a_story(scenes=2, characters=CAST, title="Donaudampfschifffahrtsgesellschaftskapitän" * 3)


@pytest.fixture
def sit_down(visit):
    get_user_model().objects.create_superuser("mimi", password="a long one")

    def sign_in(**options) -> Page:
        page = visit("/admin/login/?next=/admin/stories/story/", **options)
        page.get_by_label("Username").fill("mimi")
        page.get_by_label("Password").fill("a long one")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        page.wait_for_load_state()
        return page

    return sign_in


def test_a_long_title_leaves_every_column_in_sight(sit_down, story):
    page = sit_down(viewport={"width": 1280, "height": 800})
    for column in ("Status", "Cost (USD)", "Created at", "Error"):
        expect(page.get_by_role("columnheader", name=column)).to_be_in_viewport(ratio=1)


def test_an_editor_reads_who_is_in_the_story(sit_down, story):
    page = sit_down()
    page.goto(f"/admin/stories/story/{story.pk}/change/")
    expect(page.get_by_text("Pip: a brown mouse in a blue scarf")).to_be_visible()


def test_enter_saves_what_was_typed_and_presses_no_other_button(sit_down, story):
    page = sit_down()
    page.goto(f"/admin/stories/story/{story.pk}/change/")
    page.get_by_label("Title").fill("Pip")
    page.get_by_label("Title").press("Enter")
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert Story.objects.get().title == "Pip"
    assert Asset.objects.exclude(status=AssetStatus.READY).count() == 0


def test_a_picture_is_painted_again_from_its_button(sit_down, story):
    page = sit_down()
    page.goto(f"/admin/stories/story/{story.pk}/change/")
    page.get_by_role("button", name="Paint scene 2 again").click()
    expect(page.get_by_text("Scene 2 is being painted again.")).to_be_visible()
    assert Asset.objects.get(status=AssetStatus.PENDING).sequence == 2


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_of_the_desk_has_a_fault_that_axe_can_find(sit_down, visit, story, colours):
    visit.expects("Applying inline style violates")  # axe copies style sheets into the page
    visit.expects("404 (Not Found)")  # and looks for what they import beside the page
    rows.an_asset(story.scenes.first(), Kind.IMAGE)
    rows.an_asset(story.scenes.first(), Kind.AUDIO)
    page = sit_down(color_scheme=colours)
    for address in PAGES:
        page.goto(address.format(story=f"/admin/stories/story/{story.pk}/"))
        found = Axe().run(page).response["violations"]
        assert [(address, fault["id"], fault["nodes"][0]["html"]) for fault in found] == []

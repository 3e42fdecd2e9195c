"""A book that reads itself aloud, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from generation import events
from stories.models import Asset, Kind, Status, Story
from tests import rows

pytest_plugins = ["tests.browsing"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def a_story(scenes: int = 2, seconds: float = 300) -> Story:
    """Each narration plays for so long: on a busy machine a moment of sound is over before anybody looks."""
    story = rows.a_bare_story(Status.COMPLETE, num_scenes=scenes)
    for sequence in range(1, scenes + 1):
        rows.finished(rows.a_scene(story, sequence), seconds=seconds)
    return story


def path(story: Story) -> str:
    return f"/read/{story.pk}/"


def narration(page: Page, sequence: int) -> Locator:
    return page.locator(f"#sound-{sequence} audio")


def skip_to_the_end(page: Page, sequence: int) -> None:
    """All but the last moment of a narration that plays."""
    expect(narration(page, sequence)).not_to_have_js_property("currentTime", 0)
    narration(page, sequence).evaluate("audio => audio.currentTime = audio.duration - 0.2")


def test_one_button_reads_the_whole_book_and_turns_its_pages(visit):
    page = visit(path(a_story()))
    page.get_by_role("button", name="Read it to me").click()
    for sequence in (1, 2):
        expect(narration(page, sequence)).to_have_js_property("paused", False)
        expect(page.locator(f"#scene-{sequence}")).to_be_in_viewport(ratio=0.7)
        skip_to_the_end(page, sequence)
    expect(page.get_by_role("button", name="Read it to me")).to_be_visible()
    expect(page.get_by_text("The end")).to_be_in_viewport()


def test_a_reading_that_was_paused_goes_on_where_it_was(visit):
    page = visit(path(a_story()))
    page.get_by_role("button", name="Read scene 2 aloud").click()
    expect(page.get_by_role("slider", name="Place in scene 2")).not_to_have_value("0")
    page.get_by_role("button", name="Pause scene 2").click()
    page.get_by_role("button", name="Read on").click()
    expect(narration(page, 2)).to_have_js_property("paused", False)
    expect(narration(page, 1)).to_have_js_property("paused", True)


def test_a_book_that_is_still_being_made_is_read_on_as_soon_as_the_next_narration_is_there(visit):
    story = a_story(scenes=1, seconds=1)
    Story.objects.filter(pk=story.pk).update(status=Status.PROCESSING, num_scenes=2)
    page = visit(path(story))
    page.get_by_role("button", name="Read it to me").click()
    expect(narration(page, 1)).to_have_js_property("ended", True)
    rows.finished(rows.a_scene(story, 2), seconds=300)
    events.publish(story.pk, "scene", sequence=2)
    expect(narration(page, 2)).to_have_js_property("paused", False)


def test_the_button_waits_in_its_place_until_there_is_something_to_read(visit):
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=1)
    page = visit(path(story))
    button = page.get_by_role("button", name="Read it to me")
    expect(button).to_be_disabled()
    rows.finished(rows.a_scene(story, 1))
    events.publish(story.pk, "scene", sequence=1)
    expect(button).to_be_enabled()


def test_a_page_by_itself_does_not_read_on(visit):
    page = visit(path(a_story(seconds=1)))
    page.get_by_role("button", name="Read scene 1 aloud").click()
    expect(narration(page, 1)).to_have_js_property("ended", True)
    expect(page.get_by_role("button", name="Read scene 1 aloud")).to_be_visible()
    expect(narration(page, 2)).to_have_js_property("paused", True)


def test_the_player_says_how_long_it_takes_and_obeys_the_keyboard(visit):
    page = visit(path(a_story(scenes=1)))
    place = page.get_by_role("slider", name="Place in scene 1")
    expect(place).to_have_attribute("aria-valuetext", "0:00 of 5:00")
    page.get_by_role("button", name="Read scene 1 aloud").focus()
    page.keyboard.press("Space")
    expect(place).to_have_attribute("aria-valuetext", re.compile("(0:0[1-9]|0:[1-5].|[1-4]:..) of 5:00"))
    page.keyboard.press("Space")
    expect(narration(page, 1)).to_have_js_property("paused", True)
    page.keyboard.press("Tab")
    expect(place).to_be_focused()


def test_a_narration_that_cannot_be_fetched_says_so(visit):
    story = rows.a_story(scenes=1)
    visit.expects("404 (Not Found)")
    Asset.objects.filter(kind=Kind.AUDIO).update(key="nowhere.mp3")
    page = visit(path(story))
    page.get_by_role("button", name="Read it to me").click()
    expect(page.get_by_text("cannot be played")).to_be_visible()
    expect(page.get_by_role("button", name="Read it to me")).to_be_visible()


def test_without_scripts_the_browsers_own_player_is_there(visit):
    page = visit(path(rows.a_story(scenes=1)), java_script_enabled=False)
    expect(narration(page, 1)).to_be_visible()
    expect(page.get_by_role("button", name="Read it to me")).to_have_count(0)


def test_what_arrives_leaves_the_focus_and_the_bar_where_they_are(visit):
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=2)
    page = visit(path(story))
    stop = page.get_by_role("button", name="Stop making it")
    stop.focus()
    bar = page.get_by_role("progressbar").element_handle()
    rows.written(story, 1)
    expect(page.locator("#progress")).to_contain_text("1 of 2 scenes written")
    expect(stop).to_be_focused()
    assert bar.evaluate("bar => bar.isConnected && bar.value") == 1

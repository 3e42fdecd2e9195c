"""The book while it is being made, and while it is read aloud, in a real browser."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from generation import events
from stories import services
from stories.models import AssetStatus, Kind, Scene, Status, Story
from tests import rows

pytest_plugins = ["tests.browsing"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def path(story: Story) -> str:
    return f"/read/{story.pk}/"


def mark(page: Page) -> None:
    """Leave something behind that a reload would take away."""
    page.evaluate("window.mark = 'still the same page'")


def assert_no_reload(page: Page) -> None:
    assert page.evaluate("window.mark") == "still the same page"


def made(scene: Scene, **narration: object) -> None:
    with transaction.atomic():  # a page that looks meanwhile finds what was there before
        scene.assets.all().delete()
        rows.finished(scene, **narration)
    events.publish(scene.story_id, "scene", sequence=scene.sequence)


def complete(story: Story) -> None:
    Story.objects.get(pk=story.pk).move(Status.COMPLETE)
    events.publish(story.pk, "story")


def test_scenes_appear_as_they_are_made_without_a_reload(visit):
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=2)
    page = visit(path(story))
    mark(page)
    expect(page.locator("#progress")).to_contain_text("The first words are being written.")
    second = rows.written(story, 2)
    expect(page.locator("#scene-2 .words")).to_be_visible()
    first = rows.written(story, 1)
    expect(page.locator(".spread .words")).to_have_text([rows.TEXTS[0], rows.TEXTS[1]])
    expect(page.locator("#picture-1")).to_have_text("The picture is being painted…")
    made(first)
    expect(page.get_by_role("img", name="A mouse, scene 1.")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 4)
    expect(page.get_by_role("progressbar")).to_have_js_property("max", 6)
    made(second)
    complete(story)
    expect(page.get_by_text("The end")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert_no_reload(page)


def test_a_screen_reader_hears_of_new_scenes_and_is_not_told_each_picture_and_narration(visit):
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=2)
    rows.written(story, 1)
    page = visit(path(story))
    expect(page.locator("[aria-live=polite] .doing")).to_have_text("1 of 2 scenes written, 0 painted, 0 read aloud.")
    expect(page.locator(".doing [aria-live=off]")).to_have_text(", 0 painted, 0 read aloud.")
    made(story.scenes.get())
    expect(page.locator(".doing [aria-live=off]")).to_have_text(", 1 painted, 1 read aloud.")


def test_when_a_story_is_stopped_its_pages_wait_for_nothing_any_more(visit):
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=2)
    rows.written(story, 1)
    page = visit(path(story))
    mark(page)
    expect(page.locator("#picture-1")).to_have_text("The picture is being painted…")
    services.cancel_story(Story.objects.get(pk=story.pk))
    expect(page.locator("#sound-1")).to_have_text("This page is not read aloud yet.")
    story.scenes.get().assets.filter(kind=Kind.IMAGE).update(status=AssetStatus.CANCELLED)
    expect(page.locator("#picture-1")).to_have_text("This page has no picture yet.")
    assert_no_reload(page)


def test_a_picture_that_was_being_painted_when_its_story_was_stopped_is_shown_when_it_comes(visit):
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=2)
    scene = rows.written(story, 1)
    page = visit(path(story))
    services.cancel_story(Story.objects.get(pk=story.pk))
    expect(page.get_by_role("button", name="Go on with it")).to_be_visible()
    made(scene)
    expect(page.get_by_role("img", name="A mouse, scene 1.")).to_be_visible()


def test_a_page_that_finds_no_place_to_follow_asks_now_and_then(visit, settings):
    settings.EVENT_STREAMS = 0
    visit.expects("503 (Service Unavailable)")
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=1)
    page = visit(path(story))
    mark(page)
    made(rows.written(story, 1))
    complete(story)
    expect(page.get_by_text("The end")).to_be_visible()
    assert_no_reload(page)


def test_without_scripts_the_page_comes_again_by_itself_until_the_book_is_done(visit):
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=1)
    made(rows.written(story, 1))
    page = visit(path(story), java_script_enabled=False)
    expect(page.get_by_role("img", name="A mouse, scene 1.")).to_be_visible()
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "5"
    complete(story)
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)


def test_a_narration_that_plays_is_not_interrupted_when_something_else_arrives(visit):
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=2)
    made(rows.written(story, 1), seconds=300)
    page = visit(path(story))
    page.evaluate("document.querySelector('audio').play()")
    rows.written(story, 2)
    expect(page.locator("#scene-2")).to_be_visible()
    Scene.objects.filter(story=story, sequence=1).update(text="Other words.")
    events.publish(story.pk, "scene", sequence=1)
    expect(page.locator("#words-1")).to_have_text("Other words.")
    assert not page.evaluate("document.querySelector('audio').paused")


def test_the_word_that_is_spoken_lights_up(visit):
    page = visit(path(a_slow_story()))
    page.evaluate("document.querySelector('audio').play()")
    wait_until_lit(page, "Pip")
    for seconds, next_word in ((59.5, "the"), (119.5, "mouse")):
        page.evaluate(f"document.querySelector('audio').currentTime = {seconds}")
        wait_until_lit(page, next_word)
    page.evaluate("document.querySelectorAll('audio')[1].play()")
    wait_until_lit(page, "He")
    assert page.evaluate("document.querySelector('audio').paused")
    page.evaluate("document.querySelectorAll('audio')[1].pause()")
    wait_until_lit(page, "")


def a_slow_story() -> Story:
    """Each of its words takes a minute: on a busy machine a shorter one is over before anybody looks."""
    story = rows.a_story(scenes=0)
    for sequence, text in ((1, "Pip the mouse"), (2, "He rowed away")):
        words = [[word, 60 * number, 60 * number + 60] for number, word in enumerate(text.split())]
        rows.finished(rows.a_scene(story, sequence, text=text), seconds=180, words=words)
    return story


def wait_until_lit(page: Page, word: str) -> None:
    lit = "[...(CSS.highlights.get('spoken') ?? [])].map(String).join()"
    for _ in range(1000):
        if page.evaluate(lit) == word:
            return
        page.wait_for_timeout(30)
    raise AssertionError(f"“{word}” never lit up, the last was “{page.evaluate(lit)}”")

"""What people see and do on the pages, in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from stories.models import Asset, AssetStatus, Kind, Status, Story
from tests import rows

pytest_plugins = ["tests.browsing"]
pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7|add:7 }}"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def path(story: Story) -> str:
    return f"/read/{story.pk}/"


def a_story_with_gaps() -> Story:
    story = rows.a_story(scenes=1, num_scenes=2)
    rows.an_asset(rows.a_scene(story, 2), Kind.IMAGE, AssetStatus.FAILED)
    return story


def test_a_story_asked_for_on_the_front_page_leads_to_its_book(visit, vendors):
    page = visit("/", viewport=PHONE)
    page.get_by_label("Title").fill("  Pip ")
    page.get_by_label("What happens?").fill("A mouse.\nA boat.")
    page.get_by_label("How should it look?").fill("linocut")
    page.get_by_label("Scenes").fill("2")
    page.get_by_label("Language").select_option("de")
    page.get_by_role("button", name="Make my book").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pip")
    story = Story.objects.get()
    assert page.url.endswith(path(story))
    asked = (story.title, story.prompt, story.style, story.num_scenes, story.language)
    assert asked == ("Pip", "A mouse.\nA boat.", "linocut", 2, "de")


def test_only_languages_somebody_here_can_write_are_offered(visit, client, vendors, settings):
    assert visit("/").get_by_label("Language").locator("option").count() > 10
    settings.PROVIDERS = {**settings.PROVIDERS, "text": [{"BACKEND": "generation.providers.offline.writer.Writer"}]}
    page = visit("/")
    expect(page.get_by_label("Language")).to_have_count(0)
    page.get_by_label("Title").fill("Pip")
    page.get_by_label("What happens?").fill("A mouse finds a boat.")
    page.get_by_role("button", name="Make my book").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pip")


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_change_beside_the_field(visit):
    visit.expects("422 (Unprocessable Entity)")
    page = visit("/")
    page.get_by_label("Title").fill("Pip")
    page.get_by_label("What happens?").fill("A bell \x07 rings.")
    page.get_by_label("Scenes").fill("21")
    page.get_by_role("button", name="Make my book").click()
    prompt = page.get_by_label("What happens?")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Pip")
    expect(prompt).to_have_accessible_description("Remove the invisible control character U+0007.")
    expect(prompt).to_be_focused()
    expect(page.get_by_label("Scenes")).to_have_accessible_description("A story has at most 20 scenes.")
    assert not Story.objects.exists()


def test_the_shelf_shows_each_story_with_its_first_picture_and_its_state(visit):
    rows.a_story(scenes=1, title="Done")
    rows.a_bare_story(title="Waiting")
    page = visit("/")
    books = page.get_by_role("listitem")
    expect(books).to_contain_text(["Waiting", "Done"])
    expect(books).to_contain_text(["waiting for its turn", "1 scene"])
    cover = books.nth(1).locator("img")
    cover.scroll_into_view_if_needed()
    expect(cover).to_have_js_property("naturalWidth", 480)
    books.nth(1).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Done")


def test_the_front_page_costs_the_same_queries_however_many_books_stand_there(client, django_assert_max_num_queries):
    for _ in range(5):
        rows.a_story(scenes=2)
    with django_assert_max_num_queries(3):
        client.get("/")


def test_a_long_shelf_is_turned_page_by_page(client):
    for number in range(26):
        rows.a_bare_story(title=f"Book {number}.")
    first, second = client.get("/").content.decode(), client.get("/?shelf=2").content.decode()
    assert ("Book 25." in first, "Book 1." in first) == (True, False)
    assert ("Book 25." in second, "Book 1." in second) == (False, True)
    assert client.get("/?shelf=999999999999999999999").status_code == 200


def test_a_stopped_story_says_so_and_goes_on_when_asked(visit, vendors):
    story = rows.a_bare_story(Status.FAILED, error_code="cancelled", error="This story was cancelled.")
    rows.finished(rows.a_scene(story, 1))
    page = visit(path(story))
    expect(page.locator("#progress")).to_contain_text("This story was stopped before it was finished.")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Stop making it").click()
    expect(page.get_by_role("button", name="Go on with it")).to_be_visible()


def test_a_book_with_gaps_says_what_is_missing(visit):
    page = visit(path(a_story_with_gaps()))
    expect(page.locator("#progress")).to_contain_text("1 picture and 1 narration could not be made")
    expect(page.get_by_text("This page has no picture yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Make what is missing")).to_be_visible()


def test_a_stranger_reads_but_is_not_offered_what_only_staff_may(visit, settings, client):
    settings.OPEN_TO_ALL = False
    story = rows.a_bare_story(Status.FAILED, error="The words could not be written.")
    page = visit(path(story))
    expect(page.locator("#progress")).to_contain_text("this story could not be finished")
    expect(page.get_by_role("button")).to_have_count(0)
    page = visit("/")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.get_by_text(story.title)).to_have_count(0)
    assert client.post("/", {"title": "x", "prompt": "x", "num_scenes": 1, "language": "en"}).status_code == 403
    assert client.post(f"{path(story)}retry/").status_code == 403


def test_hostile_words_are_only_words(visit):
    story = rows.a_story(scenes=1, title=HOSTILE, style=HOSTILE, error=HOSTILE, language="en")
    story.scenes.update(text=HOSTILE, alt=HOSTILE)
    Asset.objects.filter(kind=Kind.AUDIO).update(words=[[HOSTILE, 0, 1]])
    page = visit(path(story))
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    expect(page.locator(".words")).to_have_text(HOSTILE)
    expect(page.get_by_role("img", name=HOSTILE)).to_have_count(1)
    page.goto("/")
    expect(page.get_by_role("listitem")).to_contain_text(HOSTILE)


def test_a_book_is_marked_with_its_language_and_the_page_around_it_is_english(visit):
    page = visit(path(rows.a_story(scenes=1, language="de")))
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("article").get_attribute("lang") == "de"


@pytest.mark.parametrize(("language", "larger"), [("en", True), ("ar", False)])
def test_a_book_begins_with_a_large_letter_unless_its_letters_are_joined(visit, language, larger):
    page = visit(path(rows.a_story(scenes=1, language=language)))
    size = "(element, part) => parseFloat(getComputedStyle(element, part).fontSize)"
    words = page.locator(".words p").first
    assert (words.evaluate(size, "::first-letter") > words.evaluate(size)) is larger


def test_the_keyboard_skips_to_the_story(visit):
    page = visit(path(rows.a_story(scenes=1)))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the story")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("what", ["front", "refused", "book", "making", "gaps", "stopped"])
def test_no_page_has_a_fault_that_axe_can_find_or_scrolls_sideways_on_a_small_phone(visit, what, colours):
    rows.a_story(scenes=1, title="Donaudampfschifffahrtsgesellschaftskapitän", language="de")
    stories = {
        "book": lambda: rows.a_story(scenes=2),
        "making": lambda: rows.a_bare_story(Status.PROCESSING),
        "gaps": a_story_with_gaps,
        "stopped": lambda: rows.a_bare_story(Status.FAILED, error_code="cancelled"),
    }
    page = visit(path(stories[what]()) if what in stories else "/", viewport=NARROWEST, color_scheme=colours)
    if what == "refused":
        visit.expects("422 (Unprocessable Entity)")
        page.get_by_role("button", name="Make my book").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == NARROWEST["width"]


@pytest.mark.parametrize("address", ["/docs", "/admin/login/"])
def test_other_peoples_pages_work_under_our_policy(visit, address):
    page = visit(address)
    expect(page.get_by_text("StoryMimi" if address == "/docs" else "Username").first).to_be_visible()


@pytest.mark.parametrize("debug", [False, True])
def test_a_story_that_is_not_there_is_said_kindly(client, settings, debug):
    settings.DEBUG = debug
    response = client.get("/read/00000000-0000-0000-0000-000000000000/")
    assert response.status_code == 404
    assert "This page is not in the book" in response.content.decode()


def test_who_develops_can_read_djangos_report(visit, settings):
    settings.DEBUG = True
    visit.expects("404 (Not Found)")  # and nothing about its style sheet
    page = visit("/nowhere")
    expect(page.get_by_text("Using the URLconf defined in")).to_be_visible()


def test_whoever_is_sent_a_books_address_sees_its_cover_its_title_and_how_it_begins(client):
    story = rows.a_story(scenes=2, title='Pip "the Brave"')
    story.scenes.filter(sequence=1).update(text="Pip found\n\na boat.", image=None, image_url=None)
    page = client.get(path(story)).content.decode()
    assert '<meta property="og:title" content="Pip &quot;the Brave&quot;">' in page
    assert '<meta name="description" content="Pip found a boat.">' in page
    assert f'"og:image" content="http://testserver{story.scenes.get(sequence=2).image_url}"' in page
    assert "A mouse, scene 2." in page


def test_search_engines_are_asked_to_leave_books_alone(client):
    assert '<meta name="robots" content="noindex">' in client.get(path(rows.a_story(scenes=1))).content.decode()
    assert "noindex" not in client.get("/").content.decode()


def test_a_book_without_a_word_yet_can_be_shared_too(client):
    page = client.get(path(rows.a_bare_story(title="Pip"))).content.decode()
    assert '"og:title" content="Pip"' in page
    assert "og:image" not in page


def test_every_answer_tells_the_browser_what_it_may_load(client, settings):
    for address in ("/", "/stories", "/docs", "/nowhere"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy

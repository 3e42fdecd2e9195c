"""The editors' desk: who may sit at it, what it shows, and that everything done there goes the usual way."""

from __future__ import annotations

import html
import re
import uuid
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from generation.models import Call, Outcome, Removal
from stories.models import Asset, AssetStatus, Kind, Status, Story
from tests import rows

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = "</p><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7|add:7 }}"
LIST, CALLS = "/admin/stories/story/", "/admin/generation/call/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("mimi"))
    return client


def a_member(*permissions: str, is_staff: bool = True) -> Client:
    user = get_user_model().objects.create_user(f"user-{uuid.uuid4()}", is_staff=is_staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def change(story: Story) -> str:
    return f"{LIST}{story.pk}/change/"


def shown(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def titles(page: str) -> list[str]:
    return [html.unescape(title) for title in re.findall(r"field-title[^>]*><a [^>]*>([^<]*)</a>", page)]


def filled(client: Client, story: Story) -> dict[str, str]:
    """The change form's fields as a browser would send them."""
    context = client.get(change(story)).context
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    forms = [context["adminform"].form, *(part for formset in formsets for part in (formset.management_form, *formset))]
    shown = [(form, name, form[name].value() or "") for form in forms for name in form.fields]
    return {
        **{form.add_prefix(name): value for form, name, value in shown},
        **{form.add_initial_prefix(name): value for form, name, value in shown if form[name].field.show_hidden_initial},
    }


def save(client: Client, story: Story, **changes: str) -> str:
    names = {"scene_text": "scenes-0-text", "scene_alt": "scenes-0-alt"}
    data = {**filled(client, story), **{names.get(name, name): value for name, value in changes.items()}}
    return client.post(change(story), data, follow=True).content.decode()


def act(client: Client, action: str, *stories: Story) -> str:
    data = {"action": action, "_selected_action": [str(story.pk) for story in stories]}
    return html.unescape(client.post(LIST, data, follow=True).content.decode())


def a_call(story: Story, **fields: object) -> Call:
    fields = {"kind": "image", "vendor": "together", "model": "flux", "outcome": Outcome.OK, "cost": "0.0154", **fields}
    return Call.objects.create(story=story, **fields)


# --- Who may come in -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/admin/", LIST, CALLS, f"{LIST}{uuid.uuid4()}/change/"])
@pytest.mark.parametrize("who", ["a stranger", "a member who is no staff"])
def test_others_are_asked_to_sign_in(client, path, who):
    client = client if who == "a stranger" else a_member(is_staff=False)
    response = client.get(path)
    assert (response.status_code, response.url) == (302, f"/admin/login/?next={path}")


def test_staff_see_and_do_what_they_were_given_and_no_more():
    story = rows.a_bare_story(Status.PROCESSING)
    reader = a_member("view_story", "view_scene")
    assert "The Mouse and the Moon" in shown(reader, change(story))
    assert reader.get(CALLS).status_code == 403
    assert 'name="title"' not in shown(reader, change(story))
    act(reader, "cancel", story)
    assert Story.objects.get().status == Status.PROCESSING
    assert a_member().get(LIST).status_code == 403


def test_the_admin_is_found_without_the_slash(client):
    assert client.get("/admin").url == "/admin/"


# --- The list --------------------------------------------------------------------------------------------------------
def test_the_list_shows_how_far_each_story_is_and_what_it_cost(editor):
    story = rows.a_story(scenes=2, num_scenes=3, status=Status.PROCESSING, error="Together has no credit.")
    a_call(story, cost=Decimal("0.0154"))
    a_call(story, cost=None, expected_cost=Decimal("0.10"), outcome=Outcome.UNKNOWN)
    page = shown(editor, LIST)
    assert titles(page) == ["The Mouse and the Moon"]
    for words in ("being made", "2, 2, 2 of 3", "0.1154", "Together has no credit."):
        assert words in page


def test_stories_are_found_by_their_status(editor):
    rows.a_bare_story(Status.FAILED, title="Stopped")
    rows.a_bare_story(Status.PROCESSING, title="Under way")
    assert titles(shown(editor, LIST, status__exact="FAILED")) == ["Stopped"]


def test_stories_are_found_by_what_went_wrong(editor):
    rows.a_bare_story(Status.FAILED, title="Too dear", error_code="budget")
    rows.a_bare_story(Status.FAILED, title="Unwanted", error_code="cancelled")
    assert titles(shown(editor, LIST, error_code="budget")) == ["Too dear"]


def test_nothing_is_no_choice_among_what_went_wrong(editor):
    rows.a_story(scenes=1)
    rows.a_bare_story(Status.FAILED, error_code="budget")
    page = shown(editor, LIST)
    assert "?error_code=budget" in page
    assert '?error_code="' not in page


@pytest.mark.parametrize("by", ["title", "prompt", "story_id", "user_id"])
def test_stories_are_found_by_their_words_and_by_whose_they_are(editor, by):
    wanted = rows.a_bare_story(title="The Otter", prompt="an otter learns to whistle", user_id=uuid.uuid4())
    rows.a_bare_story(title="The Badger", prompt="a badger", user_id=uuid.uuid4())
    asked = {"title": "otter", "prompt": "WHISTLE"}.get(by) or str(getattr(wanted, by))
    assert titles(shown(editor, LIST, q=asked)) == ["The Otter"]


def test_the_list_takes_as_many_queries_for_many_stories_as_for_few(editor, django_assert_max_num_queries):
    for _ in range(12):
        rows.a_scene(rows.a_bare_story(), 1)
    with django_assert_max_num_queries(12):
        shown(editor, LIST)


# --- One story -------------------------------------------------------------------------------------------------------
def test_a_story_shows_each_scene_with_its_picture_and_a_player(editor):
    story = rows.a_story(scenes=2)
    page = shown(editor, change(story))
    for scene in story.scenes.all():
        assert f'<img src="{scene.image_url}" alt="{scene.alt}"' in page
        assert f'<audio src="{scene.audio_url}" controls' in page
        assert scene.text in page
    assert f'href="/read/{story.pk}/"' in page


def test_a_scene_that_has_nothing_yet_says_so(editor):
    story = rows.a_bare_story(Status.PROCESSING)
    rows.a_scene(story, 1)
    page = shown(editor, change(story))
    assert "No picture yet." in page
    assert "No narration yet." in page


def test_an_edited_text_is_kept_and_its_narration_called_stale(editor):
    story = rows.a_story(scenes=1)
    page = save(editor, story, scene_text="Pip found a hat.")
    assert "was changed successfully" in page
    assert story.scenes.get().text == "Pip found a hat."
    assert "Made from older words: picture, narration." in shown(editor, change(story))
    assert Asset.objects.count() == 2, "nothing is remade by itself"


def test_an_editor_writes_over_nothing_that_others_changed_meanwhile(editor):
    story = rows.a_story(scenes=2)
    opened = filled(editor, story)
    editor.patch(f"/stories/{story.pk}", {"title": "The Hat"}, content_type="application/json")
    story.scenes.filter(sequence=1).update(text="Pip found a hat.")
    editor.post(change(story), {**opened, "scenes-1-alt": "A moon"})
    story.refresh_from_db()
    first, second = story.scenes.all()
    assert (story.title, first.text, second.alt) == ("The Hat", "Pip found a hat.", "A moon")


def test_two_editors_of_one_text_lose_neither(editor):
    story = rows.a_story(scenes=1)
    opened = filled(editor, story)
    story.scenes.update(text="Theirs.")
    refused = editor.post(change(story), {**opened, "scenes-0-text": "Mine."})
    page = html.unescape(refused.content.decode())
    assert "to: “Theirs.”" in page
    assert "Mine.</textarea>" in page
    assert story.scenes.get().text == "Theirs."
    [seen] = re.findall(r'type="hidden" name="initial-scenes-0-text" value="([^"]*)"', page)
    editor.post(change(story), {**opened, "scenes-0-text": "Mine.", "initial-scenes-0-text": seen})
    assert story.scenes.get().text == "Mine."


def test_the_history_names_what_was_changed_in_a_scene(editor):
    story = rows.a_story(scenes=2)
    save(editor, story, scene_text="Pip found a hat.")
    history = html.unescape(shown(editor, f"{LIST}{story.pk}/history/"))
    assert "Changed text for scene “Scene 1”." in history


def test_an_edited_title_is_kept_and_says_when(editor):
    story = rows.a_story(scenes=1)
    save(editor, story, title="The Mouse in the Hat")
    story.refresh_from_db()
    assert (story.title, story.status) == ("The Mouse in the Hat", Status.COMPLETE)
    assert story.updated_at


def test_a_text_cannot_be_taken_away(editor):
    story = rows.a_story(scenes=1)
    before = story.scenes.get().text
    assert "This field is required." in save(editor, story, scene_text="")
    assert story.scenes.get().text == before


@pytest.mark.parametrize("name", ["status", "story_id", "prompt", "scenes-0-image_url", "scenes-0-sequence"])
def test_what_is_not_an_editors_cannot_be_sent_along(editor, name):
    story = rows.a_story(scenes=1)
    before = (Story.objects.values().get(), story.scenes.values().get())
    save(editor, story, **{name: "7"})
    assert (Story.objects.values().get(), story.scenes.values().get()) == before


def test_a_picture_is_seen_beside_hostile_words_and_they_do_nothing(editor):
    story = rows.a_story(scenes=1, title=HOSTILE, prompt=HOSTILE, style=HOSTILE, error=HOSTILE)
    story.scenes.update(text=HOSTILE, alt=HOSTILE, picture=HOSTILE)
    a_call(story, model=HOSTILE, error_code="</td><script>")
    for path in (LIST, change(story), CALLS, f"{LIST}{story.pk}/delete/", f"{LIST}{story.pk}/history/"):
        page = shown(editor, path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "</td><script>" not in page


# --- Actions ---------------------------------------------------------------------------------------------------------
def test_a_stopped_story_is_retried_from_the_list(editor):
    story = rows.a_bare_story(Status.FAILED)
    assert "1 story is being made again." in act(editor, "retry", story)
    assert Story.objects.get().status == Status.PROCESSING


def test_a_story_is_cancelled_from_the_list(editor):
    story = rows.a_bare_story(Status.PROCESSING)
    assert "1 story was cancelled." in act(editor, "cancel", story)
    assert Story.objects.get().error_code == "cancelled"


def test_what_cannot_be_done_is_said_story_by_story_and_the_rest_is_done(editor):
    ended, going = rows.a_bare_story(Status.COMPLETE, title="Ended"), rows.a_bare_story(Status.PENDING, title="Going")
    page = act(editor, "cancel", ended, going)
    assert "Ended: Only a story that is waiting or being made can be cancelled." in page
    assert "1 story was cancelled." in page
    assert {story.title: story.status for story in Story.objects.all()} == {"Ended": "COMPLETE", "Going": "FAILED"}


def test_several_stories_are_counted(editor):
    page = act(editor, "cancel", rows.a_bare_story(Status.PENDING), rows.a_bare_story(Status.PROCESSING))
    assert "2 stories were cancelled." in page


def test_what_is_still_being_made_is_not_retried(editor):
    page = act(editor, "retry", rows.a_bare_story(Status.PROCESSING, title="Going"))
    assert "Going: This story is still being made; there is nothing to retry yet." in page


def test_what_was_made_from_older_words_is_remade_from_the_list(editor):
    story = rows.a_story(scenes=1)
    save(editor, story, scene_text="Pip found a hat.")
    act(editor, "remake_stale", story)
    assert {asset.kind for asset in Asset.objects.filter(status=AssetStatus.PENDING)} == set(Kind)
    assert story.scenes.get().image_url, "readers keep what there is until then"


def test_one_picture_is_made_anew_beside_its_scene_and_what_was_typed_is_saved(editor):
    story = rows.a_story(scenes=2)
    scene = story.scenes.get(sequence=2)
    assert "Paint scene 2 again" in shown(editor, change(story))
    page = html.unescape(save(editor, story, title="Pip", _again=f"{scene.pk}:image"))
    assert "Scene 2 is being painted again." in page
    assert Asset.objects.get(status=AssetStatus.PENDING).scene == scene
    story.refresh_from_db()
    assert (story.title, story.status) == ("Pip", Status.PROCESSING)
    assert "This is being made already." in html.unescape(save(editor, story, _again=f"{scene.pk}:image"))


def test_an_earlier_narration_is_heard_and_shown_again(editor):
    story = rows.a_story(scenes=1)
    scene = story.scenes.get()
    assert "Earlier ones" not in shown(editor, change(story))
    earlier = scene.audio
    later = rows.an_asset(scene, Kind.AUDIO)
    story.scenes.update(audio=later)
    page = shown(editor, change(story))
    assert f'name="_show" value="{earlier.pk}"' in page
    assert f'value="{later.pk}"' not in page
    page = html.unescape(save(editor, story, _show=str(earlier.pk)))
    assert "The earlier narration of scene 1 is shown again." in page
    assert story.scenes.get().audio == earlier


@pytest.mark.parametrize("button", ["_again", "_show"])
@pytest.mark.parametrize("wish", ["", "x", "x:image", "{scene}:text", "{other}:image", "{asset}"])
def test_only_what_the_desk_offers_can_be_asked_of_it(editor, button, wish):
    story, other = rows.a_story(scenes=1), rows.a_story(scenes=1)
    names = {"scene": story.scenes.get().pk, "other": other.scenes.get().pk, "asset": other.scenes.get().image_id}
    page = html.unescape(save(editor, story, **{button: wish.format(**names)}))
    assert "There is no such" in page
    assert not Asset.objects.exclude(status=AssetStatus.READY).exists()


def test_who_may_only_look_is_offered_no_button_and_presses_none():
    story = rows.a_story(scenes=1)
    reader = a_member("view_story", "view_scene")
    page = shown(reader, change(story))
    assert "As readers see it" in page
    assert "Paint scene 1 again" not in page
    pressed = {"_again": f"{story.scenes.get().pk}:image"}
    assert reader.post(change(story), pressed).status_code == 403
    assert not Asset.objects.exclude(status=AssetStatus.READY).exists()


@pytest.mark.parametrize("way", ["the form", "the list"])
def test_a_deleted_storys_files_go_and_its_ledger_stays(editor, way):
    story = rows.a_story(scenes=1)
    a_call(story)
    if way == "the form":
        editor.post(f"{LIST}{story.pk}/delete/", {"post": "yes"})
    else:
        editor.post(LIST, {"action": "delete_selected", "_selected_action": [str(story.pk)], "post": "yes"})
    assert not Story.objects.exists()
    assert Removal.objects.get().story_id == story.pk
    assert Call.objects.get().story is None


def test_who_is_about_to_delete_reads_the_storys_name_and_how_much_goes_with_it(editor):
    page = shown(editor, f"{LIST}{rows.a_story(scenes=2).pk}/delete/")
    assert "The Mouse and the Moon" in page
    assert "Assets: 4" in page
    assert "picture of scene" not in page


# --- The ledger ------------------------------------------------------------------------------------------------------
def test_the_ledger_shows_each_call_and_what_it_cost(editor):
    story = rows.a_bare_story()
    a_call(story, cost=Decimal("0.0154"), cost_estimated=True)
    a_call(story, cost=None, outcome=Outcome.UNKNOWN, error_code="cut_off")
    page = shown(editor, CALLS)
    assert "0.0154 (our price)" in page
    assert "cut_off" in page
    assert story.title in page


def test_the_ledger_adds_up_what_a_day_a_vendor_and_a_model_cost(editor):
    story = rows.a_bare_story()
    for cost in ("0.01", "0.02"):
        a_call(story, cost=Decimal(cost))
    a_call(story, vendor="elevenlabs", model="multilingual", cost=None, expected_cost=Decimal("0.3"))
    Call.objects.update(started_at=timezone.now())  # though it be midnight
    page = shown(editor, CALLS)
    totals = re.findall(r"<td>(\w+)</td>\s*<td>(\w+)</td>\s*<td>(\d+)</td>\s*<td>([\d.]+)</td>", page)
    assert totals == [("elevenlabs", "multilingual", "1", "0.3000"), ("together", "flux", "2", "0.0300")]


def test_totals_are_of_the_calls_that_are_shown(editor):
    story = rows.a_bare_story()
    a_call(story)
    a_call(story, vendor="elevenlabs")
    page = shown(editor, CALLS, vendor="together")
    assert "<td>together</td>" in page
    assert "<td>elevenlabs</td>" not in page


@pytest.mark.parametrize("path", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_nobody_rewrites_the_ledger(editor, path):
    call = a_call(rows.a_bare_story())
    editor.post(f"{CALLS}{path.format(pk=call.pk)}", {"cost": "0", "post": "yes"})
    assert Call.objects.get().cost == Decimal("0.0154")


def test_a_browsers_line_ends_are_no_edit(editor):
    story = rows.a_story(scenes=1)
    scene = story.scenes.get()
    scene.text = "Pip found a boat.\n\nHe rowed away."
    scene.save()
    Asset.objects.filter(kind=Kind.AUDIO).update(input_digest=scene.input_digest(Kind.AUDIO))
    save(editor, story, title="Pip", scene_text="Pip found a boat.\r\n\r\nHe rowed away.")
    scene = story.scenes.select_related("audio", "story").get()
    assert scene.text == "Pip found a boat.\n\nHe rowed away."
    assert Kind.AUDIO not in scene.stale_kinds


@pytest.mark.parametrize("text", ["", "\u200b", "bell \x07", "x" * 5001])
def test_words_the_api_would_refuse_are_refused_at_the_desk_too(editor, text):
    story = rows.a_story(scenes=1)
    assert "errorlist" in save(editor, story, scene_text=text)
    assert story.scenes.get().text == rows.TEXTS[0]

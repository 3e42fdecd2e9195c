"""Who may do what where StoryMimi is not open to all."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from stories.models import Status, Story
from tests import rows

pytestmark = pytest.mark.django_db
ASKED = {"title": "A title", "prompt": "A prompt", "num_scenes": 3}


@pytest.fixture(autouse=True)
def closed(settings, tmp_path):
    settings.OPEN_TO_ALL = False
    settings.MEDIA_ROOT = tmp_path


def a_member(*verbs: str, is_staff: bool = True):
    user = get_user_model().objects.create_user("mimi", is_staff=is_staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=[f"{verb}_story" for verb in verbs]))
    return user


def send(client, method, path, body=None, **extra):
    return client.generic(method, path, json.dumps(body or {}), content_type="application/json", **extra)


def test_anyone_may_read_a_story_by_its_address(client):
    story = rows.a_story(scenes=1)
    scene = story.scenes.get()
    paths = ["", "/status", f"/scenes/{scene.pk}"]
    assert [client.get(f"/stories/{story.pk}{path}").status_code for path in paths] == [200] * 3


@pytest.mark.parametrize("signed_in", [False, True])
def test_only_staff_may_list_make_and_change(client, signed_in):
    if signed_in:
        client.force_login(a_member(is_staff=False))
    story = rows.a_story(scenes=1)
    scene = f"/stories/{story.pk}/scenes/{story.scenes.get().pk}"
    calls = [
        ("GET", "/stories/"),
        ("PATCH", f"/stories/{story.pk}"),
        ("DELETE", f"/stories/{story.pk}"),
        ("PATCH", scene),
        ("POST", f"{scene}/remake"),
        ("GET", f"{scene}/assets"),
    ]
    answers = [send(client, method, path) for method, path in calls]
    assert [(answer.status_code, answer.json()["type"]) for answer in answers] == [(403, "forbidden")] * len(calls)
    assert Story.objects.filter(pk=story.pk).exists()


def test_a_stranger_who_posts_is_told_to_sign_in(client):
    response = send(client, "POST", "/stories/", ASKED)
    assert response.status_code == 403
    assert response.json()["status"] == "FAILED"
    assert response.json()["error"] == "Sign in as a member of staff who may do this."


@pytest.mark.parametrize("verb", ["add", "change", "delete"])
def test_a_member_of_staff_may_do_what_their_account_names_and_no_more(client, verb):
    client.force_login(a_member("view", verb))
    story = rows.a_story(scenes=1)
    here, scene = f"/stories/{story.pk}", story.scenes.get()
    calls = [
        ("add", "POST", "/stories/", ASKED),
        ("change", "PATCH", here, {"title": "New"}),
        ("change", "PATCH", f"{here}/scenes/{scene.pk}", {"alt": "A moon"}),
        ("change", "POST", f"{here}/scenes/{scene.pk}/assets/{scene.image_id}/restore", {}),
        ("change", "POST", f"{here}/scenes/{scene.pk}/remake", {"kind": "image"}),
        ("delete", "DELETE", here, {}),
    ]
    assert client.get("/stories/").status_code == 200
    answers = [(needed, send(client, method, path, body)) for needed, method, path, body in calls]
    assert [answer.status_code < 300 for _, answer in answers] == [needed == verb for needed, _ in answers]
    assert {answer.status_code for needed, answer in answers if needed != verb} == {403}
    assert not [answer for _, answer in answers if "X-CSRFToken" in answer.content.decode()]


def test_the_pages_offer_what_an_account_may_do(client):
    client.force_login(a_member("view"))
    story = rows.a_bare_story(Status.FAILED)
    assert b"Make my book" not in client.get("/").content
    assert b"Try again" not in client.get(f"/read/{story.pk}/").content
    assert [client.post(path).status_code for path in ("/", f"/read/{story.pk}/retry/")] == [403, 403]
    client.force_login(get_user_model().objects.create_superuser("mama"))
    assert b"Make my book" in client.get("/").content
    assert b"Try again" in client.get(f"/read/{story.pk}/").content


def test_a_foreign_page_cannot_use_the_session_of_a_member_of_staff():
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_member("change"))
    story = rows.a_bare_story()
    refusal = send(client, "PATCH", f"/stories/{story.pk}", {"title": "Stolen"})
    assert refusal.status_code == 403
    assert "X-CSRFToken" in refusal.json()["errors"][0]["detail"]
    assert Story.objects.get(pk=story.pk).title == story.title


def test_a_program_signs_in_as_a_person_does_and_sends_its_token(client):
    member = a_member("change")
    member.set_password("moonlight")
    member.save()
    program, story = Client(enforce_csrf_checks=True), rows.a_bare_story()
    program.get("/admin/login/", secure=True)
    here = {"secure": True, "headers": {"referer": "https://testserver/"}}
    form = {"username": "mimi", "password": "moonlight", "next": "/"}
    token = {"csrfmiddlewaretoken": program.cookies["csrftoken"].value}
    assert program.post("/admin/login/", form | token, **here).status_code == 302
    here["headers"]["x-csrftoken"] = program.cookies["csrftoken"].value
    assert send(program, "PATCH", f"/stories/{story.pk}", {"title": "New"}, **here).status_code == 200


@pytest.mark.parametrize("status", Status.values)
def test_what_an_operator_has_to_mend_and_what_it_cost_is_no_readers_business(client, status):
    story = rows.a_bare_story(status, error="Check TOGETHER_API_KEY.", error_code="bad_key")
    detail, state = f"/stories/{story.pk}", f"/stories/{story.pk}/status"
    read = [client.get(address) for address in (detail, state, f"/read/{story.pk}/")]
    assert [answer.status_code for answer in read] == [200] * 3
    assert not [answer for answer in read if b"TOGETHER" in answer.content]
    assert (read[0].json()["cost"], bool(read[0].json()["error"]), bool(read[1].json()["error"])) == (None, True, True)
    client.force_login(a_member())
    assert [client.get(address).json()["error"] for address in (detail, state)] == ["Check TOGETHER_API_KEY."] * 2
    assert client.get(detail).json()["cost"] == "0.0000"


def test_readers_are_told_that_a_story_was_cancelled(client):
    story = rows.a_bare_story(Status.FAILED, error="This story was cancelled.", error_code="cancelled")
    assert client.get(f"/stories/{story.pk}").json()["error"] == "This story was cancelled."

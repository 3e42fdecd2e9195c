"""The contract: what a client sends, and what it gets."""

from __future__ import annotations

import json
import re
import uuid

import pytest

from stories.models import AssetStatus, Kind, Status, Story
from tests import rows

pytestmark = pytest.mark.django_db
ASKED = {"title": "  The Mouse and the Moon ", "prompt": "A mouse\nrows to the moon.", "num_scenes": 3}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@pytest.fixture(autouse=True)
def open_to_all(settings, tmp_path):
    settings.OPEN_TO_ALL = True
    settings.MEDIA_ROOT = tmp_path


def send(client, method, path, body=None):
    return client.generic(method, path, json.dumps(body or {}), content_type="application/json")


@pytest.mark.parametrize("path", ["/stories", "/stories/"])
def test_a_posted_story_is_accepted_with_and_without_the_trailing_slash(client, path):
    response = send(client, "POST", path, ASKED)
    answer = response.json()
    assert response.status_code == 202
    assert list(answer) == ["story_id", "status", "title", "created_at", "error"]
    assert answer["title"] == "The Mouse and the Moon"
    assert answer["status"] == "PENDING"
    assert answer["error"] is None
    assert MOMENT.fullmatch(answer["created_at"])
    assert str(uuid.UUID(answer["story_id"])) == answer["story_id"]


def test_everything_that_was_asked_for_is_kept(client, vendors):
    user = str(uuid.uuid4())
    asked = {**ASKED, "style": "linocut", "user_id": user, "language": "PT-br", "num_scenes": 20}
    story_id = send(client, "POST", "/stories/", asked).json()["story_id"]
    answer = client.get(f"/stories/{story_id}").json()
    kept = ("prompt", "style", "user_id", "language", "num_scenes", "scenes", "updated_at")
    assert {name: answer[name] for name in kept} | {"updated_at": None} == {
        "prompt": "A mouse\nrows to the moon.",
        "style": "linocut",
        "user_id": user,
        "language": "pt-BR",
        "num_scenes": 20,
        "scenes": [],
        "updated_at": None,
    }


def test_a_language_nobody_here_can_write_is_refused_beside_its_field(client):
    answer = send(client, "POST", "/stories/", {**ASKED, "language": "tlh"}).json()
    assert (answer["status"], answer["errors"][0]["attr"]) == ("FAILED", "language")


def test_optional_fields_may_be_null(client):
    response = send(client, "POST", "/stories/", {**ASKED, "style": None, "user_id": None, "language": None})
    assert response.status_code == 202


def test_a_finished_story_has_every_field_of_the_contract(client):
    story = rows.a_story(scenes=2)
    answer = client.get(f"/stories/{story.pk}/").json()
    first = answer["scenes"][0]
    contract = ["story_id", "title", "status", "user_id", "created_at", "updated_at"]
    assert list(answer)[:6] == contract
    assert list(first)[:7] == ["scene_id", "story_id", "sequence", "text", "image_url", "audio_url", "created_at"]
    assert [scene["sequence"] for scene in answer["scenes"]] == [1, 2]
    assert first["image_url"].startswith("http://testserver/media/story-images/")
    assert [size["width"] for size in first["image"]["sizes"]] == [480, 592]
    assert first["audio"]["words"][0] == ["Pip", 0, 0.4]
    assert first["stale"] == []
    assert answer["progress"] == {"scenes": 2, "scenes_written": 2, "images_ready": 2, "audio_ready": 2}


def test_a_story_that_has_just_begun_says_null_for_what_is_not_there(client):
    story = rows.a_bare_story(Status.PROCESSING)
    rows.a_scene(story, 1)
    scene = client.get(f"/stories/{story.pk}").json()["scenes"][0]
    assert [scene[name] for name in ("image_url", "audio_url", "image", "audio")] == [None] * 4


@pytest.mark.parametrize("path", ["/stories/{}", "/read/{}/"])
@pytest.mark.parametrize("scenes", [1, 12])
def test_a_story_costs_the_same_few_queries_whatever_its_length(client, path, scenes, django_assert_num_queries):
    story = rows.a_story(scenes)
    with django_assert_num_queries(2):
        assert client.get(path.format(story.pk)).status_code == 200


@pytest.mark.parametrize("stories", [1, 9])
def test_the_list_costs_two_queries_whatever_its_length(client, stories, django_assert_num_queries):
    for _ in range(stories):
        rows.a_story(scenes=2)
    with django_assert_num_queries(2):
        answer = client.get("/stories/").json()
    assert len(answer["results"]) == stories
    assert answer["results"][0]["cover_url"].startswith("http://testserver/media/")
    assert answer["results"][0]["progress"]["images_ready"] == 2


def test_the_list_is_newest_first_and_pages_neither_skip_nor_repeat_when_a_story_arrives(client):
    titles = [rows.a_bare_story(title=f"Story {number}").title for number in range(5)]
    first = client.get("/stories", {"limit": 2}).json()
    rows.a_bare_story(title="A newcomer")
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    seen = [story["title"] for page in (first, second, third) for story in page["results"]]
    assert seen == titles[::-1]
    assert third["next"] is None


def test_the_list_can_be_narrowed_to_a_status_and_a_user(client):
    mine = uuid.uuid4()
    wanted = rows.a_bare_story(Status.FAILED, user_id=mine)
    rows.a_bare_story(Status.PENDING, user_id=mine)
    rows.a_bare_story(Status.FAILED)
    answer = client.get("/stories/", {"status": "FAILED", "user_id": str(mine)}).json()
    assert [story["story_id"] for story in answer["results"]] == [str(wanted.pk)]


@pytest.mark.parametrize("cursor", ["nonsense", "cD1ub3RhZGF0ZQ==", "cD0yMDI2LTk5LTk5"])
def test_a_cursor_nobody_gave_out_is_named(client, cursor):
    answer = client.get("/stories/", {"cursor": cursor})
    assert answer.status_code == 400
    assert [(error["attr"], error["code"]) for error in answer.json()["errors"]] == [("cursor", "invalid")]


def test_the_status_is_small_and_says_how_far_the_story_is(client, django_assert_num_queries):
    story = rows.a_bare_story(Status.PROCESSING, error="")
    rows.finished(rows.a_scene(story, 1))
    rows.a_scene(story, 2)
    with django_assert_num_queries(1):
        answer = client.get(f"/stories/{story.pk}/status/").json()
    assert answer["status"] == "PROCESSING"
    assert answer["progress"] == {"scenes": 3, "scenes_written": 2, "images_ready": 1, "audio_ready": 1}


def test_a_story_can_be_renamed(client):
    story = rows.a_story(scenes=1)
    response = send(client, "PATCH", f"/stories/{story.pk}", {"title": "Pip"})
    assert (response.status_code, response.json()["title"]) == (200, "Pip")


def test_failed_cancels_and_pending_retries(client):
    story_id = send(client, "POST", "/stories/", ASKED).json()["story_id"]
    cancelled = send(client, "PATCH", f"/stories/{story_id}/", {"status": "FAILED"})
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "FAILED")
    assert cancelled.json()["error"]
    retried = send(client, "PATCH", f"/stories/{story_id}/", {"status": "PENDING"})
    assert retried.status_code == 200
    assert retried.json()["status"] in {"PENDING", "PROCESSING"}


@pytest.mark.parametrize(("status", "code"), [("COMPLETE", 409), ("PROCESSING", 409), ("FAILED", 409), ("DONE", 400)])
def test_a_move_that_is_not_allowed_is_refused_and_changes_nothing_beside_it(client, status, code):
    story = rows.a_story(scenes=1)
    response = send(client, "PATCH", f"/stories/{story.pk}", {"title": "Changed", "status": status})
    assert response.status_code == code
    assert response.json()["type"] == ("conflict" if code == 409 else "invalid")
    assert Story.objects.get(pk=story.pk).title == "The Mouse and the Moon"


def test_a_deleted_story_is_gone(client):
    story = rows.a_story(scenes=1)
    assert send(client, "DELETE", f"/stories/{story.pk}").status_code == 204
    assert client.get(f"/stories/{story.pk}").status_code == 404


def test_an_edited_scene_says_what_no_longer_fits(client):
    scene = rows.a_story(scenes=1).scenes.get()
    path = f"/stories/{scene.story_id}/scenes/{scene.pk}"
    answer = send(client, "PATCH", path, {"text": "Pip found a kite.\n\nIt was red."}).json()
    assert answer["text"] == "Pip found a kite.\n\nIt was red."
    assert "audio" in answer["stale"]
    assert client.get(path + "/").json() == answer


def test_a_remade_picture_waits_until_it_is_ready_and_the_earlier_one_can_be_shown_again(client):
    scene = rows.a_story(scenes=1).scenes.get()
    path = f"/stories/{scene.story_id}/scenes/{scene.pk}"
    remade = send(client, "POST", f"{path}/remake", {"kind": "image"})
    assert remade.status_code == 202
    assert (remade.json()["status"], remade.json()["url"], remade.json()["current"]) == ("PENDING", None, False)
    listed = client.get(f"{path}/assets/").json()["results"]
    assert [(asset["kind"], asset["current"]) for asset in listed].count(("image", False)) == 1
    other = rows.an_asset(scene, Kind.IMAGE, key="another/key.webp", sizes=[])
    restored = send(client, "POST", f"{path}/assets/{other.pk}/restore/")
    assert (restored.status_code, restored.json()["image"]["asset_id"]) == (200, str(other.pk))
    assert restored.json()["image_url"].endswith("another/key.webp")


def test_an_asset_that_failed_cannot_be_shown(client):
    scene = rows.a_story(scenes=1).scenes.get()
    failed = rows.an_asset(scene, Kind.IMAGE, AssetStatus.FAILED)
    path = f"/stories/{scene.story_id}/scenes/{scene.pk}/assets/{failed.pk}/restore"
    assert send(client, "POST", path).status_code == 409


def test_a_scene_is_found_only_in_its_own_story(client):
    scene = rows.a_story(scenes=1).scenes.get()
    other = rows.a_bare_story()
    assert client.get(f"/stories/{other.pk}/scenes/{scene.pk}").status_code == 404


def test_who_asks_again_is_told_that_nothing_has_changed(client):
    path = f"/stories/{rows.a_story(scenes=1).pk}"
    first = client.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Story.objects.update(title="Another")
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("limit", ["0", "101", "abc", "-1", "1e1", ""])
def test_a_page_of_no_possible_length_is_refused(client, limit):
    answer = client.get("/stories/", {"limit": limit})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "limit")


def test_a_new_story_is_one_statement(client, django_assert_num_queries):
    with django_assert_num_queries(3):  # it stands between the two ends of a transaction
        assert send(client, "POST", "/stories/", ASKED).status_code == 202

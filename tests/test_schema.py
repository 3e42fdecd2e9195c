"""What /schema says is what the API answers."""

from __future__ import annotations

import json

import pytest
import yaml
from django.core.management import call_command
from jsonschema import Draft202012Validator, FormatChecker

from stories.models import Kind, Status
from tests import rows

pytestmark = pytest.mark.django_db
ASKED = {"title": "A title", "prompt": "A prompt", "num_scenes": "3"}


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("schema") / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(path))
    return yaml.safe_load(path.read_text())


@pytest.fixture(autouse=True)
def open_to_all(settings, tmp_path):
    settings.OPEN_TO_ALL = True
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def fits(document):
    """Whether an answer has exactly the documented fields, in their documented types."""

    def check(method, template, response):
        responses = document["paths"][template][method.lower()]["responses"]
        documented = responses[str(response.status_code)]["content"]["application/json"]["schema"]
        whole = _closed({**documented, "components": document["components"]})
        problems = Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(response.json())
        assert [problem.message for problem in problems] == []

    return check


def _closed(node):
    """The document with OpenAPI 3.0's nullable in JSON Schema's words, and no room for undocumented fields."""
    if isinstance(node, list):
        return [_closed(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    node = {name: _closed(inner) for name, inner in node.items()}
    if node.get("type") == "object" and "properties" in node:
        node["additionalProperties"] = False
    return {"anyOf": [node, {"type": "null"}]} if node.pop("nullable", False) else node


def test_a_finished_story_is_as_documented(client, fits):
    story = rows.a_story(scenes=2)
    rows.a_bare_story(Status.PROCESSING)
    scene = story.scenes.first()
    path = f"/stories/{story.pk}"
    fits("GET", "/stories/{story_id}/", client.get(path))
    fits("GET", "/stories/", client.get("/stories/"))
    fits("GET", "/stories/{story_id}/status/", client.get(f"{path}/status"))
    fits("GET", "/stories/{story_id}/scenes/{scene_id}/", client.get(f"{path}/scenes/{scene.pk}"))
    fits("GET", "/stories/{story_id}/scenes/{scene_id}/assets/", client.get(f"{path}/scenes/{scene.pk}/assets"))


def test_a_story_that_waits_and_one_with_gaps_are_as_documented(client, fits):
    story = rows.a_bare_story(Status.PROCESSING)
    rows.an_asset(rows.a_scene(story, 1), Kind.IMAGE, "RUNNING")
    fits("GET", "/stories/{story_id}/", client.get(f"/stories/{story.pk}"))


def test_an_estimate_is_as_documented(client, fits):
    body = json.dumps({**ASKED, "num_scenes": 3, "estimate": True})
    fits("POST", "/stories/", client.post("/stories/", body, content_type="application/json"))


def test_refusals_are_as_documented(client, fits):
    story = rows.a_story(scenes=1)
    body = json.dumps(ASKED)
    path = f"/stories/{story.pk}"
    fits("POST", "/stories/", client.post("/stories/", body, content_type="application/json"))
    fits("POST", "/stories/", client.post("/stories/", body, content_type="text/plain"))
    fits("PATCH", "/stories/{story_id}/", client.patch(path, '{"status": "FAILED"}', content_type="application/json"))
    fits("PATCH", "/stories/{story_id}/", client.patch(path, "{}", content_type="application/json"))
    fits("GET", "/stories/{story_id}/", client.get("/stories/00000000-0000-0000-0000-000000000000"))


def test_every_call_documents_its_faults(document):
    calls = [
        (path, method, call)
        for path, methods in document["paths"].items()
        if path.startswith("/stories/")
        for method, call in methods.items()
    ]
    assert [(path, method) for path, method, call in calls if not {"500", "503"} <= set(call["responses"])] == []
    assert [
        (path, method)
        for path, method, call in calls
        if "requestBody" in call and not {"400", "413", "415"} <= set(call["responses"])
    ] == []


def test_a_change_says_that_it_takes_at_least_one_field_and_no_unknown_ones(document):
    bodies = document["components"]["schemas"]
    change = bodies["PatchedStoryChangeRequest"]
    assert (change["minProperties"], change["additionalProperties"]) == (1, False)
    assert document["paths"]["/stories/{story_id}/"]["patch"]["requestBody"]["required"]
    assert bodies["NewStoryRequest"]["additionalProperties"] is False


def test_what_is_documented_of_texts_is_what_is_taken(client, document):
    body = {**document["components"]["schemas"]["NewStoryRequest"], "components": document["components"]}
    taken = Draft202012Validator(_closed(body))
    for title in ["A title", "Ein Bär 🐻", "bell \x07", "two\nlines", "\u202eeltit", "x" * 201, "", "👩‍👧"]:
        asked = {**ASKED, "num_scenes": 3, "estimate": True, "title": title}
        answer = client.post("/stories/", json.dumps(asked), content_type="application/json")
        assert taken.is_valid(asked) == (answer.status_code == 200), title


def test_every_example_in_the_schema_is_accepted_as_it_stands(client, document):
    story = rows.a_story(scenes=1)
    ids = {"story_id": story.pk, "scene_id": story.scenes.get().pk}
    asked = [
        (method, path.format(**ids), example["value"])
        for path, methods in document["paths"].items()
        for method, call in methods.items()
        if "requestBody" in call
        for example in call["requestBody"]["content"]["application/json"]["examples"].values()
    ]
    answers = [
        client.generic(method.upper(), path, json.dumps(body), "application/json") for method, path, body in asked
    ]
    assert len(asked) >= 6
    assert {answer.status_code for answer in answers} <= {200, 202, 409}  # a finished story has nothing to cancel


def test_who_need_not_sign_in_is_told_so(client, settings):
    assert {} in client.get("/schema?format=json").json()["paths"]["/stories/"]["post"]["security"]
    settings.OPEN_TO_ALL = False
    assert {} not in client.get("/schema?format=json").json()["paths"]["/stories/"]["post"]["security"]


@pytest.mark.parametrize("accept", ["text/html", "image/png", "application/json"])
def test_the_schema_is_answered_whatever_is_asked_for(client, accept):
    answer = client.get("/schema/", headers={"Accept": accept})
    assert answer.status_code == 200
    assert yaml.safe_load(answer.content)["openapi"]  # JSON is YAML too


def test_the_schema_and_its_page_are_served_to_anyone(client, settings):
    settings.OPEN_TO_ALL = False
    assert client.get("/schema").status_code == 200
    page = client.get("/docs/")
    assert page.status_code == 200
    assert "https://" not in page.content.decode()


def test_the_process_says_that_it_lives_and_can_serve(client, settings):
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz/")
    assert (ready.status_code, ready.json()["database"]) == (200, "ok")

"""What the API does not take, and how it says so."""

from __future__ import annotations

import gzip
import io
import json
import uuid

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from stories.models import Story
from storymimi.chunked import measured
from tests import rows

pytestmark = pytest.mark.django_db
ASKED = {"title": "A title", "prompt": "A prompt", "num_scenes": 3}
SHAPE = ["story_id", "status", "title", "created_at", "error", "errors"]
NOBODY = uuid.uuid4()


@pytest.fixture(autouse=True)
def open_to_all(settings):
    settings.OPEN_TO_ALL = True


@pytest.fixture
def no_database(db):
    def broken(*_):
        raise OperationalError("the server closed the connection unexpectedly")

    with connection.execute_wrapper(broken):
        yield


def post(client, body, content_type="application/json", **extra):
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.generic("POST", "/stories/", data, content_type=content_type, **extra)


@pytest.mark.parametrize("title", ["nul\0", "\ud800 half a pair"])
def test_one_fault_is_told_in_one_sentence(client, title):
    [error] = post(client, {**ASKED, "title": title}).json()["errors"]
    assert error["detail"].startswith("Remove the invisible control character")


def test_an_empty_body_is_told_what_a_body_is(client):
    answer = post(client, "")
    assert answer.status_code == 400
    assert [error["detail"][:20] for error in answer.json()["errors"]] == ["Send one JSON object"]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"title": None}, "title", "null"),
        ({"title": ""}, "title", "blank"),
        ({"title": " \n "}, "title", "blank"),
        ({"title": "\u200b\u200b"}, "title", "blank"),
        ({"title": "\u3164\u2800"}, "title", "blank"),
        ({"title": "x" * 201}, "title", "max_length"),
        ({"title": 7}, "title", "invalid"),
        ({"title": ["A"]}, "title", "invalid"),
        ({"title": "two\nlines"}, "title", "control_character"),
        ({"title": "two\u2028lines"}, "title", "control_character"),
        ({"title": "nul\0"}, "title", "control_character"),
        ({"title": "\ud800 half a pair"}, "title", "control_character"),
        ({"title": "evil\u202egnp.exe"}, "title", "control_character"),
        ({"prompt": "bell \x07"}, "prompt", "control_character"),
        ({"prompt": "x" * 4001}, "prompt", "max_length"),
        ({"style": "x" * 201}, "style", "max_length"),
        ({"style": False}, "style", "invalid"),
        ({"num_scenes": 0}, "num_scenes", "min_value"),
        ({"num_scenes": 21}, "num_scenes", "max_value"),
        ({"num_scenes": "5"}, "num_scenes", "invalid"),
        ({"num_scenes": 5.0}, "num_scenes", "invalid"),
        ({"num_scenes": True}, "num_scenes", "invalid"),
        ({"num_scenes": None}, "num_scenes", "null"),
        ({"user_id": "me"}, "user_id", "invalid"),
        ({"user_id": 7}, "user_id", "invalid"),
        ({"language": "klingonish"}, "language", "invalid_language"),
        ({"language": "e"}, "language", "invalid_language"),
        ({"voice": "x"}, "voice", "unknown_field"),
        ({"status": "COMPLETE"}, "status", "unknown_field"),
    ],
)
def test_a_wrong_field_is_refused_by_name_and_nothing_is_stored(client, change, field, code):
    response = post(client, {**ASKED, **change})
    answer = response.json()
    assert response.status_code == 400
    assert list(answer) == SHAPE
    assert (answer["story_id"], answer["status"], answer["created_at"]) == (None, "FAILED", None)
    assert (code, field) in [(problem["code"], problem["attr"]) for problem in answer["errors"]]
    assert answer["error"].startswith(f"{field}: ")
    assert not Story.objects.exists()


@pytest.mark.parametrize("title", ["x" * 200, "🐭" * 200, "🫨", "Zażółć gęślą jaźń", "<b>bold</b>", "علي بابا"])
def test_titles_in_any_script_are_taken_as_they_are(client, title):
    story = rows.a_bare_story()
    changed = client.generic("PATCH", f"/stories/{story.pk}", json.dumps({"title": title}), "application/json")
    assert (changed.status_code, changed.json()["title"]) == (200, title)


def test_all_that_is_wrong_is_said_at_once(client):
    answer = post(client, {"title": "", "num_scenes": "5", "colour": 1}).json()
    assert {problem["attr"] for problem in answer["errors"]} == {"title", "prompt", "num_scenes", "colour"}


def test_a_title_that_was_right_is_said_back(client):
    assert post(client, {**ASKED, "num_scenes": 0}).json()["title"] == "A title"
    assert post(client, {**ASKED, "title": "x" * 201}).json()["title"] is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe",
        b'{"num_scenes": NaN}',
        b'{"num_scenes": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 30000,
    ],
    ids=["nothing", "cut off", "list", "string", "null", "not utf-8", "NaN", "endless number", "deep nesting"],
)
def test_a_body_that_is_no_json_object_is_refused_in_one_plain_sentence(client, body):
    response = post(client, body)
    answer = response.json()
    assert response.status_code == 400
    assert list(answer) == SHAPE
    assert "Traceback" not in answer["error"]
    assert "line 1" not in answer["error"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_another_content_type_is_415(client, content_type):
    response = post(client, ASKED, content_type=content_type)
    assert response.status_code == 415
    assert list(response.json()) == SHAPE


def test_a_compressed_body_is_415_however_small(client):
    body = gzip.compress(json.dumps(ASKED).encode())
    response = post(client, body, headers={"Content-Encoding": "gzip"})
    assert (response.status_code, list(response.json())) == (415, SHAPE)
    assert "not compressed" in response.json()["error"]


def test_a_body_over_64_kib_is_413(client):
    response = post(client, {**ASKED, "prompt": "x" * 70_000})
    assert response.status_code == 413
    assert list(response.json()) == SHAPE


def test_a_length_that_says_too_much_is_refused_without_reading():
    class Unreadable(io.BytesIO):
        def read(self, *args):
            raise AssertionError("the body was read")

    extra = {"CONTENT_LENGTH": str(10**12), "wsgi.input": Unreadable()}
    assert post(Client(), ASKED, **extra).status_code == 413


@pytest.mark.parametrize("length", ["-5", "many", "1e3"])
def test_a_length_that_is_no_number_is_400(length):
    assert post(Client(), ASKED, CONTENT_LENGTH=length).status_code == 400


def test_a_chunked_body_is_measured_and_never_read_further_than_allowed():
    body = io.BytesIO(b"x" * 500)
    seen = {}

    def application(environ, start_response):
        seen.update(length=environ["CONTENT_LENGTH"], body=environ["wsgi.input"].read())
        return []

    environ = RequestFactory().post("/stories/").environ | {"wsgi.input": body, "wsgi.input_terminated": True}
    del environ["CONTENT_LENGTH"]
    measured(application, most=100)(environ, None)
    assert seen == {"length": "101", "body": b"x" * 101}
    assert body.tell() == 101


def test_a_connection_can_go_on_after_a_body_that_was_refused_unread():
    body = io.BytesIO(b"x" * 500)
    environ = RequestFactory().post("/stories/").environ | {"wsgi.input": body, "CONTENT_LENGTH": "500"}
    measured(lambda environ, start_response: [], most=1000)(environ, None)
    assert body.read() == b""


@pytest.mark.parametrize(
    ("method", "path", "code", "kind"),
    [
        ("GET", f"/stories/{NOBODY}", 404, "not_found"),
        ("GET", f"/stories/{NOBODY}/status", 404, "not_found"),
        ("GET", f"/stories/{NOBODY}/events", 404, "not_found"),
        ("GET", f"/stories/{NOBODY}/nonsense", 404, "not_found"),
        ("GET", "/stories/17", 404, "not_found"),
        ("GET", f"/stories/{NOBODY}%0A", 404, "not_found"),
        ("POST", "/stories/17/", 404, "not_found"),
        ("PUT", "/stories/", 405, "method_not_allowed"),
        ("OPTIONS", "/stories/", 405, "method_not_allowed"),
        ("POST", f"/stories/{NOBODY}", 405, "method_not_allowed"),
        ("PATCH", f"/stories/{NOBODY}", 404, "not_found"),
        ("DELETE", f"/stories/{NOBODY}/", 404, "not_found"),
        ("GET", "/stories/?status=DONE", 400, "invalid"),
        ("GET", "/stories/?user_id=me", 400, "invalid"),
    ],
)
def test_every_other_error_has_one_shape(client, method, path, code, kind):
    response = client.generic(method, path, "{}", content_type="application/json")
    assert response.status_code == code
    assert response.headers["Content-Type"] == "application/json"
    assert list(response.json()) == ["type", "errors"]
    assert response.json()["type"] == kind
    assert list(response.json()["errors"][0]) == ["code", "detail", "attr"]


@pytest.mark.parametrize("path", ["/stories/", f"/stories/{NOBODY}", "/healthz", "/schema", "/docs"])
def test_a_method_that_is_refused_is_not_among_those_that_are_taken(client, path):
    response = client.options(path)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "OPTIONS" not in response.headers["Allow"]


@pytest.mark.parametrize("body", [{}, {"user_id": str(NOBODY)}, {"title": ""}, {"status": None}, {"status": 5}])
def test_a_change_that_changes_nothing_or_cannot_be_is_400(client, body):
    story = rows.a_bare_story()
    response = client.generic("PATCH", f"/stories/{story.pk}", json.dumps(body), "application/json")
    assert (response.status_code, response.json()["type"]) == (400, "invalid")


def test_a_bug_is_a_plain_sentence_to_the_caller_and_loud_in_the_log(client, settings, caplog):
    settings.PROVIDERS = {"text": "a configuration nobody can use"}
    response = post(client, ASKED)
    assert response.status_code == 500
    assert list(response.json()) == SHAPE
    assert "went wrong on our side" in response.json()["error"]
    assert any(record.exc_info for record in caplog.records)


def test_while_the_database_does_not_answer_a_call_is_told_to_come_back(client, no_database, caplog):
    for response in (post(client, ASKED), client.get(f"/stories/{NOBODY}")):
        assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
        assert [error["code"] for error in response.json()["errors"]] == ["unavailable"]
    assert list(post(client, ASKED).json()) == SHAPE
    assert not any(record.exc_info for record in caplog.records)
    assert "the database does not answer" in caplog.text


@pytest.mark.parametrize("path", ["/", f"/read/{NOBODY}/"])
def test_while_the_database_does_not_answer_a_page_says_so(client, no_database, path):
    client.cookies["sessionid"] = "somebody"
    response = client.get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "The database, which keeps the stories, does not answer just now." in response.content.decode()


def test_an_odd_accept_header_is_answered_in_json(client):
    story = rows.a_bare_story()
    response = client.get(f"/stories/{story.pk}", headers={"Accept": "image/png"})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")

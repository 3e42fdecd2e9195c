"""Signing in, as its users and its abusers find it."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError

from generation import broker
from stories.sign_in import ATTEMPTS

pytestmark = pytest.mark.django_db
PATH = "/admin/login/"


@pytest.fixture(autouse=True)
def mimi():
    cache.clear()
    yield get_user_model().objects.create_user("mimi", password="a long one", is_staff=True)
    cache.clear()


@pytest.fixture
def without_redis(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    broker.connection.cache_clear()
    yield
    broker.connection.cache_clear()


def sign_in(client, password="a long one", next_page="", **extra):
    return client.post(PATH, {"username": "mimi", "password": password, "next": next_page}, **extra)


def guess(client, **extra):
    for number in range(ATTEMPTS):
        sign_in(client, f"guess {number}", **extra)


def test_a_member_of_staff_lands_where_they_wanted_to_go_or_on_the_front_page(client):
    assert sign_in(client, next_page="/admin/stories/story/").headers["Location"] == "/admin/stories/story/"
    assert sign_in(client).headers["Location"] == "/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site_after_signing_in(client, elsewhere):
    assert sign_in(client, next_page=elsewhere).headers["Location"] == "/"


def test_a_program_that_guesses_is_stopped_even_when_it_guesses_right(client):
    guess(client)
    answer = sign_in(client)
    assert "Too many attempts" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_all_web_processes_count_together(client):
    guess(client)
    cache.clear()  # what another process would find in its own memory
    assert "Too many attempts" in sign_in(client).content.decode()


def test_without_redis_people_sign_in_and_guessers_are_stopped_all_the_same(client, without_redis):
    assert sign_in(client).status_code == 302
    guess(client)
    assert "Too many attempts" in sign_in(client).content.decode()


def test_a_guesser_does_not_lock_others_out(client):
    guess(client, REMOTE_ADDR="192.0.2.66")
    assert sign_in(client).status_code == 302


def test_behind_a_proxy_it_is_the_address_the_proxy_saw_that_counts(client, settings):
    settings.BEHIND_PROXY = True
    for number in range(ATTEMPTS):
        sign_in(client, "a guess", headers={"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.66"})
    assert sign_in(client, headers={"X-Forwarded-For": "192.0.2.66"}).status_code == 200
    assert sign_in(client, headers={"X-Forwarded-For": "192.0.2.66, 192.0.2.1"}).status_code == 302


@pytest.mark.parametrize("password", ["a", "password", "81726354"])
def test_a_password_that_is_quickly_guessed_is_not_taken(mimi, password):
    with pytest.raises(ValidationError):
        validate_password(password, mimi)


def test_staff_find_their_desk_and_the_way_out_on_every_page(client):
    assert "Editors’ desk" not in client.get("/").content.decode()
    sign_in(client)
    assert "Editors’ desk" in client.get("/").content.decode()
    assert client.post("/admin/logout/", {"next": "/"}).headers["Location"] == "/"
    assert "_auth_user_id" not in client.session

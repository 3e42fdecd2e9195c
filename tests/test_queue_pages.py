"""The pages about the queues in the admin: who sees them, and what they say when there is nothing to see."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from playwright.sync_api import expect

pytest_plugins = ["tests.browsing"]
pytestmark = pytest.mark.django_db(transaction=True)
QUEUES = "/admin/django_rq/dashboard/"


@pytest.fixture
def keeper() -> Client:
    return signed_in(get_user_model().objects.create_superuser("mimi"))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_keeper_sees_the_queues_as_they_were_designed(visit, keeper):
    page = visit("/admin/login/")
    session = {"name": "sessionid", "value": keeper.cookies["sessionid"].value, "domain": "localhost", "path": "/"}
    page.context.add_cookies([session])
    page.goto(QUEUES)  # and `visit` fails when the browser refuses anything
    expect(page.get_by_role("link", name="audio")).to_be_visible()


@pytest.mark.parametrize("path", ["", "queues/0/", "workers/0/", "stats.json"])
def test_while_redis_is_down_the_page_says_so_in_plain_words(keeper, settings, path):
    settings.RQ_QUEUES = {kind: {"URL": "redis://127.0.0.1:1/0"} for kind in settings.KINDS}
    response = keeper.get(f"{QUEUES}{path}")
    assert response.status_code == 503
    assert "Redis, which keeps them, does not answer." in response.content.decode()


def test_staff_need_the_right_to_see_the_queues():
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    assert signed_in(reader).get(QUEUES).status_code == 403
    assert signed_in(reader).get(f"{QUEUES}stats.json").status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="admin", content_type__app_label="django_rq"))
    assert signed_in(reader).get(QUEUES).status_code == 200


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(QUEUES).headers["Location"] == f"/admin/login/?next={QUEUES}"


def test_only_these_pages_may_bring_styles_of_their_own(keeper):
    assert "unsafe-inline" in keeper.get(QUEUES).headers["Content-Security-Policy"]
    assert "script-src" not in keeper.get(QUEUES).headers["Content-Security-Policy"]
    assert "unsafe" not in keeper.get("/admin/").headers["Content-Security-Policy"]

"""What every test may ask for: stand-in vendors, a real database, a real Redis; nothing of ours is patched."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from rq import SimpleWorker

from generation import broker, events, providers
from generation.queues import queue
from generation.sweep import sweep
from stories import services
from stories.models import Story
from storymimi.wsgi import application
from tests.vendors.elevenlabs import ElevenLabs
from tests.vendors.openrouter import OpenRouter
from tests.vendors.together import Together

KINDS = ("text", "image", "audio")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`-m database` picks what is worth running on another database too."""
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A name no other suite on a server has; or a file, not memory: worker processes and threads open it too."""
    from django.db import connection

    file, name = django_settings.DATA_DIR / "test.sqlite3", f"test_storymimi_{uuid.uuid4().hex[:12]}"
    connection.settings_dict["TEST"]["NAME"] = str(file) if connection.vendor == "sqlite" else name


@pytest.fixture(autouse=True)
def empty_redis() -> Iterator[None]:
    yield
    broker.connection().flushdb()


@pytest.fixture
def live_server(live_server, transactional_db) -> Iterator[LiveServer]:
    """The whole of StoryMimi: Django's own would serve media in its place, and never in parts, as players want them.

    Its threads have read their last row before the database is emptied for the next test.
    """
    live_server.thread.httpd.set_app(application)
    yield live_server
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any("process_request" in thread.name for thread in threading.enumerate()):
        for story_id in Story.objects.values_list("pk", flat=True):
            events.publish(story_id, "story")  # who says something to a reader who has gone notices it
        time.sleep(0.05)


@pytest.fixture
def no_redis(settings, tmp_path: Path) -> Iterator[None]:
    """REDIS_URL names one that does not run."""
    broker.connection.cache_clear()
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    yield
    broker.connection.cache_clear()


@pytest.fixture(scope="session")
def running_vendors() -> Iterator[SimpleNamespace]:
    with OpenRouter(tokens_per_second=0) as text, Together() as image, ElevenLabs() as audio:
        yield SimpleNamespace(text=text, image=image, audio=audio)


@pytest.fixture
def vendors(running_vendors: SimpleNamespace, settings) -> Iterator[SimpleNamespace]:
    """The three stand-ins, set up as the product's providers. A request a vendor would refuse fails the test."""
    options = {
        "text": ("openrouter.OpenRouter", "/api/v1", {"bill_delays": [0.05]}),
        "image": ("together.Together", "/v1", {}),
        "audio": ("elevenlabs.ElevenLabs", "", {}),
    }
    settings.PROVIDERS = {
        kind: [provider(backend, getattr(running_vendors, kind), path, **more)]
        for kind, (backend, path, more) in options.items()
    }
    yield running_vendors
    refused = {kind: vendor.refused for kind, vendor in vars(running_vendors).items() if vendor.refused}
    for vendor in vars(running_vendors).values():
        vendor.reset()
        vendor.settings(seconds=0, jitter=0, limit=None)
    running_vendors.text.settings(tokens_per_second=0)
    assert not refused


def provider(backend: str, vendor, path: str, **options) -> dict:
    options = {"api_key": vendor.key or "any", "base_url": f"{vendor.url}{path}", **options}
    return {"BACKEND": f"generation.providers.{backend}", "OPTIONS": options}


@pytest.fixture
def work(transactional_db) -> Callable[..., None]:
    """Run the queues until nothing more is to be done now, in this process, by RQ itself."""

    def run(*, sweeps: int = 1) -> None:
        for turn in range(sweeps + 1):
            while any(queue(kind).count for kind in KINDS):
                queues = [queue(kind) for kind in KINDS]
                SimpleWorker(queues, connection=broker.connection()).work(burst=True, logging_level="WARNING")
            if turn < sweeps:
                sweep()

    return run


@pytest.fixture
def make_story(work, vendors) -> Callable[..., Story]:
    """A story made from first to last by the stand-in vendors; `wish` is what a person asks for."""

    def make(**wish) -> Story:
        wish = {"title": "The Boat", "prompt": "A fox finds a boat.", "num_scenes": 3, **wish}
        story = services.create_story(**wish)
        work()
        story.refresh_from_db()
        return story

    return make


@pytest.fixture
def api() -> Client:
    return Client()


@pytest.fixture(autouse=True)
def fresh_providers() -> Iterator[None]:
    yield
    providers._built.cache_clear()

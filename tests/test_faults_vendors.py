"""Vendors that hang, break off, lie and answer nonsense: the story is made all the same and no payment is forgotten."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from generation import broker, lanes, spool
from generation.models import Call, Outcome
from stories import services
from stories.models import Asset, Status, Story

pytestmark = pytest.mark.django_db(transaction=True)
PAID = {"text": "/chat/completions", "image": "/images/generations", "audio": "/text-to-speech"}

FAULTS = {
    "hangs before its answer": {"wait": 3},
    "hangs in the middle of its answer": {"hang_at": 500},
    "breaks off in the middle of its answer": {"cut_at": 500},
    "announces more than it sends": {"extra_length": 1000},
    "announces less than it sends": {"extra_length": -1000},
    "answers a web page": {"status": 200, "body": "<html>Welcome</html>"},
    "answers nothing": {"status": 200, "body": ""},
    "answers other JSON": {"status": 200, "body": {"hello": "world"}},
    "has an accident": {"status": 500, "body": "oops"},
    "is too busy": {"status": 429, "headers": {"Retry-After": "1"}, "body": {}},
}


@pytest.fixture
def impatient(vendors, settings) -> None:
    """Who waits a second for a vendor's next word, so that the tests do not take a minute."""
    for entries in settings.PROVIDERS.values():
        entries[0]["OPTIONS"]["read_timeout"] = 1


@pytest.fixture
def finish(work) -> Callable[[Story], Story]:
    """Work until the story is settled; back-offs and closed lanes end at once."""

    def run(story: Story) -> Story:
        for _ in range(8):
            work()
            story.refresh_from_db()
            if story.status in (Status.COMPLETE, Status.FAILED):
                break
            lanes_open()
            Story.objects.update(not_before=None, enqueued_at=None)
            Asset.objects.update(not_before=None, enqueued_at=None)
        return story

    return run


def lanes_open() -> None:
    for key in broker.connection().scan_iter(f"{lanes.PREFIX}*:state"):
        broker.connection().delete(key)


@pytest.mark.parametrize("kind", PAID)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_vendor_that_misbehaves_once(vendors, impatient, finish, kind, fault):
    vendor = getattr(vendors, kind)
    vendor.fail(path=PAID[kind], **FAULTS[fault])
    story = finish(services.create_story(title="t", prompt="p", num_scenes=1))
    assert (story.status, story.error) == (Status.COMPLETE, "")
    assert [scene.sequence for scene in story.scenes.all()] == [1]
    calls = Call.objects.filter(kind=kind)
    assert calls.count() == sum(PAID[kind] in call.path for call in vendor.requests)
    assert not calls.filter(ended_at=None).exists()
    assert calls.filter(outcome=Outcome.OK).count() == 1
    assert not list(spool.all_ids())


@pytest.mark.parametrize("kind", ["image", "audio"])
def test_media_that_cannot_be_used_is_asked_for_again_and_the_ledger_says_why(vendors, finish, kind):
    """A picture of the right kind that breaks off in the middle: nobody but who decodes it can know."""
    broken = {
        "image": {"id": "x", "data": [{"b64_json": base64.b64encode(b"\xff\xd8\xff" + b"0" * 500).decode()}]},
        "audio": {"audio_base64": base64.b64encode(b"ID3\4" + b"0" * 500).decode(), "alignment": None},
    }
    getattr(vendors, kind).fail(status=200, body=broken[kind], path=PAID[kind])
    story = finish(services.create_story(title="t", prompt="p", num_scenes=1))
    assert (story.status, story.error) == (Status.COMPLETE, "")
    calls = Call.objects.filter(kind=kind).order_by("pk")
    assert [call.outcome for call in calls] == [Outcome.FAILED, Outcome.OK]
    assert not list(spool.all_ids())


def test_text_that_breaks_off_behind_its_last_scene_is_whole(vendors, finish):
    """The vendor's bill is missing, the story is not."""
    vendors.text.end("no_end")
    story = finish(services.create_story(title="t", prompt="p", num_scenes=2))
    assert (story.status, story.error) == (Status.COMPLETE, "")
    assert Call.objects.filter(kind="text").count() == 1


@pytest.mark.parametrize("ending", ["error_chunk", "choice_error", "garbage", "content_filter"])
def test_a_vendor_that_regrets_a_story_it_has_told_does_not_take_it_back(vendors, finish, ending):
    vendors.text.end(ending)
    story = finish(services.create_story(title="t", prompt="p", num_scenes=2))
    assert (story.status, story.error) == (Status.COMPLETE, "")
    assert Call.objects.filter(kind="text").count() == 1

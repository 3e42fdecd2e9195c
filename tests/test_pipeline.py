"""A story from the first job to the last, made by the stand-in vendors through the real queue."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.utils import timezone

from generation import queues
from generation.models import Call, Outcome
from stories import services
from stories.models import Asset, AssetStatus, Status, Story
from tests.vendors import plan_text

pytestmark = pytest.mark.django_db(transaction=True)


class Paused:
    """A writer of two scenes. A test may act before it is asked and between them; it names its price at the end."""

    vendor, model, concurrency, languages = "paused", "", 1, frozenset()

    before: Callable[[], None]
    meanwhile: Callable[[], None]

    def estimate(self, num_scenes: int) -> Decimal:
        type(self).before()
        return Decimal(0)

    def stream(self, request, usage) -> Iterator[str]:
        try:
            yield '{"scenes": [{"text": "A fox found a boat."}'
            type(self).meanwhile()
            yield ', {"text": "It rowed home."}]}'
        finally:
            usage.cost = Decimal("0.01")


@pytest.fixture
def paused(vendors, settings) -> type[Paused]:
    settings.PROVIDERS = {**settings.PROVIDERS, "text": [{"BACKEND": "tests.test_pipeline.Paused"}]}
    Paused.before = Paused.meanwhile = lambda: None
    return Paused


def test_a_story_is_written_drawn_and_narrated(make_story):
    story = make_story(num_scenes=3)
    assert story.status == Status.COMPLETE
    assert [scene.sequence for scene in story.scenes.all()] == [1, 2, 3]
    assert all(scene.image_url and scene.audio_url and scene.alt for scene in story.scenes.all())
    assert story.characters
    assert story.art_direction
    assert story.error == ""


def test_every_call_is_in_the_ledger_with_its_cost(make_story):
    make_story(num_scenes=2)
    calls = Call.objects.all()
    assert sorted(call.kind for call in calls) == ["audio", "audio", "image", "image", "text"]
    assert all(call.outcome == Outcome.OK and call.cost > 0 and call.request_id for call in calls)


def test_a_refused_picture_leaves_a_gap_and_does_not_stop_the_story(make_story, vendors):
    vendors.image.fail(status=422, body={"error": {"message": "NSFW content", "type": "invalid_request_error"}})
    story = make_story(num_scenes=2)
    assert story.status == Status.COMPLETE
    assert "1 picture" in story.error
    assert sum(scene.image_url is None for scene in story.scenes.all()) == 1


def test_a_retry_makes_only_what_is_missing(make_story, vendors, work):
    vendors.image.fail(status=422, body={"error": {"message": "NSFW content", "type": "invalid_request_error"}})
    story = make_story(num_scenes=2)
    vendors.image.refused.clear()
    before = Call.objects.count()
    services.retry_story(story)
    work()
    story.refresh_from_db()
    assert story.status == Status.COMPLETE
    assert story.error == ""
    assert Call.objects.count() == before + 1


def test_a_text_that_breaks_off_goes_on_from_where_it_stopped(make_story, vendors, work):
    vendors.text.fail(cut_at=11000, path="/chat")
    story = make_story(num_scenes=5)
    Story.objects.update(not_before=None)
    work()
    story.refresh_from_db()
    assert story.status == Status.COMPLETE
    assert [scene.sequence for scene in story.scenes.all()] == [1, 2, 3, 4, 5]
    assert Asset.objects.filter(status=AssetStatus.READY).count() == 10
    first, second = written_prompts(vendors)
    assert "Write scenes 1 to 5 of 5." in first
    [went_on_at] = re.findall(r"Write scenes (\d) to 5 of 5\.", second)
    assert int(went_on_at) > 1


def test_an_empty_scene_is_asked_for_again_and_no_other_takes_its_place(make_story, vendors):
    plan = plan_text.plan("Write scenes 1 to 4 of 4.")
    texts = [scene["text"] for scene in plan["scenes"]]
    plan["scenes"][1]["text"] = ""
    vendors.text.say(json.dumps(plan))
    story = make_story(num_scenes=4)
    assert story.status == Status.COMPLETE
    assert [scene.text for scene in story.scenes.all()] == texts
    assert "Write scenes 2 to 4 of 4." in written_prompts(vendors)[1]
    assert [call.outcome for call in Call.objects.filter(kind="text")] == [Outcome.OK, Outcome.OK]


def test_a_model_that_begins_again_tells_nothing_twice(make_story, vendors):
    plan = plan_text.plan("Write scenes 1 to 4 of 4.")
    vendors.text.say(json.dumps({**plan, "scenes": plan["scenes"][:2]}), json.dumps(plan))
    story = make_story(num_scenes=4)
    assert [scene.text for scene in story.scenes.all()] == [scene["text"] for scene in plan["scenes"]]


def test_a_model_that_says_one_scene_over_and_over_is_given_up(make_story, vendors):
    plan = plan_text.plan("Write scenes 1 to 1 of 4.")
    vendors.text.say(*[json.dumps({**plan, "scenes": plan["scenes"] * 4})] * 10)
    story = make_story(num_scenes=4)
    assert (story.status, story.error) == (Status.FAILED, "The writer stopped after 1 of 4 scenes.")
    assert [scene.sequence for scene in story.scenes.all()] == [1]


def written_prompts(vendors) -> list[str]:
    return [call.json["messages"][1]["content"] for call in vendors.text.requests if "/chat" in call.path]


def test_a_later_picture_is_shown_an_earlier_one_of_the_same_figures(make_story, vendors, work, settings):
    settings.S3 = {**settings.S3, "public_url": "https://media.example.org"}
    settings.PUBLIC_URL = "https://stories.example.org"
    story = make_story(num_scenes=2)
    first, second = story.scenes.all()
    vendors.image.reset()
    services.remake_asset(second, "image")
    work()
    [request] = vendors.image.requests
    assert request.json["reference_images"] == [first.image_url]


def test_a_text_that_goes_on_says_no_more_what_it_waited_for(paused, work):
    said = []
    paused.meanwhile = lambda: said.append(Story.objects.get().error)
    services.create_story(title="t", prompt="p", num_scenes=2)
    waiting = {"error": "Check OPENROUTER_API_KEY.", "error_code": "bad_key", "blocked_since": timezone.now()}
    Story.objects.update(**waiting)
    work()
    assert said == [""]


def test_a_text_nobody_wants_any_more_is_booked_with_what_it_cost(paused, work):
    paused.meanwhile = lambda: services.cancel_story(Story.objects.get())
    story = services.create_story(title="t", prompt="p", num_scenes=2)
    work()
    assert story.scenes.count() == 1
    assert Call.objects.get(kind="text").cost == Decimal("0.01")


def test_a_story_deleted_just_before_its_vendor_is_asked_ends_quietly(paused, work, caplog):
    paused.before = lambda: services.delete_story(Story.objects.get())
    services.create_story(title="t", prompt="p", num_scenes=2)
    work()
    assert not Call.objects.exists()
    assert queues.queue("text").failed_job_registry.count == 0
    assert not [record for record in caplog.records if record.levelname == "ERROR"]

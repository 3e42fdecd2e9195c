"""A narration longer than its vendor takes: each call stands in the ledger, and what was paid is not paid again."""

from __future__ import annotations

import base64
import io
from decimal import Decimal

import numpy as np
import pytest
import soundfile
from django.utils import timezone

from generation import broker, lanes, pipeline, spool, storage
from generation.ledger import SPENT_ON_STORY
from generation.models import Call, Outcome
from stories import services
from stories.models import Asset, AssetStatus, Kind, Scene, Status, Story
from tests import rows

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = " ".join(f"This is sentence number {number}, and it goes on for a while." for number in range(130))
SPEECH = "/text-to-speech/"


@pytest.fixture
def narration(vendors, settings) -> Asset:
    """All that a story still lacks: a scene of three pieces, to be read by a model that takes 3,000 characters."""
    settings.PROVIDERS["audio"][0]["OPTIONS"]["model"] = "eleven_v3"
    story = rows.a_bare_story(Status.PROCESSING, num_scenes=1, written_at=timezone.now())
    scene = rows.a_scene(story, 1, text=TEXT)
    picture = rows.an_asset(scene, Kind.IMAGE)
    Scene.objects.filter(pk=scene.pk).update(image=picture, image_url=storage.url(Kind.IMAGE, picture.key))
    [narration] = pipeline.start_assets([pipeline.new_asset(scene, Kind.AUDIO)])
    return narration


@pytest.fixture
def again(work):
    """The next attempt, at once."""

    def run() -> None:
        for key in broker.connection().scan_iter(f"{lanes.PREFIX}*:state"):
            broker.connection().delete(key)
        Asset.objects.update(not_before=None, enqueued_at=None)
        work()

    return run


def asked(vendors) -> list[str]:
    return [call.json["text"] for call in vendors.audio.requests if SPEECH in call.path]


def a_piece_at_another_rate() -> dict:
    """What ElevenLabs would answer, were it to change its mind between two calls."""
    file = io.BytesIO()
    soundfile.write(file, np.full(8_000, 0.1, np.float32), 8_000, format="WAV")
    return {"audio_base64": base64.b64encode(file.getvalue()).decode(), "alignment": None}


def outcomes() -> list[str]:
    return list(Call.objects.order_by("pk").values_list("outcome", flat=True))


def test_each_call_has_its_row_its_number_and_its_price(vendors, narration, work):
    work()
    narration.refresh_from_db()
    assert narration.status == AssetStatus.READY
    assert "".join(asked(vendors)) == TEXT
    calls = Call.objects.all()
    assert outcomes() == [Outcome.OK] * 3
    assert len({call.request_id for call in calls}) == 3
    assert sum(call.units["characters"] for call in calls) == len(TEXT)
    assert sum(call.cost for call in calls) == pytest.approx(len(TEXT) * Decimal("0.00008"))
    assert [word[0] for word in narration.words] == TEXT.split()
    assert not list(spool.all_ids())


def test_a_piece_that_was_paid_is_not_paid_again_where_a_later_one_fails(vendors, narration, work, again):
    vendors.audio.fail(status=500, path=SPEECH, skip=1)
    work()
    again()
    narration.refresh_from_db()
    assert narration.status == AssetStatus.READY
    assert outcomes() == [Outcome.OK, Outcome.FAILED, Outcome.OK, Outcome.OK]
    first, second, second_again, third = asked(vendors)
    assert (first + second + third, second_again) == (TEXT, second)
    assert [word[0] for word in narration.words] == TEXT.split()
    assert not list(spool.all_ids()), "nothing is left once the whole is stored"


def test_a_sweep_between_two_attempts_leaves_the_paid_pieces_alone(vendors, narration, work, again):
    vendors.audio.fail(status=500, path=SPEECH, skip=2)
    work(sweeps=3)
    assert list(spool.all_ids()) == [narration.pk]
    again()
    assert len(asked(vendors)) == 4


def test_pieces_that_do_not_fit_together_are_forgotten_and_made_anew(vendors, narration, work, again):
    vendors.audio.fail(status=200, body=a_piece_at_another_rate(), path=SPEECH, skip=1)
    work()
    assert not list(spool.all_ids())
    assert outcomes() == [Outcome.FAILED] * 3
    again()
    narration.refresh_from_db()
    assert narration.status == AssetStatus.READY
    assert "".join(asked(vendors)[3:]) == TEXT


def test_a_budget_stops_between_two_pieces_and_a_retry_goes_on_from_there(vendors, narration, work, settings):
    settings.BUDGET_PER_STORY = Decimal("0.50")
    work()
    story = Story.objects.get()
    assert "budget" in story.error
    assert len(asked(vendors)) == 2
    assert Story.objects.aggregate(spent=SPENT_ON_STORY)["spent"] <= Decimal("0.50")
    settings.BUDGET_PER_STORY = Decimal("5.0")
    services.retry_story(story)
    work()
    story.refresh_from_db()
    assert (story.status, story.error) == (Status.COMPLETE, "")
    assert len(asked(vendors)) == 3


def test_words_that_changed_meanwhile_are_read_anew(vendors, narration, work, again):
    vendors.audio.fail(status=500, path=SPEECH, skip=1)
    work()
    changed = TEXT.replace("sentence number 0", "another sentence")
    Scene.objects.update(text=changed)
    again()
    assert "".join(asked(vendors)[2:]) == changed

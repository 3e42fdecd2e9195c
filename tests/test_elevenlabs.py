"""Narrations from ElevenLabs."""

from decimal import Decimal

import pytest

from generation.providers import elevenlabs
from generation.providers.base import (
    AudioRequest,
    MisconfiguredError,
    TransientError,
    Usage,
)
from tests.vendors import elevenlabs as stand_in
from tests.vendors.elevenlabs_account import LIMITS
from tests.vendors.record import assert_recorded

TEXT = "“Who is there?” asked Bo — but the owl, wide awake, said nothing."
SCENE = AudioRequest(TEXT, seed=7, previous_text="It was dark.", next_text="Then it hooted.")


@pytest.fixture
def vendor():
    with stand_in.ElevenLabs(key="good") as vendor:
        yield vendor
        assert vendor.refused == []


def provider(vendor, **options) -> elevenlabs.ElevenLabs:
    options = {"api_key": "good", "base_url": vendor.url, "voice": "libraryNell", "read_timeout": 60, **options}
    return elevenlabs.ElevenLabs(**options)


def read(vendor, request=SCENE, usage=None, **options):
    return provider(vendor, **options).generate(request, usage or Usage())


def sent(vendor) -> dict:
    return vendor.requests[-1].json


# What is asked


def test_a_scene_is_read_with_its_neighbours_in_the_ear(vendor):
    read(vendor)
    call = vendor.requests[-1]
    assert call.path == "/v1/text-to-speech/libraryNell/with-timestamps"
    assert call.query == {"output_format": "mp3_44100_128"}
    assert call.header("xi-api-key") == "good"
    assert call.json == {
        "text": TEXT,
        "model_id": "eleven_multilingual_v2",
        "seed": 7,
        "previous_text": "It was dark.",
        "next_text": "Then it hooted.",
    }


def test_the_first_and_the_last_scene_send_no_empty_neighbours(vendor):
    read(vendor, AudioRequest(TEXT))
    assert not {"previous_text", "next_text"} & sent(vendor).keys()


@pytest.mark.parametrize("model", LIMITS)
def test_every_model_is_asked_only_for_what_it_takes(vendor, model):
    media = read(vendor, AudioRequest(TEXT, "en-GB", "Before.", "After.", seed=2**40), model=model)
    assert [word.text for word in media.words] == TEXT.split()


def test_the_language_is_named_to_models_that_take_it(vendor):
    read(vendor, AudioRequest(TEXT, "de-AT"), model="eleven_flash_v2_5")
    assert sent(vendor)["language_code"] == "de"
    read(vendor, AudioRequest(TEXT, "de"), model="eleven_multilingual_v2")
    assert "language_code" not in sent(vendor)


def test_each_model_says_which_languages_it_speaks(vendor):
    assert "vi" not in provider(vendor, model="eleven_multilingual_v2").languages
    assert "vi" in provider(vendor, model="eleven_flash_v2_5").languages
    assert provider(vendor, model="eleven_flash_v2").languages == {"en"}
    assert provider(vendor, model="eleven_v4").languages == frozenset()


def test_a_voice_id_cannot_lead_to_another_address(vendor):
    with pytest.raises(MisconfiguredError):
        read(vendor, voice="../../v1/user?x=")
    assert vendor.requests[-1].path.startswith("/v1/text-to-speech/")
    vendor.refused.clear()


def test_the_documentation_shows_this_very_request(vendor):
    read(vendor, AudioRequest("(the scene)", seed=7, previous_text="(the scene before)", next_text="(the next one)"))
    assert_recorded("elevenlabs", vendor.requests[0])


# What comes back


def test_every_word_of_the_scene_lights_up_while_it_is_spoken(vendor):
    media = read(vendor)
    assert media.content_type == "audio/mpeg"
    assert [word.text for word in media.words] == TEXT.split()
    assert not media.words_estimated
    assert 0 < media.words[0].start < media.words[-1].end <= media.seconds


def test_where_only_the_spoken_form_has_times_they_are_used(vendor):
    vendor.settings(alignment="normalized")
    media = read(vendor)
    assert [word.text for word in media.words] == TEXT.split()
    assert not media.words_estimated


def test_without_any_times_they_are_estimated_and_marked_so(vendor):
    vendor.settings(alignment="none")
    media = read(vendor)
    assert [word.text for word in media.words] == TEXT.split()
    assert media.words_estimated
    assert media.words[-1].end <= media.seconds


@pytest.mark.parametrize(
    "alignment",
    [
        {"characters": ["H"], "character_start_times_seconds": [0.0], "character_end_times_seconds": []},
        {"characters": [], "character_start_times_seconds": [], "character_end_times_seconds": []},
        {"characters": ["H"], "character_start_times_seconds": [None], "character_end_times_seconds": [1]},
        {"characters": [None], "character_start_times_seconds": [0], "character_end_times_seconds": [1]},
        {"characters": "H"},
        [],
        "none",
    ],
)
def test_times_that_make_no_sense_are_as_good_as_none(vendor, alignment):
    good = stand_in.ElevenLabs._made(vendor, TEXT)
    vendor.fail(status=200, body=good | {"alignment": alignment, "normalized_alignment": None})
    assert read(vendor).words_estimated


def test_no_word_lights_up_after_the_sound_has_ended(vendor):
    late = {"characters": ["H", "i"], "character_start_times_seconds": [0, 90], "character_end_times_seconds": [90, 99]}
    good = stand_in.ElevenLabs._made(vendor, "Hi")
    vendor.fail(status=200, body=good | {"alignment": late})
    media = read(vendor, AudioRequest("Hi"))
    assert media.words[-1].end == media.seconds


def test_directions_to_the_voice_are_not_shown(vendor):
    media = read(vendor, AudioRequest("[whispers] Come here."), model="eleven_v4")
    assert [word.text for word in media.words] == ["Come", "here."]


def test_the_credits_billed_are_kept_with_the_request(vendor):
    usage = Usage()
    read(vendor, usage=usage, model="eleven_flash_v2_5")
    credits = -(-len(TEXT) // 2)
    assert usage.units == {"characters": len(TEXT), "credits": credits}
    assert usage.cost == credits * Decimal("0.00008")
    assert (usage.estimated, usage.request_id, usage.model) == (True, "request-1", "eleven_flash_v2_5")


def test_how_many_calls_the_plan_allows_at_once_is_passed_on(vendor):
    vendor.settings(limit=3)
    usage = Usage()
    read(vendor, usage=usage)
    assert usage.concurrency == 3


def test_without_the_header_the_credits_are_reckoned_from_the_model(vendor):
    usage = Usage()
    vendor.fail(headers={"character-cost": ""})
    read(vendor, usage=usage, model="eleven_flash_v2_5")
    assert usage.cost == len(TEXT) * Decimal("0.00004")


def test_the_request_and_its_price_are_known_even_if_the_sound_breaks_off(vendor):
    usage = Usage()
    vendor.fail(cut_at=2000)
    with pytest.raises(TransientError):
        read(vendor, usage=usage)
    assert usage.request_id == "request-1"
    assert usage.units["characters"] == len(TEXT)


def test_flash_is_estimated_at_half_the_price(vendor):
    assert provider(vendor).estimate(1000) == Decimal("0.08")
    assert provider(vendor, model="eleven_flash_v2_5").estimate(1000) == Decimal("0.04")
    assert provider(vendor, credit_price=0.0001).estimate(1000) == Decimal("0.1")


def test_it_says_how_much_a_call_takes(vendor):
    assert provider(vendor, model="eleven_v3").limit == 3000
    assert provider(vendor).limit == 10_000

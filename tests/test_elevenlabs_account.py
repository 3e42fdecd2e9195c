"""Which voice of an ElevenLabs account reads, and what the doctor says of the account."""

import pytest

from generation.providers import elevenlabs
from generation.providers.base import AudioRequest, MisconfiguredError, PermanentError, Usage
from tests.vendors import elevenlabs as stand_in
from tests.vendors.elevenlabs_account import voice

TEXT = "“Who is there?” asked Bo."
SCENE = AudioRequest(TEXT)


@pytest.fixture
def vendor():
    with stand_in.ElevenLabs(key="good") as vendor:
        yield vendor
        assert vendor.refused == []


def provider(vendor, **options) -> elevenlabs.ElevenLabs:
    return elevenlabs.ElevenLabs(**{"api_key": "good", "base_url": vendor.url, "read_timeout": 60, **options})


def read(vendor, request=SCENE):
    return provider(vendor).generate(request, Usage())


# Which voice


def test_without_a_chosen_voice_the_accounts_first_narrator_reads_and_no_default_voice(vendor):
    read(vendor)
    assert vendor.requests[-1].parts["voice_id"] == "libraryNell"


def test_a_german_story_gets_a_voice_that_speaks_german(vendor):
    read(vendor, AudioRequest(TEXT, "de"))
    assert vendor.requests[-1].parts["voice_id"] == "libraryJonas"


def test_the_voice_is_looked_up_once(vendor):
    ours = provider(vendor)
    ours.generate(SCENE, Usage())
    ours.generate(SCENE, Usage())
    assert [call.path for call in vendor.requests].count("/v2/voices") == 1


def test_a_voice_far_down_a_long_list_is_found(vendor):
    vendor.settings(page=1)
    read(vendor, AudioRequest(TEXT, "de"))
    assert vendor.requests[-1].parts["voice_id"] == "libraryJonas"


def test_a_cloned_voice_that_names_no_language_reads_anything(vendor):
    vendor.settings(voices=(voice("ours", "Grandma", language=None, category="cloned", use=""),))
    read(vendor, AudioRequest(TEXT, "it"))
    assert vendor.requests[-1].parts["voice_id"] == "ours"


def test_a_default_voice_is_better_than_none_while_it_lasts(vendor):
    vendor.settings(voices=(voice("premade", "George", category="premade"),))
    read(vendor)
    assert vendor.requests[-1].parts["voice_id"] == "premade"


def test_an_account_without_voices_is_told_to_add_one(vendor):
    vendor.settings(voices=())
    with pytest.raises(MisconfiguredError, match="add one there under Voices, or set VOICE_ID") as caught:
        read(vendor)
    assert caught.value.code == "no_voice"


def test_a_language_no_voice_speaks_stops_that_story_and_no_other(vendor):
    ours = provider(vendor)
    with pytest.raises(PermanentError, match="No voice in your ElevenLabs account speaks “fr”"):
        ours.generate(AudioRequest(TEXT, "fr"), Usage())
    assert ours.generate(AudioRequest(TEXT, "en"), Usage()).words


def test_voices_that_want_a_paid_plan_say_nothing_of_a_language_none_of_them_speaks(vendor):
    vendor.settings(tier="free")
    ours = provider(vendor)
    ours.generate(SCENE, Usage())
    with pytest.raises(PermanentError, match="speaks “fr”"):
        ours.generate(AudioRequest(TEXT, "fr"), Usage())


def test_a_voice_that_was_removed_is_replaced_by_another(vendor):
    ours = provider(vendor)
    ours.generate(SCENE, Usage())
    vendor.settings(voices=(voice("newcomer", "Ida"),))
    ours.generate(SCENE, Usage())
    assert vendor.requests[-1].parts["voice_id"] == "newcomer"
    vendor.refused.clear()


def test_a_free_account_gets_the_voice_it_may_use(vendor):
    vendor.settings(tier="free")
    ours = provider(vendor)
    ours.generate(SCENE, Usage())
    assert vendor.requests[-1].parts["voice_id"] == "premadeGeorge"
    asked = len(vendor.requests)
    ours.generate(SCENE, Usage())
    assert len(vendor.requests) == asked + 1


def test_an_account_full_of_voices_it_may_not_use_is_not_tried_to_the_end(vendor):
    vendor.settings(tier="free", voices=tuple(voice(f"voice{number}", "Mira") for number in range(90)))
    with pytest.raises(MisconfiguredError, match="paid plan"):
        read(vendor)
    assert len([call for call in vendor.requests if call.method == "POST"]) == 5


def test_a_free_account_with_library_voices_alone_is_told_so_and_asked_again_once_it_pays(vendor):
    vendor.settings(tier="free", voices=(voice("one", "Mira"), voice("two", "Nell")))
    ours = provider(vendor)
    with pytest.raises(MisconfiguredError, match="paid plan"):
        ours.generate(SCENE, Usage())
    vendor.settings(tier="creator")
    assert ours.generate(SCENE, Usage()).words


# What the doctor says


def test_the_doctor_is_content_with_a_good_account(vendor):
    findings = list(provider(vendor, voice="libraryNell").check())
    assert all(finding.ok for finding in findings)
    assert [finding.subject for finding in findings] == [
        "ElevenLabs key",
        "ElevenLabs model eleven_multilingual_v2",
        "ElevenLabs quota: 100,000 credits left",
        "ElevenLabs voice Nell",
    ]


def test_the_doctor_stops_at_a_bad_key(vendor):
    (finding,) = provider(vendor, api_key="wrong").check()
    assert not finding.ok
    assert "ELEVENLABS_API_KEY" in finding.remedy
    vendor.refused.clear()


def test_the_doctor_sees_an_empty_purse_a_missing_model_and_a_missing_voice(vendor):
    vendor.settings(credits=0)
    key, model, quota, chosen = provider(vendor, model="eleven_v9", voice="gone").check()
    assert [key.ok, model.ok, quota.ok, chosen.ok] == [True, False, False, False]
    assert "eleven_multilingual_v2" in model.remedy
    assert "eleven_english_sts_v2" not in model.remedy
    assert "VOICE_ID" in chosen.remedy
    vendor.refused.clear()


def test_the_doctor_accepts_a_key_that_may_only_speak(vendor):
    denied = {"detail": {"code": "unauthorized", "status": "missing_permissions"}}
    vendor.fail(status=401, body=denied, path="/v1/models")
    vendor.fail(status=401, body=denied, path="/subscription")
    findings = list(provider(vendor, voice="libraryNell").check())
    assert [finding.subject for finding in findings] == ["ElevenLabs key", "ElevenLabs voice Nell"]
    assert all(finding.ok for finding in findings)


@pytest.mark.parametrize("body", [{}, [], [1], {"voices": None}, "hello", None])
def test_an_address_that_is_not_elevenlabs_at_all_does_not_crash_the_doctor(vendor, body):
    vendor.fail(status=200, body=body if body is not None else b"null", times=None)
    assert not all(finding.ok for finding in provider(vendor).check())

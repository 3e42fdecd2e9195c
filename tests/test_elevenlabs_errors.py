"""What ElevenLabs says when it does not read, and what an editor is told."""

import pytest

from generation.providers import elevenlabs, refusals
from generation.providers.base import (
    AudioRequest,
    MisconfiguredError,
    PermanentError,
    ProviderError,
    RefusedError,
    TransientError,
    Usage,
)
from generation.providers.refusals import Refusal
from tests.vendors import elevenlabs as stand_in

TEXT = "“Who is there?” asked Bo."
SCENE = AudioRequest(TEXT)


@pytest.fixture
def vendor():
    with stand_in.ElevenLabs(key="good") as vendor:
        yield vendor
        assert vendor.refused == []


def provider(vendor, **options) -> elevenlabs.ElevenLabs:
    return elevenlabs.ElevenLabs(**{"api_key": "good", "base_url": vendor.url, "read_timeout": 60, **options})


def read(vendor):
    return provider(vendor, voice="libraryNell").generate(SCENE, Usage())


KINDS = {
    "no_credit": MisconfiguredError,
    "bad_key": MisconfiguredError,
    "no_permission": MisconfiguredError,
    "plan": MisconfiguredError,
    "account_blocked": MisconfiguredError,
    "no_voice": MisconfiguredError,
    "no_model": MisconfiguredError,
    "too_long": PermanentError,
    "empty_text": PermanentError,
    "bad_request": PermanentError,
    "refused": RefusedError,
    "busy": TransientError,
    "rate_limited": TransientError,
    "unavailable": TransientError,
}
VENDOR_CODES = [
    (400, "text_too_long", "too_long"),
    (400, "text_too_short", "empty_text"),
    (400, "empty_text", "empty_text"),
    (400, "invalid_text", "empty_text"),
    (400, "invalid_parameters", "bad_request"),
    (400, "missing_required_field", "bad_request"),
    (400, "invalid_voice_settings", "bad_request"),
    (400, "invalid_voice_id", "no_voice"),
    (400, "unsupported_model", "no_model"),
    (400, "invalid_output_format", "no_model"),
    (400, "bad_request", "bad_request"),
    (400, "malformed_json", "bad_request"),
    (400, "invalid_content_type", "bad_request"),
    (400, "request_too_large", "too_long"),
    (400, "max_character_limit_exceeded", "too_long"),
    (400, "voice_not_found", "no_voice"),
    (400, "voice_does_not_exist", "no_voice"),
    (400, "voice_not_fine_tuned", "no_voice"),
    (401, "invalid_api_key", "bad_key"),
    (401, "missing_api_key", "bad_key"),
    (401, "invalid_authorization_header", "bad_key"),
    (401, "needs_authorization", "bad_key"),
    (401, "sign_in_required", "bad_key"),
    (401, "unauthorized", "no_permission"),
    (401, "missing_permissions", "no_permission"),
    (401, "detected_unusual_activity", "account_blocked"),
    (401, "unusual_activity_detected", "account_blocked"),
    (403, "user_in_probation", "account_blocked"),
    (401, "quota_exceeded", "no_credit"),
    (402, "insufficient_credits", "no_credit"),
    (402, "payment_required", "no_credit"),
    (402, "paid_plan_required", "plan"),
    (403, "forbidden", "no_permission"),
    (403, "insufficient_permissions", "no_permission"),
    (403, "workspace_access_denied", "no_permission"),
    (403, "feature_not_available", "plan"),
    (403, "subscription_required", "plan"),
    (403, "only_for_creator+", "plan"),
    (403, "only_for_creator_plus", "plan"),
    (403, "free_users_not_allowed", "plan"),
    (403, "famous_voice_not_permitted", "plan"),
    (403, "ivc_not_permitted", "plan"),
    (403, "voice_access_denied", "no_voice"),
    (403, "model_access_denied", "no_model"),
    (403, "content_against_policy", "refused"),
    (403, "voice_blocked_detected", "refused"),
    (404, "voice_not_found", "no_voice"),
    (404, "model_not_found", "no_model"),
    (404, "pronunciation_dictionary_not_found", "bad_request"),
    (404, "not_found", "bad_request"),
    (409, "conflict", "unavailable"),
    (409, "already_running", "unavailable"),
    (409, "already_processing", "unavailable"),
    (409, "concurrent_modification", "unavailable"),
    (429, "rate_limit_exceeded", "rate_limited"),
    (429, "rate_limited", "rate_limited"),
    (429, "concurrent_limit_exceeded", "busy"),
    (429, "too_many_concurrent_requests", "busy"),
    (429, "system_busy", "busy"),
    (500, "internal_error", "unavailable"),
    (503, "service_unavailable", "unavailable"),
    (503, "maintenance", "unavailable"),
]


@pytest.mark.parametrize(("status", "vendor_code", "code"), VENDOR_CODES)
def test_every_code_of_elevenlabs_is_sorted(vendor, status, vendor_code, code):
    vendor.fail(status=status, body={"detail": {"type": "x", "code": vendor_code, "message": "raw " + TEXT}})
    with pytest.raises(ProviderError) as caught:
        read(vendor)
    assert (type(caught.value), caught.value.code) == (KINDS[code], code)
    assert "raw" not in str(caught.value)
    assert vendor_code not in str(caught.value)


def test_every_row_of_the_table_is_tried_above():
    assert elevenlabs.ERRORS.keys() == {code for _, code, _ in VENDOR_CODES}


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (401, {"detail": {"status": "quota_exceeded", "message": "…"}}, "no_credit"),
        (401, {"detail": {"code": "something_new", "status": "quota_exceeded"}}, "no_credit"),
        (401, {"detail": {"code": None, "status": None}}, "bad_key"),
        (401, {"detail": "quota_exceeded"}, "no_credit"),
        (404, {"detail": "Not Found"}, "bad_request"),
        (422, {"detail": [{"loc": ["body", "text"], "msg": "Field required", "type": "missing"}]}, "bad_request"),
        (402, {}, "no_credit"),
        (403, None, "no_permission"),
        (429, "slow", "rate_limited"),
        (500, {"detail": {"code": ["?"]}}, "unavailable"),
        (502, None, "unavailable"),
        (504, [], "timed_out"),
    ],
)
def test_an_answer_in_an_older_or_another_shape_is_sorted_too(status, body, code):
    assert refusals.sort(Refusal(status, {}, body, "ElevenLabs"), elevenlabs.sort).code == code


def test_an_editor_reads_that_the_quota_is_used_up_and_not_that_the_key_is_bad(vendor):
    vendor.settings(credits=10)
    with pytest.raises(MisconfiguredError) as caught:
        read(vendor)
    assert str(caught.value) == "ElevenLabs says the quota is used up; top up or set another voice provider."


def test_a_free_account_is_told_that_library_voices_want_a_paid_plan(vendor):
    vendor.settings(tier="free")
    with pytest.raises(MisconfiguredError, match="paid plan"):
        read(vendor)


def test_too_many_at_once_slows_the_whole_lane_down(vendor):
    vendor.settings(limit=0)
    with pytest.raises(TransientError) as caught:
        read(vendor)
    assert caught.value.throttled


@pytest.mark.parametrize(
    "body", [b"<html>", {}, [], {"audio_base64": None}, {"audio_base64": "!"}, {"audio_base64": "AAAA"}]
)
def test_an_answer_without_sound_is_asked_for_again(vendor, body):
    vendor.fail(status=200, body=body)
    with pytest.raises(TransientError):
        read(vendor)

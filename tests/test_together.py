"""Pictures from Together."""

import io
from decimal import Decimal

import pytest
from PIL import Image

from generation.providers import refusals, together
from generation.providers.base import (
    ImageRequest,
    MisconfiguredError,
    PermanentError,
    ProviderError,
    RefusedError,
    TransientError,
    Usage,
)
from generation.providers.refusals import Refusal
from tests.vendors import together as stand_in
from tests.vendors.record import assert_recorded

FOX = ImageRequest("A fox under a plum tree, watercolour", seed=7, width=1184, height=864)
EARLIER = "https://media.example.org/story-images/1.webp"


@pytest.fixture
def vendor():
    with stand_in.Together(key="good") as vendor:
        yield vendor
        assert vendor.refused == []


def provider(vendor, **options) -> together.Together:
    return together.Together(**{"api_key": "good", "base_url": f"{vendor.url}/v1", "read_timeout": 60, **options})


def sent(vendor) -> dict:
    return vendor.requests[-1].json


# What is asked


def test_a_picture_is_asked_for_in_base64_with_the_storys_seed_and_size(vendor):
    provider(vendor).generate(FOX, Usage())
    assert vendor.requests[-1].header("Authorization") == "Bearer good"
    assert sent(vendor) == {
        "model": "black-forest-labs/FLUX.2-dev",
        "prompt": FOX.prompt,
        "response_format": "base64",
        "width": 1184,
        "height": 864,
        "seed": 7,
    }


@pytest.mark.parametrize("model", stand_in.MODELS)
def test_every_model_is_asked_only_for_what_it_takes(vendor, model):
    request = ImageRequest("A fox", seed=2**40 + 3, width=1000, height=700, reference_url=EARLIER)
    media = provider(vendor, model=model, steps=28).generate(request, Usage())
    assert media.data
    assert "disable_safety_checker" not in sent(vendor)
    assert "n" not in sent(vendor)


def test_the_hero_stays_the_hero_where_the_model_takes_an_earlier_picture(vendor):
    request = ImageRequest("A fox", reference_url=EARLIER)
    provider(vendor).generate(request, Usage())
    assert sent(vendor)["reference_images"] == [EARLIER]
    provider(vendor, model="black-forest-labs/FLUX.1-kontext-pro").generate(request, Usage())
    assert sent(vendor)["image_url"] == EARLIER
    provider(vendor, model="black-forest-labs/FLUX.1.1-pro").generate(request, Usage())
    assert not {"image_url", "reference_images"} & sent(vendor).keys()


@pytest.mark.parametrize("url", ["", "/media/1.webp", "http://127.0.0.1:8000/media/1.webp", "https://localhost/1.webp"])
def test_a_picture_nobody_outside_can_fetch_is_not_sent_as_reference(vendor, url):
    provider(vendor).generate(ImageRequest("A fox", reference_url=url), Usage())
    assert "reference_images" not in sent(vendor)


def test_an_earlier_picture_the_vendor_cannot_fetch_is_left_out(vendor):
    vendor.fail(status=400, body={"error": {"message": "cannot fetch image", "type": "invalid_request_error"}})
    assert provider(vendor).generate(ImageRequest("A fox", reference_url=EARLIER), Usage()).data
    first, second = (call.json for call in vendor.requests)
    assert "reference_images" in first
    assert "reference_images" not in second


def test_a_picture_that_was_billed_and_is_of_no_use_is_not_asked_for_once_more_without_the_earlier_one(vendor):
    vendor.fail(status=200, body=bytes(49 * 2**20), times=None)
    with pytest.raises(PermanentError) as failed:
        provider(vendor).generate(ImageRequest("A fox", reference_url=EARLIER), Usage())
    assert failed.value.code == "too_large"
    assert len(vendor.requests) == 1


def test_the_documentation_shows_this_very_request(vendor):
    request = ImageRequest("(the picture)", seed=7, reference_url=EARLIER)
    provider(vendor).generate(request, Usage())
    assert_recorded("together", vendor.requests[0])


# What comes back


def test_the_picture_has_the_size_that_was_asked_and_its_real_type(vendor):
    media = provider(vendor).generate(FOX, Usage())
    assert media.content_type == "image/jpeg"
    assert Image.open(io.BytesIO(media.data)).size == (1184, 864)


def test_the_request_is_known_before_the_picture_arrives(vendor):
    vendor.fail(cut_at=1000)
    seen = []
    usage = Usage(on_identify=lambda usage: seen.append(usage.request_id))
    with pytest.raises(TransientError):
        provider(vendor).generate(FOX, usage)
    assert seen == ["req-1"]
    assert usage.cost == Decimal("0.0154")


def test_a_picture_costs_what_the_table_says_and_is_marked_as_estimated(vendor):
    usage = Usage()
    provider(vendor).generate(FOX, usage)
    assert (usage.model, usage.units) == ("black-forest-labs/FLUX.2-dev", {"images": 1})
    assert (usage.cost, usage.estimated) == (Decimal("0.0154"), True)


def test_a_price_per_megapixel_counts_the_pixels():
    options = {"api_key": "k", "model": "black-forest-labs/FLUX.1.1-pro"}
    assert together.Together(**options, size=(1000, 500)).estimate() == Decimal("0.02")


def test_an_operators_price_stands_before_ours_and_an_unknown_model_is_not_free():
    ours = {"api_key": "k", "model": "black-forest-labs/FLUX.2-dev"}
    assert together.Together(**ours, prices={"black-forest-labs/FLUX.2-dev": 0.01}).estimate() == Decimal("0.01")
    assert together.Together(api_key="k", model="somebody/new").estimate() > 0


# What goes wrong

RATE = refusals.RATE_LIMITED.code
VENDOR_ERRORS = [
    (403, {"code": "third_party_data_sharing_blocked"}, MisconfiguredError, "sharing_gate"),
    (
        403,
        {"message": "This model requires third-party data sharing to be enabled"},
        MisconfiguredError,
        "sharing_gate",
    ),
    (400, {"code": "model_not_available"}, MisconfiguredError, "no_model"),
    (400, {"message": "Unable to access non-serverless model x"}, MisconfiguredError, "no_model"),
    (404, {"code": "model_not_found"}, MisconfiguredError, "no_model"),
    (400, {"code": "endpoint_not_ready"}, MisconfiguredError, "no_model"),
    (404, {"message": "no such thing"}, MisconfiguredError, "no_model"),
    (401, {"code": "invalid_api_key"}, MisconfiguredError, "bad_key"),
    (401, {"message": "who are you"}, MisconfiguredError, "bad_key"),
    (402, {"message": "monthly spend limit"}, MisconfiguredError, "no_credit"),
    (403, {"message": "something else"}, MisconfiguredError, "no_permission"),
    (422, {"message": "NSFW content detected"}, RefusedError, "refused"),
    (400, {"code": "content_policy_violation"}, RefusedError, "refused"),
    (400, {"type": "content_filter"}, RefusedError, "refused"),
    (400, {"message": "Your request was rejected by the safety system"}, RefusedError, "refused"),
    (400, {"message": "Flagged by the safety checker"}, RefusedError, "refused"),
    (400, {"message": "Blocked by moderation"}, RefusedError, "refused"),
    (400, {"message": "steps is not supported", "param": "steps"}, PermanentError, "bad_request"),
    (400, {"message": "unknown field disable_safety_checker"}, PermanentError, "bad_request"),
    (422, {"message": "height must be a multiple of 16"}, PermanentError, "bad_request"),
    (429, {"type": "dynamic_request_limited"}, TransientError, RATE),
    (429, {"type": "dynamic_token_limited"}, TransientError, RATE),
    (429, {"message": "slow down"}, TransientError, RATE),
    (500, {"message": "oops"}, TransientError, "unavailable"),
    (503, {"message": "overloaded"}, TransientError, "busy"),
    (504, {"message": "late"}, TransientError, "timed_out"),
]


@pytest.mark.parametrize(("status", "error", "kind", "code"), VENDOR_ERRORS)
def test_every_error_of_together_is_sorted(vendor, status, error, kind, code):
    vendor.fail(status=status, body={"error": {"message": "…", "type": "invalid_request_error", **error}})
    with pytest.raises(ProviderError) as caught:
        provider(vendor).generate(FOX, Usage())
    assert (type(caught.value), caught.value.code) == (kind, code)
    assert "…" not in str(caught.value)
    assert FOX.prompt not in str(caught.value)


def test_every_row_of_the_table_is_tried_above():
    tried = " ".join(f"{error}" for _, error, *_ in VENDOR_ERRORS).lower()
    assert [words for words, _ in together.ERRORS if words not in tried] == []


@pytest.mark.parametrize(
    "body", [None, [], "busy", {"error": None}, {"error": "model_not_available"}, {"error_type": 3}]
)
def test_an_answer_of_another_shape_is_sorted_too(body):
    error = refusals.sort(Refusal(400, {}, body, "Together"), together.sort)
    assert isinstance(error, ProviderError)


def test_an_editor_reads_what_to_do_when_the_gate_is_shut(vendor):
    vendor.settings(gate=True)
    with pytest.raises(MisconfiguredError, match="Privacy allow third-party data sharing"):
        provider(vendor).generate(FOX, Usage())


def test_a_refused_prompt_is_told_apart_from_the_gate_and_costs_nothing(vendor):
    usage = Usage()
    with pytest.raises(RefusedError, match="change what the scene"):
        provider(vendor).generate(ImageRequest("nsfw"), usage)
    assert usage.cost is None


def test_when_together_says_how_long_to_wait_that_is_kept(vendor):
    vendor.fail(status=429, body={"error": {"message": "…"}}, headers={"Retry-After": "7"})
    with pytest.raises(TransientError) as caught:
        provider(vendor).generate(FOX, Usage())
    assert (caught.value.retry_after, caught.value.throttled) == (7.0, True)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        {},
        {"data": []},
        {"data": [{"url": "https://x"}]},
        {"data": [{"b64_json": "!"}]},
        {"data": [{"b64_json": "AAAA"}]},
    ],
)
def test_an_answer_without_a_picture_is_asked_for_again(vendor, body):
    vendor.fail(status=200, body=body)
    with pytest.raises(TransientError):
        provider(vendor).generate(FOX, Usage())


# What the doctor says


def test_the_doctor_is_content_with_a_good_key_and_model(vendor):
    assert all(finding.ok for finding in provider(vendor).check())


def test_the_doctor_names_a_model_that_is_gone(vendor):
    key, model = provider(vendor, model="black-forest-labs/FLUX.1-schnell").check()
    assert key.ok
    assert not model.ok
    assert "IMAGE_MODEL" in model.remedy


def test_the_doctor_says_which_variable_holds_the_bad_key(vendor):
    (finding,) = provider(vendor, api_key="wrong").check()
    assert "TOGETHER_API_KEY" in finding.remedy
    vendor.refused.clear()


@pytest.mark.parametrize("body", [{}, [], [1], {"data": None}, "hello"])
def test_an_address_that_is_not_together_at_all_does_not_crash_the_doctor(vendor, body):
    vendor.fail(status=200, body=body, times=None)
    assert not all(finding.ok for finding in provider(vendor).check())

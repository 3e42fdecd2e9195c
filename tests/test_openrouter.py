"""Text from OpenRouter, as its stand-in refuses, streams and breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest

from generation import plan
from generation.providers import openrouter_refusals, refusals
from generation.providers.base import (
    Brief,
    MisconfiguredError,
    PermanentError,
    ProviderError,
    RefusedError,
    TextRequest,
    TransientError,
    Usage,
)
from generation.providers.openrouter import OpenRouter
from generation.providers.refusals import Refusal
from tests.vendors import openrouter as stand_in
from tests.vendors.record import assert_recorded


@pytest.fixture
def vendor() -> Iterator[stand_in.OpenRouter]:
    with stand_in.OpenRouter() as running:
        yield running
        assert running.refused == [], "OpenRouter would have refused this request"


def provider(vendor: stand_in.OpenRouter, **options) -> OpenRouter:
    base_url = f"{vendor.url}/api/v1"
    defaults = {"api_key": vendor.key, "base_url": base_url, "bill_delays": (0, 0.05), "read_timeout": 60}
    return OpenRouter(**defaults | options)


def wanted(first: int = 1, last: int = 3, system: str = "You write picture books.") -> TextRequest:
    brief = Brief("The moon", "a cat looks for the moon", num_scenes=last, first=first)
    user = f"A cat looks for the moon.\nWrite scenes {first} to {last} of {last}."
    return TextRequest(system=system, user=user, schema=plan.schema(), brief=brief)


def written(provider: OpenRouter, request: TextRequest | None = None, usage: Usage | None = None) -> str:
    return "".join(provider.stream(request or wanted(), usage or Usage()))


def broken(provider: OpenRouter, usage: Usage | None = None) -> tuple[str, ProviderError]:
    """What arrived, and the failure that ended it."""
    pieces = []
    with pytest.raises(ProviderError) as raised:
        pieces.extend(provider.stream(wanted(), usage or Usage()))
    return "".join(pieces), raised.value


def test_the_scenes_asked_for_are_written_as_the_plan_wants_them(vendor):
    book = plan.Plan.model_validate_json(written(provider(vendor), wanted(first=4, last=6)))
    assert [scene.text[:10] for scene in book.scenes] == ["On night 4", "On night 5", "On night 6"]


def test_the_text_arrives_while_it_is_being_written(vendor):
    vendor.tokens_per_second = 400
    pieces = provider(vendor).stream(wanted(last=20), Usage())
    next(pieces)
    assert vendor.running == 1
    pieces.close()


def test_the_request_is_the_one_the_documentation_shows(vendor):
    ask = provider(vendor, fallbacks=["openai/gpt-5-mini"], app_url="https://stories.example")
    request = TextRequest(
        system="(the instructions)", user="(the wish)", schema={"type": "object"}, brief=Brief("", "", num_scenes=3)
    )
    vendor.fail(status=503)
    with pytest.raises(TransientError):
        written(ask, request)
    assert_recorded("openrouter", vendor.requests[0])


def test_a_model_is_held_to_the_schema_and_nothing_is_dropped_in_silence(vendor):
    written(provider(vendor))
    body = vendor.requests[0].json
    assert body["response_format"]["json_schema"]["schema"] == plan.schema()
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["provider"]["require_parameters"] is True


def test_a_model_that_takes_no_schema_is_told_it_in_words_and_read_by_the_same_parser(vendor):
    ask = provider(vendor, model="small/talker")
    vendor.before, vendor.behind = "Here you are:\n```json\n", "\n```\nSleep well!"
    parts = list(plan.Parser().feed(written(ask)))
    assert [type(part) for part in parts] == [plan.Bible, *[plan.PlannedScene] * 3]
    said = vendor.requests[-1].json
    assert "response_format" not in said
    assert json.dumps(plan.schema()) in said["messages"][0]["content"]


def test_a_model_that_takes_no_schema_is_not_asked_for_one_again(vendor):
    ask = provider(vendor, model="small/talker")
    written(ask)
    written(ask)
    assert ["response_format" in call.json for call in vendor.requests] == [True, False, False]


def test_the_schema_is_not_said_twice(vendor):
    schema = json.dumps(plan.schema())
    written(provider(vendor, model="small/talker"), wanted(system=f"Follow this: {schema}"))
    assert vendor.requests[-1].json["messages"][0]["content"].count(schema) == 1


def test_a_second_model_is_asked_by_openrouter_itself_and_named_as_the_one_that_wrote(vendor):
    usage = Usage()
    written(provider(vendor, model="small/talker", fallbacks=["openai/gpt-5-mini"]), usage=usage)
    assert vendor.requests[0].json["models"] == ["small/talker", "openai/gpt-5-mini"]
    assert usage.model == "openai/gpt-5-mini"


def test_never_more_than_three_models_are_named(vendor):
    written(provider(vendor, fallbacks=["openai/gpt-5-mini", "small/talker", "one/too-many"]))
    assert len(vendor.requests[0].json["models"]) == 3


def test_an_operators_privacy_wishes_are_sent_along(vendor):
    written(provider(vendor, routing={"data_collection": "deny"}))
    assert vendor.requests[0].json["provider"] == {"data_collection": "deny", "require_parameters": True}


def test_cost_and_tokens_are_those_of_the_bill(vendor):
    usage = Usage()
    written(provider(vendor), usage=usage)
    bill = vendor.generations[usage.request_id]
    assert usage.cost == Decimal(str(vendor.cost(bill)))
    assert usage.cost > 0
    assert usage.units == {"input_tokens": bill.prompt_tokens, "output_tokens": bill.completion_tokens}
    assert not usage.estimated


def test_the_generations_id_is_kept_before_the_first_word(vendor):
    kept = []
    usage = Usage(on_identify=lambda usage: kept.append(usage.request_id))
    pieces = provider(vendor).stream(wanted(), usage)
    next(pieces)
    pieces.close()
    assert kept[0] == next(iter(vendor.generations))


def test_a_call_that_breaks_before_its_first_word_is_still_known_by_its_id(vendor):
    usage = Usage()
    vendor.fail(cut_at=5)
    words, _ = broken(provider(vendor), usage)
    assert words == ""
    assert usage.request_id in vendor.generations
    assert usage.cost == 0


BREAKS = [({"cut_at": 3000}, 60, "cut_off"), ({"hang_at": 3000}, 2, "timed_out")]


@pytest.mark.parametrize(("fault", "patience", "code"), BREAKS)
def test_a_broken_stream_keeps_its_words_and_its_cost_is_asked_for(vendor, fault, patience, code):
    usage = Usage()
    vendor.bill_late = 1
    vendor.fail(**fault)
    words, error = broken(provider(vendor, read_timeout=patience), usage)
    assert words.startswith('{"title"')
    assert (type(error), error.code) == (TransientError, code)
    assert usage.cost == Decimal(str(vendor.cost(vendor.generations[usage.request_id])))


def test_a_reader_who_leaves_hangs_up_and_the_cost_is_asked_for(vendor):
    vendor.tokens_per_second = 100
    usage = Usage()
    pieces = provider(vendor).stream(wanted(last=20), usage)
    next(pieces)
    pieces.close()
    assert usage.cost is not None
    assert not vendor.generations[usage.request_id].finished


def test_a_bill_that_never_comes_leaves_the_cost_unknown_and_hides_no_failure(vendor):
    usage = Usage()
    vendor.bill_late = 100
    vendor.fail(cut_at=3000)
    _, error = broken(provider(vendor), usage)
    assert error.code == "cut_off"
    assert usage.cost is None


ENDINGS = [
    ("length", TransientError, "length"),
    ("content_filter", RefusedError, "refused"),
    ("refusal", RefusedError, "refused"),
    ("error", TransientError, "unavailable"),
    ("tool_calls", TransientError, "unreadable"),
    ("garbage", TransientError, "unreadable"),
    ("no_end", TransientError, "cut_off"),
    ("empty", TransientError, "unreadable"),
]


@pytest.mark.parametrize(("how", "kind", "code"), ENDINGS)
def test_a_bad_end_inside_a_good_status_is_a_failure(vendor, how, kind, code):
    usage = Usage()
    vendor.end(how, after=20)
    words, error = broken(provider(vendor), usage)
    assert (type(error), error.code) == (kind, code)
    assert words or how == "empty"
    assert usage.cost is not None


@pytest.mark.parametrize("how", ["error_chunk", "choice_error"])
@pytest.mark.parametrize(
    ("code", "error_type", "kind", "ours"),
    [
        (502, "provider_unavailable", TransientError, "unavailable"),
        (429, "rate_limit_exceeded", TransientError, "rate_limited"),
        ("server_error", "server", TransientError, "unavailable"),
        (400, "content_policy_violation", RefusedError, "refused"),
        (400, "context_length_exceeded", PermanentError, "too_long"),
        (402, "payment_required", MisconfiguredError, "no_credit"),
    ],
)
def test_an_error_in_mid_stream_is_sorted_like_any_other(vendor, *, how, code, error_type, kind, ours):
    vendor.end(how, after=20, code=code, error_type=error_type)
    words, error = broken(provider(vendor))
    assert words.startswith('{"title"')
    assert (type(error), error.code) == (kind, ours)


@pytest.mark.parametrize("how", ["no_done", "no_usage"])
def test_a_whole_story_without_the_last_formalities_is_a_whole_story(vendor, how):
    usage = Usage()
    vendor.end(how)
    assert len(json.loads(written(provider(vendor), usage=usage))["scenes"]) == 3
    assert usage.cost > 0


def sorted_refusal(status: int, error: dict, headers: dict | None = None) -> ProviderError:
    return refusals.sort(Refusal(status, headers or {}, {"error": error}, "OpenRouter"), openrouter_refusals.sort)


@pytest.mark.parametrize(("reason", "outcome"), openrouter_refusals.AVAILABILITY.items())
def test_each_reason_why_nobody_answers_is_known(reason, outcome):
    error = sorted_refusal(404, {"message": "x", "availability": {"code": reason}})
    assert (type(error), error.code) == (outcome.error, outcome.code)


@pytest.mark.parametrize(("error_type", "outcome"), openrouter_refusals.ERROR_TYPES.items())
def test_each_error_type_is_known(error_type, outcome):
    error = sorted_refusal(400, {"message": "x", "metadata": {"error_type": error_type}})
    assert (type(error), error.code) == (outcome.error, outcome.code)


@pytest.mark.parametrize(("status", "outcome"), openrouter_refusals.STATUSES.items())
def test_each_bare_status_of_openrouters_own_is_known(status, outcome):
    error = sorted_refusal(status, {"message": "x"})
    assert (type(error), error.code) == (outcome.error, outcome.code)


LIVE = [  # messages people have met
    (403, {"message": "Key limit exceeded (total limit). Manage it using https://…"}, "no_credit"),
    (404, {"message": "No endpoints found that can handle the requested parameters."}, "no_endpoint"),
    (404, {"message": "No endpoints available matching your guardrail restrictions and data policy."}, "no_endpoint"),
    (404, {"message": "No endpoints found for maker/model:free."}, "no_model"),
    (400, {"message": "maker/model is not a valid model ID"}, "no_model"),
    (402, {"message": "Insufficient credits."}, "no_credit"),
    (403, {"message": "blocked", "metadata": {"patterns": ["ignore all"]}}, "refused"),
    (403, {"message": "flagged", "metadata": {"reasons": ["violence"], "flagged_input": "…"}}, "refused"),
    (403, {"message": "Only management keys can perform this operation"}, "no_permission"),
    (502, {"message": "Provider returned error", "metadata": {"error_type": "unmapped", "raw": "?"}}, "unavailable"),
    (524, {"message": "Request timed out."}, "timed_out"),
    (529, {"message": "Provider returned error"}, "busy"),
]


@pytest.mark.parametrize(("status", "error", "code"), LIVE)
def test_messages_met_in_the_wild_are_understood(status, error, code):
    assert sorted_refusal(status, error).code == code


def test_a_reason_that_is_new_but_said_to_pass_is_waited_for():
    error = sorted_refusal(503, {"message": "x", "availability": {"code": "new", "retryable": True, "retry_after": 4}})
    assert (type(error), error.retry_after) == (TransientError, 4)


def test_the_vendors_wait_wins():
    availability = {"code": "capacity_exhausted", "retry_after": 4}
    error = sorted_refusal(503, {"message": "x", "availability": availability}, {"retry-after": "9"})
    assert error.retry_after == 9
    assert error.throttled


@pytest.mark.parametrize("error", [None, "boom", ["boom"], {"metadata": "x", "availability": 3, "message": None}])
def test_an_error_of_an_unknown_shape_is_sorted_by_its_status(error):
    assert sorted_refusal(500, error).code == "unavailable"


def test_a_bad_key_is_told_without_the_key(vendor):
    with pytest.raises(MisconfiguredError) as raised:
        written(provider(vendor, api_key="sk-or-wrong"))
    assert str(raised.value) == "OpenRouter does not accept the key; set OPENROUTER_API_KEY to a valid one."
    vendor.refused.clear()


def test_too_many_calls_at_once_slow_the_lane_down(vendor):
    vendor.limit = 0
    with pytest.raises(TransientError) as raised:
        written(provider(vendor))
    assert raised.value.throttled
    assert raised.value.retry_after == 1


def test_the_doctor_finds_nothing_wrong_with_a_good_key_and_model(vendor):
    assert all(finding.ok for finding in provider(vendor, fallbacks=["small/talker"]).check())
    assert {call.method for call in vendor.requests} == {"GET"}


def test_the_doctor_names_the_model_that_is_not_served(vendor):
    ill = [finding for finding in provider(vendor, fallbacks=["gone/model"]).check() if not finding.ok]
    assert [finding.subject for finding in ill] == ["OpenRouter model gone/model"]
    assert "TEXT_MODEL" in ill[0].remedy


def test_the_doctor_sees_a_key_that_is_wrong_or_spent(vendor):
    assert [finding.ok for finding in provider(vendor, api_key="sk-or-wrong").check()] == [False]
    vendor.refused.clear()
    vendor.limit_remaining = 0
    assert "top up" in next(finding.remedy for finding in provider(vendor).check() if not finding.ok)


def test_a_longer_story_is_expected_to_cost_more(vendor):
    ask = provider(vendor)
    assert 0 < ask.estimate(5) < ask.estimate(20) < 1

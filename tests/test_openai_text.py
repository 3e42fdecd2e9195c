"""Text from servers people run at home, as their stand-in answers."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from generation import plan
from generation.providers import openai_text, refusals
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
from generation.providers.chat import without_thoughts
from generation.providers.openai_text import OpenAIText
from generation.providers.refusals import Refusal
from tests.vendors import openai_text as stand_in
from tests.vendors.record import assert_recorded


@pytest.fixture
def server() -> Iterator[stand_in.OpenAIText]:
    with stand_in.OpenAIText() as running:
        yield running
        assert running.refused == [], "the server would have refused this request"


def provider(server: stand_in.OpenAIText, **options) -> OpenAIText:
    return OpenAIText(**{"base_url": f"{server.url}/v1", "read_timeout": 60} | options)


def wanted(user: str = "Write scenes 2 to 4 of 4.") -> TextRequest:
    brief = Brief("The moon", "a cat looks for the moon", num_scenes=4, first=2)
    return TextRequest(system="You write picture books.", user=user, schema=plan.schema(), brief=brief)


def written(provider: OpenAIText, request: TextRequest | None = None, usage: Usage | None = None) -> str:
    return "".join(provider.stream(request or wanted(), usage or Usage()))


def scenes(text: str) -> int:
    return sum(isinstance(part, plan.PlannedScene) for part in plan.Parser().feed(text))


def test_an_address_and_a_model_are_enough(server):
    assert scenes(written(provider(server))) == 3
    assert not server.requests[0].header("Authorization")


def test_a_key_is_sent_where_one_is_set(server):
    written(provider(server, api_key="sk-home"))
    assert server.requests[0].header("Authorization") == "Bearer sk-home"


def test_the_request_is_the_one_the_documentation_shows(server):
    server.fail(status=503)
    request = TextRequest(
        system="(the instructions)", user="(the wish)", schema={"type": "object"}, brief=Brief("", "", num_scenes=3)
    )
    with pytest.raises(TransientError):
        written(provider(server), request)
    assert_recorded("openai_text", server.requests[0])


def test_the_model_is_held_to_the_schema_and_told_it_in_words(server):
    written(provider(server))
    said = server.requests[0].json
    assert said["response_format"]["json_schema"]["schema"] == plan.schema()
    assert json.dumps(plan.schema()) in said["messages"][0]["content"]


def test_a_server_that_refuses_the_schema_is_asked_plainly_from_then_on(server):
    server.structured = "no"
    ask = provider(server)
    assert [scenes(written(ask)), scenes(written(ask))] == [3, 3]
    assert [set(call.json) == {"model", "messages", "stream"} for call in server.requests] == [False, True, True]


def test_a_server_that_refused_the_schema_once_is_asked_for_it_again_later(server):
    server.structured = "no"
    ask = provider(server, again_after=0)
    written(ask)
    server.structured = "yes"
    written(ask)
    assert ["response_format" in call.json for call in server.requests] == [True, False, True]


def test_a_server_that_answers_in_one_piece_is_read_too(server):
    server.streams = False
    usage = Usage()
    assert scenes(written(provider(server), usage=usage)) == 3
    assert usage.units["output_tokens"] > 100


def test_thoughts_before_the_story_are_no_story(server):
    server.before = "<think>Should I write {“title”}? Yes.</think>\n"
    assert scenes(written(provider(server))) == 3


@pytest.mark.parametrize(
    ("pieces", "rest"),
    [
        (["<th", "ink>a {b", "}</thi", "nk>{", '"x"}'], '{"x"}'),
        (["\n ", "<think>", "</think>", "{}"], "{}"),
        (["{", "}"], "{}"),
        (["<thin", "g>{}"], "<thing>{}"),
        (["<think>for", " ever"], ""),
        ([], ""),
    ],
)
def test_thoughts_end_where_the_model_says_so(pieces, rest):
    assert "".join(without_thoughts(pieces)) == rest


def test_the_story_is_passed_on_as_it_comes():
    def endless() -> Iterator[str]:
        while True:
            yield "{"

    assert next(without_thoughts(endless())) == "{"


def test_a_priced_answer_that_breaks_off_has_no_cost_anybody_knows(server):
    server.fail(cut_at=2000)
    usage = Usage()
    with pytest.raises(TransientError):
        written(provider(server, input_price=1, output_price=10), usage=usage)
    assert usage.cost is None


def test_ones_own_server_costs_nothing_and_says_how_much_it_wrote(server):
    usage = Usage()
    written(provider(server), usage=usage)
    assert (usage.cost, usage.estimated, usage.model) == (0, True, "llama3.1")
    assert usage.units["output_tokens"] > 100


def test_a_price_one_sets_is_charged(server):
    usage = Usage()
    ask = provider(server, input_price=1, output_price="10")
    written(ask, usage=usage)
    tokens = usage.units
    assert usage.cost * 1_000_000 == tokens["input_tokens"] + 10 * tokens["output_tokens"]
    assert 0 < ask.estimate(2) < ask.estimate(9)


def test_a_model_the_server_does_not_have_is_for_the_operator(server):
    with pytest.raises(MisconfiguredError) as raised:
        written(provider(server, model="gone"))
    assert raised.value.code == "no_model"
    server.refused.clear()


def test_a_prompt_beyond_the_context_will_fail_again(server):
    server.context = 10
    with pytest.raises(PermanentError) as raised:
        written(provider(server))
    assert raised.value.code == "too_long"
    server.refused.clear()


def test_a_server_that_is_off_may_come_back():
    with pytest.raises(TransientError):
        written(OpenAIText(base_url="http://127.0.0.1:9/v1"))


def test_an_address_without_a_scheme_is_for_the_operator():
    with pytest.raises(MisconfiguredError):
        written(OpenAIText(base_url="localhost:11434/v1"))


def test_a_busy_server_slows_the_lane_down(server):
    server.limit = 0
    with pytest.raises(TransientError) as raised:
        written(provider(server))
    assert raised.value.throttled


@pytest.mark.parametrize(
    ("how", "kind"), [("length", TransientError), ("content_filter", RefusedError), ("no_end", TransientError)]
)
def test_a_bad_end_is_a_failure_and_the_words_before_it_are_kept(server, how, kind):
    server.end(how, after=20)
    pieces = []
    with pytest.raises(kind):
        pieces.extend(provider(server).stream(wanted(), Usage()))
    assert "".join(pieces).startswith('{"title"')


@pytest.mark.parametrize(("words", "outcome"), openai_text.TEXT_ERRORS.items())
def test_what_only_text_servers_say_is_known(words, outcome):
    error = refusals.sort(Refusal(400, {}, {"error": {"message": f"x {words} x"}}, "The text server"), openai_text.sort)
    assert (type(error), error.code) == (outcome.error, outcome.code)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (429, {"error": {"type": "insufficient_quota"}}, "no_credit"),
        (401, {"error": {"code": "invalid_api_key"}}, "bad_key"),
        (404, {"error": {"message": "model not found", "type": "NotFoundError"}}, "no_model"),
        (404, None, "bad_address"),
        (500, {"error": {"message": "model runner has unexpectedly stopped"}}, "unavailable"),
    ],
)
def test_the_rest_is_sorted_as_for_pictures_and_speech(status, body, code):
    error: ProviderError = refusals.sort(Refusal(status, {}, body, "The text server"), openai_text.sort)
    assert error.code == code


def test_the_doctor_knows_whether_the_server_has_the_model(server):
    assert all(finding.ok for finding in provider(server).check())
    assert not all(finding.ok for finding in provider(server, model="gone").check())

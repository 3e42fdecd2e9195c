"""What a story will cost is said before it starts, on the command line and through the API."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from django.core import checks
from django.core.management import CommandError, call_command

from generation import estimate
from stories.models import Story

ASKED = {"title": "The Boat", "prompt": "A fox finds a boat.", "num_scenes": 10, "estimate": True}


@pytest.fixture(autouse=True)
def priced(settings):
    """A million tokens cost $1 to read and $10 to write, a picture 3 cents, 1,000 characters read aloud 2 cents."""
    chat = {"base_url": "http://127.0.0.1:9/v1", "model": "quill", "input_price": 1, "output_price": 10}
    pictures = {"base_url": "http://127.0.0.1:9/v1", "model": "brush", "price": 0.03}
    voices = {"base_url": "http://127.0.0.1:9/v1", "model": "lips", "price": 0.02, "languages": ["en", "de"]}
    settings.PROVIDERS = {
        "text": [{"BACKEND": "generation.providers.openai_text.OpenAIText", "OPTIONS": chat}],
        "image": [{"BACKEND": "generation.providers.openai_image.OpenAIImage", "OPTIONS": pictures}],
        "audio": [{"BACKEND": "generation.providers.openai_speech.OpenAISpeech", "OPTIONS": voices}],
    }


@pytest.fixture
def ask(client, db):
    def post(**wish):
        return client.post("/stories/", json.dumps({**ASKED, **wish}), content_type="application/json")

    return post


def say(*arguments: str) -> str:
    out = io.StringIO()
    call_command("estimate", *arguments, stdout=out)
    return out.getvalue()


def cost(kind: str, **story) -> Decimal:
    return {part.kind: part.cost for part in estimate.of_story(**story)}[kind]


def test_pictures_and_narrations_are_priced_by_the_scene():
    assert cost("image", num_scenes=10) == Decimal("0.30")
    assert cost("audio", num_scenes=10, characters=500) == Decimal("0.10")
    assert cost("text", num_scenes=20) > cost("text", num_scenes=10) > 0


def test_a_language_nobody_reads_aloud_has_no_narration_to_pay():
    assert [part.kind for part in estimate.of_story(3, language="tr")] == ["text", "image"]


def test_the_command_names_each_kind_its_maker_and_the_sum():
    *parts, total = say("--scenes", "10", "--characters", "500").splitlines()
    assert [line.split() for line in parts[1:]] == [
        ["image", "$0.3000", "openai_image", "brush"],
        ["audio", "$0.1000", "openai_speech", "lips"],
    ]
    costs = [Decimal(line.split()[1].removeprefix("$")) for line in parts]
    assert total.split()[:2] == ["total", f"${sum(costs)}"]
    assert total.endswith("for 10 scenes")


def test_the_command_warns_of_a_budget_that_is_too_small(settings):
    settings.BUDGET_PER_STORY = Decimal("0.10")
    assert "more than BUDGET_PER_STORY" in say("--scenes", "10")
    settings.BUDGET_PER_STORY = estimate.total(estimate.of_story(10))
    assert "BUDGET" not in say("--scenes", "10")


@pytest.mark.parametrize("scenes", ["0", "-1", "many", "1.5"])
def test_the_command_wants_a_number_of_scenes(scenes):
    with pytest.raises(CommandError, match="no whole number"):
        say(f"--scenes={scenes}")


def test_the_api_says_what_a_story_will_cost_and_makes_nothing(ask):
    response = ask()
    answer = response.json()
    assert response.status_code == 200
    assert list(answer["estimate"]) == ["text", "image", "audio", "total"]
    assert answer["estimate"]["image"] == "0.3000"
    costs = [Decimal(answer["estimate"][kind]) for kind in ("text", "image", "audio")]
    assert sum(costs) == Decimal(answer["estimate"]["total"])
    assert (answer["story_id"], answer["error"]) == (None, None)
    assert not Story.objects.exists()


@pytest.mark.parametrize("unasked", [{"estimate": False}, {"estimate": None}])
def test_a_story_is_made_unless_an_estimate_is_asked_for(ask, unasked):
    assert ask(**unasked).status_code == 202
    assert Story.objects.exists()


@pytest.mark.parametrize("wrong", [{"estimate": "yes"}, {"estimate": 1}, {"num_scenes": 0}, {"title": ""}])
def test_an_estimate_is_asked_for_as_carefully_as_a_story(ask, wrong):
    response = ask(**wrong)
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, next(iter(wrong)))
    assert not Story.objects.exists()


def test_no_estimate_for_a_language_nobody_here_writes(ask, settings):
    settings.PROVIDERS = {**settings.PROVIDERS, "text": [{"BACKEND": "generation.providers.offline.writer.Writer"}]}
    response = ask(language="tlh")
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "language")


def test_our_own_engines_cost_nothing(settings):
    settings.PROVIDERS = {
        kind: [{"BACKEND": f"generation.providers.offline.{backend}"}]
        for kind, backend in {"text": "writer.Writer", "image": "illustrator.Illustrator"}.items()
    } | {"audio": [{"BACKEND": "generation.providers.offline.narrator.Narrator"}]}
    assert estimate.total(estimate.of_story(20)) == 0


# --- Prices nobody knows ------------------------------------------------------------------------------------------
def use_openrouter(settings, **options) -> None:
    entry = {"BACKEND": "generation.providers.openrouter.OpenRouter", "OPTIONS": {"api_key": "k", **options}}
    settings.PROVIDERS = {**settings.PROVIDERS, "text": [entry]}


def use_together(settings, **options) -> None:
    entry = {"BACKEND": "generation.providers.together.Together", "OPTIONS": {"api_key": "k", **options}}
    settings.PROVIDERS = {**settings.PROVIDERS, "image": [entry]}


def warnings() -> list[str]:
    return [problem.msg for problem in checks.run_checks() if problem.id == "generation.W001"]


def test_a_dear_model_is_not_estimated_at_the_price_of_a_cheap_one(settings):
    use_openrouter(settings)
    cheap = cost("text", num_scenes=5)
    use_openrouter(settings, model="anthropic/claude-opus-4.5")
    assert cost("text", num_scenes=5) > 8 * cheap
    use_openrouter(settings, model="anthropic/claude-opus-4.5:nitro")
    assert cost("text", num_scenes=5) > 8 * cheap
    use_openrouter(settings, model="maker/quill:free")
    assert cost("text", num_scenes=5) == 0
    assert warnings() == []


def test_a_text_model_nobody_priced_is_told_and_counts_as_a_dear_one(settings):
    use_openrouter(settings, model="anthropic/claude-opus-4.5")
    dear = cost("text", num_scenes=5)
    use_openrouter(settings, model="maker/quill", input_price=1)
    assert cost("text", num_scenes=5) > dear / 2
    assert "The price of maker/quill is not known" in say("--scenes", "5")
    (warning,) = warnings()
    assert "set TEXT_INPUT_PRICE and TEXT_OUTPUT_PRICE" in warning


def test_a_price_the_operator_sets_ends_the_guessing(settings):
    use_openrouter(settings, model="maker/quill", input_price=0, output_price=0)
    assert cost("text", num_scenes=5) == 0
    use_together(settings, model="openai/gpt-image-2", prices={"openai/gpt-image-2": 0.19})
    assert cost("image", num_scenes=1) == Decimal("0.19")
    assert (warnings(), "not known" in say()) == ([], False)


def test_a_picture_model_nobody_priced_is_told(settings):
    use_together(settings, model="openai/gpt-image-2")
    assert "set IMAGE_PRICES=openai/gpt-image-2=<US dollars>" in say()
    assert len(warnings()) == 1


def test_fallback_models_that_are_never_asked_are_named(settings):
    use_openrouter(settings, fallbacks=["openai/gpt-5-mini", "small/talker", "one/too-many", "two/too-many"])
    (warning,) = warnings()
    assert "one/too-many, two/too-many" in warning
    assert "small/talker" not in warning

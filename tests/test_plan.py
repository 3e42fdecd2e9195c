"""A model's plan is read while it is written, however it is cut up and whatever else the model says."""

from __future__ import annotations

import json
import random

import pytest

from generation.plan import LONGEST_TEXT, LONGEST_WORDS, MOST_CHARACTERS, Bible, Parser, PlannedScene, schema
from generation.unfinished_json import LONGEST_VALUE
from stories.limits import BIDI_OVERRIDES
from tests.vendors import plan_text

PLAN = plan_text.plan("Write scenes 1 to 5 of 5.")
WRITTEN = json.dumps(PLAN, ensure_ascii=False)
TEXTS = [scene["text"] for scene in PLAN["scenes"]]


def read(*pieces: str) -> list[Bible | PlannedScene]:
    parser = Parser()
    return [part for piece in pieces for part in parser.feed(piece)]


def scenes(*pieces: str) -> list[PlannedScene]:
    return [part for part in read(*pieces) if isinstance(part, PlannedScene)]


def texts(*pieces: str) -> list[str]:
    return [scene.text for scene in scenes(*pieces)]


def bible(*pieces: str) -> Bible:
    return next(part for part in read(*pieces) if isinstance(part, Bible))


def with_scenes(*written: str) -> str:
    """A plan with scenes that no JSON library would write."""
    return f'{{"characters": [], "art_direction": "", "scenes": [{", ".join(written)}]}}'


def a_scene(**fields: object) -> str:
    return with_scenes(json.dumps({"text": "Mimi sleeps.", **fields}))


# --- While it is written ---------------------------------------------------------------------------------------------
def test_every_part_of_a_plan_is_read():
    first, *rest = read(WRITTEN)
    assert first.model_dump() == {"characters": PLAN["characters"], "art_direction": PLAN["art_direction"]}
    assert [scene.model_dump() for scene in rest] == PLAN["scenes"]


def test_each_scene_is_there_the_moment_its_last_brace_is_written():
    parser, seen = Parser(), []
    for position, character in enumerate(WRITTEN):
        seen += [(part.text, character) for part in parser.feed(character) if isinstance(part, PlannedScene)]
        done = [json.dumps(scene, ensure_ascii=False) in WRITTEN[: position + 1] for scene in PLAN["scenes"]]
        assert len(seen) == sum(done)
    assert seen == [(text, "}") for text in TEXTS]


def test_a_text_cut_anywhere_gives_the_scenes_that_were_whole():
    for end in range(0, len(WRITTEN), 7):
        found = texts(WRITTEN[:end])
        assert found == TEXTS[: len(found)]
    assert texts(WRITTEN[:-1]) == TEXTS


@pytest.mark.parametrize("escaped", [True, False], ids=["escaped", "as it is"])
@pytest.mark.parametrize("seed", range(5))
def test_any_cutting_up_gives_the_same_scenes(seed, escaped):
    told = {**PLAN, "scenes": [{**scene, "text": f"🦊 “{scene['text']}” \\ \n \u2028"} for scene in PLAN["scenes"]]}
    written, chance = json.dumps(told, ensure_ascii=escaped), random.Random(seed)
    cuts = sorted(chance.sample(range(len(written)), 200))
    pieces = [written[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)]
    assert read(*pieces) == read(written)
    assert len(scenes(*pieces)) == 5


def test_the_bible_comes_before_the_first_scene():
    kinds = [type(part) for part in read(WRITTEN)]
    assert kinds == [Bible, *[PlannedScene] * 5]


def test_nothing_comes_before_there_is_something_to_draw():
    assert read(WRITTEN[: WRITTEN.index('"scenes"')]) == []


# --- What else a model says ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("```json\n", "\n```"),
        ("Of course! Here's your story:\n\n", "\n\nI hope you like it. Shall I write {another}?"),
        ('Sure :-{ a "plan" for {you}, {friend}: ', ""),
        ("{} ", '{"scenes": [{"text": "Another one."}]}'),
        ("\ufeff", "\x00"),
    ],
)
def test_words_around_the_plan_are_skipped(before, behind):
    assert texts(before + WRITTEN + behind) == TEXTS
    assert texts(*(before + WRITTEN + behind)) == TEXTS


@pytest.mark.parametrize("answer", ["", "I'm sorry, I can't do that.", "{}", "[]", "null", '{"scenes": []}', "{" * 99])
def test_an_answer_without_a_plan_has_no_scenes(answer):
    assert read(answer) == []


def test_keys_may_come_in_another_order():
    backwards = json.dumps(dict(reversed(PLAN.items())))
    *found, late = read(backwards)
    assert [part.text for part in found if isinstance(part, PlannedScene)] == TEXTS
    assert late == bible(WRITTEN), "whoever is described late is described all the same"


def test_a_plan_without_characters_is_told_without():
    assert read('{"scenes": [{"text": "Rain."}]}')[0] == Bible(characters=[], art_direction="")


def test_unknown_keys_are_left_out():
    more = {"mood": {"is": ["calm"]}, **PLAN, "scenes": [{**scene, "sound": ["plop"]} for scene in PLAN["scenes"]]}
    assert read(json.dumps(more)) == read(WRITTEN)


def test_as_many_scenes_as_are_written_are_read():
    assert len(scenes(plan_text.written("Write scenes 1 to 60 of 60."))) == 60


# --- What cannot be read ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "broken",
    [
        "null",
        "7",
        "[]",
        '"Mimi sleeps."',
        "{}",
        '{"text": ""}',
        '{"text": " \\u0000 "}',
        '{"text": null}',
        '{"text": ["Mimi"]}',
        '{"text": "She said "no" to him."}',
        '{"text": "bad \\q escape"}',
        '{"text" "no colon"}',
        "9" * 10_000,
        "[" * 5_000 + "]" * 5_000,
    ],
    ids=lambda written: written[:30],
)
def test_nothing_takes_the_place_of_a_broken_scene(broken):
    parser = Parser()
    found = list(parser.feed(with_scenes('{"text": "One."}', broken, '{"text": "Three."}')))
    assert [part.text for part in found if isinstance(part, PlannedScene)] == ["One."]
    assert (parser.broken, parser.scenes, parser.is_torn) == (1, 1, True)


def test_a_scene_that_was_told_is_left_out():
    parser = Parser(told=["One day it rained."])
    written = with_scenes(
        '{"text": "One day\\nit rained. "}', '{"text": "Two!"}', '{"text": "two!"}', '{"text": "Three."}'
    )
    assert [part.text for part in parser.feed(written) if isinstance(part, PlannedScene)] == ["Two!", "Three."]
    assert (parser.scenes, parser.broken, parser.is_torn) == (2, 0, False)


def test_a_broken_character_costs_no_other():
    told = {
        "characters": [{"name": "Mimi", "description": "a cat"}, {"name": "Bo"}, "Ida"],
        "scenes": [{"text": "Hi."}],
    }
    assert [character.name for character in bible(json.dumps(told)).characters] == ["Mimi"]


@pytest.mark.parametrize("wrong", [None, 5, False, {"x": "y"}])
def test_a_scene_needs_no_more_than_its_text(wrong):
    [scene] = scenes(a_scene(picture=wrong, alt=wrong, characters=wrong))
    assert (scene.text, scene.picture, scene.alt, scene.characters) == ("Mimi sleeps.", "", "", [])


def test_names_that_are_none_are_left_out():
    assert scenes(a_scene(characters=["Mimi", 5, None, "", {"name": "Bo"}]))[0].characters == ["Mimi"]


def test_a_line_break_inside_a_string_is_forgiven():
    assert texts('{"scenes": [{"text": "Plip.\nPlop.\tPlip."}]}') == ["Plip.\nPlop.\tPlip."]


def test_a_comma_too_many_is_forgiven():
    assert texts('{"scenes": [{"text": "One."}, {"text": "Two."},],}') == ["One.", "Two."]


# --- Hostile words ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("hostile", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ue000", *sorted(BIDI_OVERRIDES)])
@pytest.mark.parametrize("escaped", [True, False], ids=["escaped", "as it is"])
def test_control_characters_are_left_out(hostile, escaped):
    written = json.dumps(
        {"scenes": [{"text": f"Mi{hostile}mi", "characters": [f"Mi{hostile}mi"]}]}, ensure_ascii=escaped
    )
    [scene] = scenes(written)
    assert (scene.text, scene.characters) == ("Mimi", ["Mimi"])


@pytest.mark.parametrize("half", ["\\ud83e", "\\udd8a", "\ud83e", "\udd8a"], ids=ascii)
def test_half_a_character_is_left_out(half):
    [scene] = scenes(f'{{"scenes": [{{"text": "Mi{half}mi"}}]}}')
    assert scene.text == "Mimi"
    assert scene.text.encode()


def test_a_character_that_comes_in_two_halves_is_whole():
    assert texts('{"scenes": [{"text": "A fox \ud83e', '\udd8a!"}]}') == ["A fox 🦊!"]
    assert texts('{"scenes": [{"text": "A fox \\ud83e', '\\udd8a!"}]}') == ["A fox 🦊!"]


def test_letters_that_hold_together_stay_together():
    family = "👩‍👧 नमस्ते"  # joined by characters that cannot be seen
    assert texts(a_scene(text=family)) == [family]


def test_a_novel_in_one_field_is_cut():
    [scene] = scenes(a_scene(text="word " * 10_000, alt="x" * 50_000))
    assert LONGEST_TEXT - 5 < len(scene.text) <= LONGEST_TEXT
    assert len(scene.alt) == LONGEST_WORDS


def test_a_crowd_is_cut_to_those_a_picture_can_hold():
    crowd = [{"name": f"Bo {number}", "description": "an owl " * 1000} for number in range(50)]
    found = bible(json.dumps({"characters": crowd, "scenes": [{"text": "Hoo."}]})).characters
    assert [character.name for character in found] == [f"Bo {number}" for number in range(MOST_CHARACTERS)]
    assert all(len(character.description) <= LONGEST_WORDS for character in found)


def test_a_value_that_never_ends_is_given_up():
    parser = Parser()
    endless = ["x" * 10_000] * (LONGEST_VALUE // 10_000 + 1)
    found = [
        part for piece in ['{"scenes": [{"text": "One."}, {"text": "', *endless, WRITTEN] for part in parser.feed(piece)
    ]
    assert [part.text for part in found if isinstance(part, PlannedScene)] == ["One."]
    assert parser.broken == 1


def test_a_tower_of_brackets_is_given_up():
    parser = Parser()
    assert list(parser.feed('{"scenes": ' + "[" * 1_000_000)) == []
    assert parser.broken == 1


# --- What the model is held to ---------------------------------------------------------------------------------------
def test_the_schema_wants_every_field_and_none_besides():
    document = schema()
    for part in (document, *document["$defs"].values()):
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])


def test_the_schema_asks_for_what_a_picture_needs_before_the_first_scene():
    assert list(schema()["properties"]) == ["title", "characters", "art_direction", "scenes"]

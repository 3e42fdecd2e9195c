"""The page lights up each word while it is spoken."""

from itertools import pairwise

import pytest

from generation.providers import timing
from generation.providers.base import Word
from tests.vendors import samples


def characters(text: str) -> tuple[list[str], list[float], list[float]]:
    """One character a tenth of a second."""
    return list(text), [i / 10 for i in range(len(text))], [(i + 1) / 10 for i in range(len(text))]


def shown(words) -> list[str]:
    return [word.text for word in words]


@pytest.mark.parametrize(
    "text",
    [
        "Once upon a time, there was a fox.",
        "“Don’t!” cried Mira — and the well-known owl… laughed.",
        "  Two\n\nparagraphs,\ttabs and 3.50 dollars!  ",
        "「こんにちは」とミャーは言った。東京は大きい！",
        "你好，世界。小猫OK了。",
        "สวัสดี ชาวโลก",
        "नमस्ते दुनिया, कैसे हो?",
        "مرحبا بالعالم!",
        "🦊 Zoe 🦉",
        "word",
        "",
    ],
)
def test_every_letter_of_the_text_is_shown_in_order_in_some_word(text):
    words = timing.from_characters(text, *characters(text))
    assert "".join(shown(words)).replace(" ", "") == "".join(text.split())
    at = 0
    for word in words:
        at = text.index(word.text, at) + len(word.text)


def test_a_word_lights_up_with_its_first_letter_and_not_during_the_pause_after_it():
    text = "“Hi,” said Bo."
    hi, said, bo = timing.from_characters(text, *characters(text))
    assert (hi.text, hi.start, hi.end) == ("“Hi,”", 0.1, 0.3)
    assert (said.start, said.end) == (0.6, 1.0)
    assert (bo.start, bo.end) == (1.1, 1.3)


def test_chinese_and_japanese_light_up_character_by_character_with_their_punctuation():
    assert shown(timing.from_characters("你好，世界。", *characters("你好，世界。"))) == ["你", "好，", "世", "界。"]
    assert timing.split("「ミャー！」と") == ["「ミャー！」", "と"]


def test_a_direction_to_the_voice_is_not_shown_as_a_word():
    text = "[whispers] Come [laughs softly] here."
    words = timing.from_characters(text, *characters(text), tags=True)
    assert shown(words) == ["Come", "here."]
    assert words[0].start == 1.1


def test_square_brackets_are_words_where_the_voice_reads_them():
    text = "The sign: [KEEP OUT]"
    assert shown(timing.from_characters(text, *characters(text))) == ["The", "sign:", "[KEEP", "OUT]"]


def test_a_number_that_was_read_out_in_words_keeps_its_place():
    spoken = "It cost twelve dollars and fifty cents, Max."
    words = timing.from_characters("It cost $12.50, Max.", *characters(spoken))
    assert shown(words) == ["It", "cost", "$12.50,", "Max."]
    assert words[2].start == 0.8
    assert words[2].end == pytest.approx(3.8)
    assert words[3].start == 4.0


def test_a_word_nobody_spoke_shares_the_gap_between_its_neighbours():
    heard = [Word("one", 0, 0.5), Word("three", 1.5, 2)]
    two = timing.from_tokens("one two three", heard)[1]
    assert 0.5 <= two.start < two.end <= 1.5


def test_tokens_that_stand_apart_from_their_punctuation_are_put_together():
    text = "“Stop,” she said. It isn’t far."
    heard = [Word(t["word"], t["start_time"], t["end_time"]) for t in samples.tokens(text)]
    assert shown(timing.from_tokens(text, heard)) == text.split()


def test_composed_and_decomposed_accents_are_the_same_word():
    (word,) = timing.from_characters("Élise", *characters("E\u0301lise"))
    assert (word.text, word.start) == ("Élise", 0.0)


def test_times_never_run_backwards_whatever_the_vendor_says():
    text = "one two three four"
    marks, starts, ends = characters(text)
    words = timing.from_characters(text, marks, [starts[i] if i < 9 else 0.1 for i in range(18)], ends)
    assert all(a.end <= b.start and b.start <= b.end for a, b in pairwise(words))


def test_lists_of_unequal_length_still_give_every_word():
    assert len(timing.from_characters("one two three", ["o", "n", "e"], [0.0, 0.1], [0.1, 0.2, 0.3])) == 3


def test_an_estimate_gives_long_words_more_time_and_pauses_at_full_stops():
    words = timing.estimate("A grandmother. He ran.", 6.0)
    spans = [word.end - word.start for word in words]
    assert spans[1] > 2 * spans[2]
    assert words[2].start - words[1].end > 0.4
    assert words[-1].end == 6.0


def test_an_estimate_of_nothing_is_nothing():
    assert timing.estimate("", 3.0) == ()


def test_a_long_chapter_is_timed_exactly():
    text = "The fox ran over the hill, and the hen ran after the fox. " * 200
    words = timing.from_characters(text, *characters(text))
    assert shown(words) == text.split()
    assert words[-1].end == pytest.approx((len(text) - 2) / 10)

"""A scene that is longer than a vendor takes is read in pieces nobody hears."""

import pytest

from generation import sound
from generation.providers import long_text
from generation.providers.base import AudioRequest, Media, TransientError
from generation.providers.timing import estimate
from tests.vendors import samples

STORY = "The owl sat still. “Who is there?” asked Bo. Nobody answered… Then a door opened!\n\nIt was only the wind."


@pytest.mark.parametrize("limit", [1000, 60, 25, 7])
def test_pieces_put_together_are_the_text_and_none_is_too_long(limit):
    pieces = long_text.cut(STORY, limit)
    assert "".join(pieces) == STORY
    assert max(map(len, pieces)) <= limit


def test_it_is_cut_between_sentences_where_they_fit():
    assert long_text.cut(STORY, 50) == [
        "The owl sat still. “Who is there?” asked Bo. ",
        "Nobody answered… Then a door opened!\n\n",
        "It was only the wind.",
    ]


def test_chinese_is_cut_at_its_own_full_stops():
    assert long_text.cut("你好。我是猫！再见。", 6) == ["你好。", "我是猫！", "再见。"]


def test_what_a_call_takes_is_not_cut():
    asked = AudioRequest(STORY)
    assert long_text.pieces(asked, len(STORY)) == long_text.pieces(asked, 0) == [asked]


def test_one_endless_word_is_cut_all_the_same():
    assert long_text.cut("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_every_piece_knows_what_is_read_before_and_after_it():
    pieces = long_text.pieces(AudioRequest("One. Two. Three.", previous_text="Zero.", next_text="Four."), 6)
    asked = [(piece.previous_text, piece.text, piece.next_text) for piece in pieces]
    assert asked == [("Zero.", "One. ", "Two. "), ("One. ", "Two. ", "Three."), ("Two. ", "Three.", "Four.")]


def test_words_of_later_pieces_start_where_their_piece_starts_in_the_joined_sound():
    def say(request):
        data = samples.speech(request.text)
        return Media(data, "audio/mpeg", estimate(request.text, samples.seconds(request.text)), seconds=1)

    media = long_text.joined([say(piece) for piece in long_text.pieces(AudioRequest(STORY), 50)])
    assert [word.text for word in media.words] == STORY.split()
    parts = [long_text.seconds(samples.speech(piece), "x") for piece in long_text.cut(STORY, 50)]
    nobody, it = media.words[9], media.words[15]
    assert nobody.start == pytest.approx(parts[0] + sound.PAUSE, abs=0.1)
    assert it.start == pytest.approx(parts[0] + parts[1] + 2 * sound.PAUSE, abs=0.1)
    assert media.seconds == pytest.approx(long_text.seconds(media.data, "x"), abs=0.01)
    assert media.words[-1].end <= media.seconds


def test_what_is_no_sound_is_asked_for_again():
    with pytest.raises(TransientError):
        long_text.seconds(b"<html>busy</html>", "ElevenLabs")

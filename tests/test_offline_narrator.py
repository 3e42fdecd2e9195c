import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from generation import loudness
from generation.providers.base import AudioRequest, PermanentError, Usage
from generation.providers.offline import narrator, reading

STORIES = {
    "en": "A small fox named Pip lived by a quiet river. Every night, he counted the stars.\n\nOne of them was gone!",
    "de": "Ein kleiner Fuchs lebte am Fluss. Jeden Abend, sagte er, zähle ich die Sterne.\n\nEiner war weg!",
    "es": "Un zorro pequeño vivía junto al río. Cada noche, contaba las estrellas.\n\n¡Una se había ido!",
    "fr": "Un petit renard vivait près de la rivière. Le soir, il comptait les étoiles.\n\nUne avait disparu !",
    "it": "Una piccola volpe viveva vicino al fiume. Ogni notte, contava le stelle.\n\nUna era sparita!",
}
ODD_TEXTS = {
    "nothing": "",
    "blanks": " \n\t ",
    "one word": "Hello",
    "a lone emoji": "🐻",
    "numbers": "On 3/4/2024 at 7:30 pm, 1,250 bears ate 3 kg of jam for $9.99.",
    "quotes and dashes": "“Oh—no…” ‘he said’ – «she» — and „they“ went (quietly) on...",
    "emoji": "The bear 🐻 and ❤️ the family 👩‍👩‍👧 danced 💃🏽.",
    "HTML": '<p>Hello <b>little fox</b>, <a href="http://x.org/?a=b">come &amp; see</a>!</p>',
    "a voice tag": '<volume level="0">Hush</volume> said <speed level="500"/> x < y & z',
    "Markdown": "# Once **upon** _a_ `time` there ~was~ a [fox](http://x.org)",
    "capitals": "THE BIG BAD WOLF HUFFED AND PUFFED! GO AWAY!",
    "other scripts": "Pip met мир and שלום today",
    "only punctuation": "... !!! ??? — – - , . ;",
    "an endless word": "a" * 3000,
    "control characters": "a\x00b\x07 c\ud800",
    "no full stop": "and then they walked " * 40,
}


def _narrate(text, language="en", seed=1):
    return narrator.Narrator().generate(AudioRequest(text, language=language, seed=seed), Usage())


def _samples(media):
    return soundfile.read(io.BytesIO(media.data), dtype="float32")


def _strength(media, start, end):
    samples, rate = _samples(media)
    part = samples[round(start * rate) : round(end * rate)]
    return float(np.sqrt(np.mean(np.square(part)))) if part.size else 0.0


def _gaps(media):
    """The silence before each word but the first, in seconds."""
    return {after.text: after.start - before.end for before, after in pairwise(media.words)}


def _assert_in_order(media):
    times = [time for word in media.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert not times or (times[0] >= 0 and times[-1] <= media.seconds)


@pytest.mark.parametrize("language", STORIES)
def test_every_word_of_the_text_is_timed_in_order_with_its_punctuation(language):
    media = _narrate(STORIES[language], language)
    assert [word.text for word in media.words] == STORIES[language].split()
    assert not media.words_estimated
    _assert_in_order(media)


@pytest.mark.parametrize("language", STORIES)
def test_something_is_heard_while_a_word_is_marked_and_nothing_else_is_heard(language):
    media = _narrate(STORIES[language], language)
    samples, rate = _samples(media)
    marked = np.zeros(samples.size, bool)
    for word in media.words:
        if any(letter.isalnum() for letter in word.text):
            assert _strength(media, word.start, word.end) > 0.01, word
        marked[round(word.start * rate) : round(word.end * rate)] = True
    assert np.square(samples[marked]).sum() > 0.98 * np.square(samples).sum()


@pytest.mark.parametrize("language", STORIES)
def test_a_voice_breathes_after_a_sentence_and_longer_after_a_paragraph(language):
    media = _narrate(STORIES[language], language)
    words = STORIES[language].split()
    sentence, paragraph = (index for index, word in enumerate(words[:-2]) if word.endswith("."))
    ends, starts = [word.end for word in media.words], [word.start for word in media.words]
    assert 0.4 < starts[sentence + 1] - ends[sentence] < 0.8
    assert 0.9 < starts[paragraph + 1] - ends[paragraph] < 1.3
    middle = (ends[paragraph] + starts[paragraph + 1]) / 2
    assert _strength(media, middle - 0.2, middle + 0.2) < 0.001


def test_long_words_take_longer_than_short_ones():
    words = {word.text: word.end - word.start for word in _narrate("The hippopotamus sat extraordinarily low.").words}
    assert min(words["hippopotamus"], words["extraordinarily"]) > 2 * max(words["The"], words["sat"])


@pytest.mark.parametrize("language", STORIES)
def test_all_voices_are_mastered_alike_and_nothing_clicks(language):
    media = _narrate(STORIES[language], language)
    samples, rate = _samples(media)
    assert media.content_type == "audio/mpeg"
    assert media.seconds == pytest.approx(samples.size / rate, abs=0.01)
    assert loudness.integrated(samples, rate) == pytest.approx(-16, abs=0.5)
    assert abs(samples[0]) < 0.01
    assert abs(samples[-1]) < 0.01


@pytest.mark.parametrize("language", STORIES)
def test_the_pace_is_a_bedtime_story_s(language):
    media = _narrate(STORIES[language].split("\n")[0], language)
    syllables = sum(len(word.text) for word in media.words) / 3
    assert 2.2 < syllables / media.words[-1].end < 4.5


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_same_request_gives_the_same_sound_again(language):
    first, second = (_narrate(STORIES[language], language) for _ in range(2))
    assert first == second


def test_two_narrations_at_once_sound_like_two_one_after_the_other():
    alone = {language: _narrate(STORIES[language], language) for language in ("en", "de")}
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda language: (language, _narrate(STORIES[language], language)), [*alone] * 2))
    assert all(media == alone[language] for language, media in together)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_odd_texts_are_read_too(language, text):
    media = _narrate(text, language)
    assert [word.text for word in media.words] == text.split()
    assert media.seconds >= 0.4
    _assert_in_order(media)


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("Hello <b>little</b> fox!", "Hello little fox!"),
        ("Hello *little* fox! 🦊", "Hello little fox!"),
        ("GO AWAY, said the WOLF!", "go away, said the wolf!"),
        ("Nooooo, said Zoë.", "No, said Zoe."),
        ("Salt &amp; pepper", "Salt & pepper"),
    ],
)
def test_what_cannot_be_spoken_leaves_the_voice_as_it_is(odd, plain):
    assert _narrate(odd).data == _narrate(plain).data


def test_numbers_are_read_out_and_marked_as_one_word():
    words = {word.text: word.end - word.start for word in _narrate("He had 1,250 nuts at 7:30 pm.").words}
    assert words["1,250"] > 0.8
    assert words["7:30"] > words["at"] * 2


@pytest.mark.parametrize(
    ("language", "dashed", "plain"),
    [
        ("es", "—Hola —dijo el zorro.", "Hola, dijo el zorro."),
        ("de", "Er kam – endlich – nach Hause.", "Er kam, endlich, nach Hause."),
        ("it", "Era lui—o no?", "Era lui, o no?"),
    ],
)
def test_a_dash_is_a_breath_and_never_read_out(language, dashed, plain):
    assert _narrate(dashed, language).seconds == pytest.approx(_narrate(plain, language).seconds, abs=0.15)


def test_a_title_does_not_end_a_sentence_and_a_cry_goes_on():
    assert _gaps(_narrate("Mr. Fox met Dr. Bear there."))["Bear"] < 0.3
    assert len(list(reading.sentences('"Stop!" cried the fox. "Oh, no!" Pip ran.'))) == 3
    assert len(list(reading.sentences("Am 3. Mai kam Hr. Bär."))) == 1


def test_a_sentence_too_long_for_one_breath_is_parted_at_a_comma():
    long = "The fox ran over the hill and through the wood and past the old stone mill, " * 6
    parts = [sentence.words[-1] for sentence in reading.sentences(long)]
    assert len(parts) > 1
    assert set(parts) == {"mill,"}


def test_a_whole_chapter_is_read_without_losing_a_word():
    text = "\n\n".join([STORIES["en"]] * 12)
    media = _narrate(text)
    assert [word.text for word in media.words] == text.split()
    assert media.seconds > 60
    _assert_in_order(media)


def test_rows_of_numbers_too_much_for_the_french_voice_are_read_with_guessed_times():
    text = "21647 3593 8994746076 28105149 28665510378 66487988136 939835358 473790651 7545 9497084 1919656 1079566340"
    media = _narrate(text, "fr")
    assert [word.text for word in media.words] == text.split()
    assert media.seconds > 20
    _assert_in_order(media)


@pytest.mark.parametrize("language", ["ja", "pt-BR", "", "klingon"])
def test_a_language_it_does_not_speak_is_refused_with_what_to_do(language):
    with pytest.raises(PermanentError) as refused:
        _narrate("Hello", language)
    assert refused.value.code == "language"
    assert "ELEVENLABS_API_KEY" in str(refused.value)


def test_a_region_is_no_other_language():
    assert _narrate("Hello there", "en-GB").data == _narrate("Hello there", "en").data


@pytest.mark.parametrize(("language", "model"), [("en", "hibari"), ("fr", "pico")])
def test_the_ledger_learns_who_spoke_how_much_and_that_it_was_free(language, model):
    usage = Usage()
    narrator.Narrator().generate(AudioRequest("Bonjour", language=language), usage)
    assert usage.request_id.startswith("offline-")
    assert (usage.model, usage.units, usage.cost) == (model, {"characters": 7}, Decimal(0))


# --- A process of its own ---------------------------------------------------------------------------------------------
SPEAK = """
import os
from generation.providers.base import AudioRequest, Usage
from generation.providers.offline.narrator import Narrator
for language in ("en", "de"):
    assert Narrator().generate(AudioRequest("Mimi, Mimi!", language=language), Usage()).data
opened = [os.path.realpath(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")]
print([path for path in opened if "socket:" in path])
"""
SERVE = """
import sys
import storymimi.wsgi
print(sorted({"hibari", "onnxruntime"} & set(sys.modules)))
"""


def _said(code: str, home: Path) -> str:
    """By a fresh Python whose HOME this is; nothing tells it that it is tested."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "DEBUG": "1",
        "DATA_DIR": os.environ["DATA_DIR"],
        "DJANGO_SETTINGS_MODULE": "storymimi.settings",
    }
    root = Path(__file__).resolve().parent.parent
    return subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, check=True, capture_output=True, text=True
    ).stdout


def test_nothing_is_noted_or_told_about_whoever_listens(tmp_path):
    assert _said(SPEAK, home=tmp_path) == "[]\n", "no connection to anybody"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_web_server_never_speaks_and_loads_no_voice(tmp_path):
    assert _said(SERVE, home=tmp_path) == "[]\n"

"""The German, Spanish, French and Italian voices: SVOX Pico.

Pico tells no times, but it obeys volume tags between words. A sentence is therefore spoken twice: evenly, which is
what is kept, and with its words by turns loud and soft. Where that changes in loudness is where a word begins.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, pairwise
from pathlib import Path

import numpy as np

from generation.providers.base import PermanentError
from generation.providers.offline.speech import HOP, Span, Speech, strength, trimmed

PACE = 0.86  # of the voice's own
LEVELS = (50, 22, 10)  # per cent, by turns; at 100 the voices clip
PATIENCE = 20  # seconds for a sentence, which takes a tenth of one
PROGRAM = [sys.executable, "-I", str(Path(__file__).with_name("pico_process.py"))]
EMPTY_MEMORY = os.environ | {"MALLOC_PERTURB_": "255"}  # glibc fills new memory with this number's complement
SHORTEST = 6  # hops; of a shorter word nothing was heard
VOICES = {"de": "de-DE", "es": "es-ES", "fr": "fr-FR", "it": "it-IT"}
AND = {"de": "und", "es": "y", "fr": "et", "it": "e"}
PLAIN = str.maketrans({"’": "'", "‘": "'", "—": "–", "…": "...", **dict.fromkeys('\\"“”„«»‹›()')})
SOUNDED = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿŒœ]")


class PicoVoice:
    model = "pico"
    rate = 16_000

    def __init__(self, language: str) -> None:
        self._name = VOICES[language]
        self._and = AND[language]

    def speak(self, words: Sequence[str], seed: int) -> Speech:
        plain = _without_dashes([word.translate(PLAIN).replace("&", f" {self._and} ").strip() for word in words])
        sounded = [index for index, word in enumerate(plain) if SOUNDED.search(word)]
        if not sounded:
            return Speech(np.zeros(0, np.float32), (None,) * len(words))
        evenly = _tagged(plain, dict.fromkeys(sounded, LEVELS[0]))
        unevenly = _tagged(plain, dict(zip(sounded, cycle(LEVELS), strict=False)))
        try:
            even, uneven = self._say(evenly, unevenly)
        except PermanentError:
            return self._without_tags(plain, sounded)
        found = dict(zip(sounded, _spans(even, uneven, [plain[index] for index in sounded]), strict=True))
        return trimmed(even, self.rate, [found.get(index) for index in range(len(words))])

    def _without_tags(self, words: list[str], sounded: list[int]) -> Speech:
        """A sentence in which tags are too much for Pico: the words' times are guessed from their lengths."""
        (samples,) = self._say(" ".join(words))
        audible = np.flatnonzero(strength(samples, self.rate))
        ends = audible[[0, -1]] * HOP if audible.size else [0.0, 0.0]
        letters = np.cumsum([0, *(len(words[index]) + 2 for index in sounded)])
        edges = np.interp(letters / letters[-1], [0, 1], ends)
        found = dict(zip(sounded, pairwise(edges.tolist()), strict=True))
        spans = [found.get(index) for index in range(len(words))]
        return replace(trimmed(samples, self.rate, spans), estimated=True)

    def _say(self, *texts: str) -> list[np.ndarray]:
        asked = json.dumps({"voice": self._name, "speed": PACE, "texts": texts})
        try:
            answer = subprocess.run(  # noqa: S603 - our own program
                PROGRAM, input=asked, capture_output=True, check=True, text=True, timeout=PATIENCE, env=EMPTY_MEMORY
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
            message = f"The offline narrator cannot read this aloud: {texts[0]:.60}"
            raise PermanentError(message, code="unreadable") from error
        sounds = [base64.b64decode(sound) for sound in json.loads(answer.stdout)]
        return [np.frombuffer(sound, "<i2").astype(np.float32) / 32768 for sound in sounds]


def _without_dashes(words: list[str]) -> list[str]:
    """Pico takes no breath at a dash, and a comma that follows no word it reads out: "coma"."""
    dashed = [word.lstrip("–") for word in words]
    for index, word in enumerate(words[1:]):
        if word.startswith("–") and SOUNDED.search(dashed[index][-1:]):
            dashed[index] += ","
    return [re.sub("–+$", ",", word).replace("–", ", ") for word in dashed]


def _tagged(words: list[str], levels: dict[int, int]) -> str:
    """A tag holds until the next one."""
    tags = {index: f'<volume level="{level}">' for index, level in levels.items()}
    return " ".join(tags.get(index, "") + word for index, word in enumerate(words))


def _spans(even: np.ndarray, uneven: np.ndarray, words: list[str]) -> list[Span]:
    """Where each word is, in seconds: the partition into words whose levels explain `uneven` best."""
    full, softened = strength(even, PicoVoice.rate), strength(uneven, PicoVoice.rate)
    hops = min(full.size, softened.size)
    misfit = {level: np.cumsum(np.abs(softened[:hops] - full[:hops] * level / LEVELS[0])) for level in LEVELS}
    edges = _partition([misfit[level] for level, _ in zip(cycle(LEVELS), words, strict=False)], hops)
    return [(start * HOP, end * HOP) for start, end in pairwise(_shared(edges, words))]


def _partition(misfits: list[np.ndarray], hops: int) -> list[int]:
    """The hops at which words begin, and the last one's end, with the least misfit (dynamic programming).

    `misfits` has for each word what it would cost, summed from the first hop, to be heard until then.
    """
    best, choices = misfits[0], []
    for misfit in misfits[1:]:
        until = best - misfit
        least = np.minimum.accumulate(until)
        choices.append(np.maximum.accumulate(np.where(until == least, np.arange(hops), 0)))
        best = misfit + least
    edges = [hops - 1]
    for choice in reversed(choices):
        edges.append(int(choice[edges[-1]]))
    return [0, *reversed(edges)]


def _shared(edges: list[int], words: list[str]) -> list[float]:
    """Two words spoken as one syllable ("de la") have the level of the later one: they share its time by letters."""
    shared = [float(edge) for edge in edges]
    first = 0
    for word in range(len(words)):
        if edges[word + 1] - edges[word] < SHORTEST and word + 1 < len(words):
            continue
        letters = np.cumsum([len(each) for each in words[first : word + 1]])
        inner = edges[first] + (edges[word + 1] - edges[first]) * letters[:-1] / letters[-1]
        shared[first + 1 : word + 1] = inner.tolist()
        first = word + 1
    return shared

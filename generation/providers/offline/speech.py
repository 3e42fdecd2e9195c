"""What a voice gives back for one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

HOP = 0.005  # seconds, the grain in which loudness is looked at
QUIET = 0.02  # of the sentence's loudest hop; softer is a pause
GAP, CLICK = 0.25, 0.035  # seconds: what is shorter than a click and a gap away from a word is none of it
LEAD, TAIL, FADE = 0.06, 0.12, 0.01  # seconds kept before the first and after the last word, and to fade in and out

Span = tuple[float, float]


@dataclass(frozen=True)
class Speech:
    """Mono float32 `samples`; `spans`, one for each word given: seconds from the start, None for what is not heard.

    `estimated`: the spans are guessed.
    """

    samples: np.ndarray
    spans: tuple[Span | None, ...]
    estimated: bool = False


class Voice(Protocol):
    model: str
    rate: int

    def speak(self, words: Sequence[str], seed: int) -> Speech:
        """One sentence, of which each word is a piece without spaces."""


def strength(samples: np.ndarray, rate: int) -> np.ndarray:
    """Root mean square of every hop."""
    size = round(HOP * rate)
    hops = samples[: samples.size // size * size].reshape(-1, size)
    return np.sqrt(np.square(hops).mean(axis=1))


def trimmed(samples: np.ndarray, rate: int, spans: Sequence[Span | None]) -> Speech:
    """Words without the pauses they were counted with, and the sentence without the engine's own silence around it:
    pauses are the storyteller's."""
    hops = strength(samples, rate)
    audible = np.flatnonzero(hops > hops.max(initial=0) * QUIET)
    start, end = _audible(audible, (0.0, samples.size / rate))
    first, last = max(round((start - LEAD) * rate), 0), min(round((end + TAIL) * rate), samples.size)
    words = [span and _audible(audible, span) for span in spans]
    shifted = tuple(span and (max(span[0] - first / rate, 0.0), span[1] - first / rate) for span in words)
    return Speech(_faded(samples[first:last], round(FADE * rate)), shifted)


def _audible(hops: np.ndarray, span: Span) -> Span:
    """The part of `span` in which something sounds, less the clicks by which Pico starts and stops, far from a word."""
    start, end = span
    first, last = np.searchsorted(hops, [round(start / HOP), round(end / HOP)])
    inside = hops[first:last]
    sounds = np.split(inside, np.flatnonzero(np.diff(inside) * HOP > GAP) + 1)
    words = [sound for sound in sounds if sound.size * HOP > CLICK]
    if not words:
        return span
    return max(start, float(words[0][0]) * HOP), min(end, float(words[-1][-1] + 1) * HOP)


def _faded(samples: np.ndarray, size: int) -> np.ndarray:
    envelope = np.ones(samples.size, np.float32)
    ramp = np.linspace(0, 1, min(size, samples.size), dtype=np.float32)
    envelope[: ramp.size] = ramp
    envelope[samples.size - ramp.size :] *= ramp[::-1]
    return samples * envelope

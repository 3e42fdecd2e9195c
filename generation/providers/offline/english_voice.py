"""The English voice: hibari's neural model, read a little slower than it was taught.

hibari gives sound alone, but its network computes how long it holds every phoneme. Those durations are made one more
output of the network here, and with them every word's time is exact.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime would report to its maker, and looks here as it is loaded

import hibari
import numpy as np
import onnxruntime
from hibari import dsp, voices
from hibari.g2p import G2P
from hibari.g2p.normalize import normalize
from hibari.g2p.token import Tok

from generation.providers import timing
from generation.providers.base import Word
from generation.providers.offline.english_words import respelled
from generation.providers.offline.reading import is_voiced
from generation.providers.offline.speech import Speech, trimmed

PACE = 0.85  # of the model's own
DURATIONS = b"/Clip_output_0"  # the tensor of durations, one a phoneme
DURATION_UNIT = 0.025  # seconds
AHEAD = 3 * DURATION_UNIT  # the sound comes before its durations; the model it was taught by leads by as much
NOT_HELD = frozenset(' ;:,.!?—…"()“”')  # pauses, which belong to no word
PAD = 0  # stands before the first and after the last phoneme


class EnglishVoice:
    model = "hibari"
    rate = hibari.SAMPLE_RATE

    def __init__(self) -> None:
        self._session = _session(Path(voices.voice_path(voices.DEFAULT)))
        self._g2p = G2P()
        self._vocabulary = json.loads(Path(voices.ASSETS, "vocab.json").read_text(encoding="utf-8"))

    def speak(self, words: Sequence[str], seed: int) -> Speech:
        plain = [respelled(word, self._g2p.lexicon.golds.__contains__) for word in words]
        read = self._read(" ".join(plain))
        phonemes = " ".join(each for _, each in read)
        if NOT_HELD.issuperset(phonemes):
            return Speech(np.zeros(0, np.float32), (None,) * len(words))
        samples, ends = self._synthesise(phonemes, seed)
        timed = timing.from_tokens(" ".join(plain), list(_heard(read, ends)))
        spans = [(each.start, each.end) if is_voiced(word) else None for word, each in zip(words, timed, strict=True)]
        return trimmed(samples, self.rate, spans)

    def _read(self, text: str) -> list[tuple[str, str]]:
        """The words as they are spoken and their phonemes; of "3 km" the second word is "kilometers" here."""
        words, word = [], []
        for token in self._g2p.phonemize_tokens(self._g2p.tokenize(normalize(text))):
            word.append(token)
            if token.whitespace:
                words.append(word)
                word = []
        return [(_text(word), phonemes) for word in (*words, word) if (phonemes := self._phonemes(word))]

    def _phonemes(self, word: list[Tok]) -> str:
        return "".join(phoneme for token in word for phoneme in token.phonemes or "" if phoneme in self._vocabulary)

    def _synthesise(self, phonemes: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """The sound, and the second at which each phoneme ends, the pads at either end included."""
        ids = [PAD, *(self._vocabulary[phoneme] for phoneme in phonemes), PAD]
        inputs = {"ids": np.array([ids], np.int64), "speed": np.array([PACE], np.float32)}
        *spectrum, durations = self._session.run(None, inputs)
        samples = dsp.synth(*(part[0] for part in spectrum), np.random.default_rng(seed))
        return samples, np.maximum(np.cumsum(durations) * DURATION_UNIT - AHEAD, 0)


def _session(model: Path) -> onnxruntime.InferenceSession:
    """The model with its durations as last output: protobuf reads what is appended as part of the message."""
    output = _protobuf_field(7, _protobuf_field(12, _protobuf_field(1, DURATIONS)))  # ModelProto.graph.output.name
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model.read_bytes() + output, options, providers=["CPUExecutionProvider"])


def _protobuf_field(number: int, content: bytes) -> bytes:
    """A length-delimited field; number and length are small enough for one byte each."""
    return bytes([number << 3 | 2, len(content)]) + content


def _text(word: list[Tok]) -> str:
    return "".join(token.text for token in word)


def _heard(read: list[tuple[str, str]], ends: np.ndarray) -> Iterator[Word]:
    """Each word from the first phoneme held in it to the last, and the space after it, in which that one fades."""
    first = 1  # after the pad
    for text, phonemes in read:
        held = [index for index, phoneme in enumerate(phonemes, start=first) if phoneme not in NOT_HELD]
        first += len(phonemes) + 1
        if held:
            last = min(held[-1] + 1, ends.size - 1)
            yield Word(text, float(ends[held[0] - 1]), float(ends[last]))

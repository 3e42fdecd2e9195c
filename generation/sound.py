"""What happens to every narration before it is stored: checked, brought to one loudness, encoded as small MP3."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import numpy as np
import soundfile

from generation import loudness
from generation.providers.base import PermanentError

TARGET = -16.0  # LUFS, integrated: what podcasts and audiobooks for phones are mastered to
PEAK = -1.0  # dBFS that no true peak may pass
CEILING = -2.0  # dBFS the limiter works to: MP3 and the curve between samples rise above it by up to a decibel
TOLERANCE = 0.3  # LU; nearer than this to the target a small mono MP3 is kept as it came
LAME_SCALE = 0.95  # by which LAME, as libsndfile sets it up, turns everything down
FORMATS = frozenset({"MP3", "WAV", "WAVEX", "OGG", "FLAC"})
RATES = frozenset({8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000})
LONGEST = 20 * 60  # seconds
LARGEST = 40_000_000  # bytes
LOUDEST = 2.0**31  # what 32-bit samples come to where nobody brought them to ±1; far beyond it LAME ends the process
EDGE = 0.008  # seconds over which a part fades where it meets another
PAUSE = 0.25  # seconds of silence between two parts


@dataclass(frozen=True)
class Sound:
    """`lufs` is the integrated loudness, None for silence."""

    data: bytes = field(repr=False)
    content_type: str
    seconds: float
    lufs: float | None


@dataclass(frozen=True)
class Joined:
    """`offsets`: the second at which each part starts."""

    data: bytes = field(repr=False)
    content_type: str
    seconds: float
    offsets: tuple[float, ...]


def finish(data: bytes, content_type: str) -> Sound:
    """Check and master a narration (MP3, WAV, Ogg, FLAC). Raises PermanentError("bad_audio")."""
    samples, rate = decode(data, content_type)
    lufs = loudness.integrated(samples, rate)
    if _is_small_mp3(data) and _is_mastered(samples, lufs):  # encoding it again would only take quality and time
        return Sound(data=data, content_type="audio/mpeg", seconds=samples.size / rate, lufs=lufs)
    return _mastered(samples, rate, lufs)


def master(samples: np.ndarray, rate: int) -> Sound:
    """Bring mono samples to the loudness of every narration and encode them."""
    return _mastered(samples, rate, loudness.integrated(samples, rate))


def _mastered(samples: np.ndarray, rate: int, lufs: float | None) -> Sound:
    samples, lufs = loudness.normalise(samples, rate, lufs, target=TARGET, ceiling=CEILING)
    return Sound(data=encode(samples, rate), content_type="audio/mpeg", seconds=samples.size / rate, lufs=lufs)


def join(parts: list[bytes], pause: float = PAUSE) -> Joined:
    """Put narrations of one voice one after another. Lossless (WAV), so that `finish` is the only one to encode."""
    decoded = [decode(part) for part in parts]
    rate = decoded[0][1]
    if any(other != rate for _, other in decoded):
        raise _bad("The parts of this narration have different sample rates, so they cannot be joined.")
    silence = np.zeros(round(pause * rate), np.float32)
    pieces = [piece for samples, _ in decoded for piece in (_faded(samples, rate), silence)][:-1]
    ends = np.cumsum([0] + [piece.size for piece in pieces])
    offsets = tuple(float(start) / rate for start in ends[:-1:2])
    data = _write(np.concatenate(pieces), rate, format="WAV", subtype="PCM_16")
    return Joined(data=data, content_type="audio/wav", seconds=float(ends[-1]) / rate, offsets=offsets)


def decode(data: bytes, content_type: str = "") -> tuple[np.ndarray, int]:
    """Mono float32 samples and their rate. Raises PermanentError("bad_audio")."""
    if len(data) > LARGEST:
        raise _bad(f"The narration is larger than {LARGEST // 1_000_000} MB.")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            _check(file)
            samples, rate = file.read(dtype="float32", always_2d=True), file.samplerate
    except soundfile.LibsndfileError as error:
        kind = f" but {content_type}" if content_type and not content_type.startswith("audio/") else ""
        raise _bad(f"What came as narration is not sound{kind}.") from error
    if not samples.size:
        raise _bad("The narration has no sound in it.")
    mono = np.nan_to_num(samples.mean(axis=1), posinf=1.0, neginf=-1.0)
    if np.abs(mono).max() > LOUDEST:
        raise _bad("The narration has samples that are no sound.")
    return mono, rate


def _check(file: soundfile.SoundFile) -> None:
    """Before anything is decoded, so that a forged header cannot ask for the machine's memory."""
    if file.format not in FORMATS:
        raise _bad(f"The narration is {file.format}; it must be MP3, WAV, Ogg or FLAC.")
    if file.samplerate not in RATES:
        raise _bad(f"The narration has {file.samplerate} samples a second, which MP3 does not know.")
    if file.channels > 2:
        raise _bad(f"The narration has {file.channels} channels; it must be mono or stereo.")
    if file.frames > LONGEST * file.samplerate:
        raise _bad(f"The narration is longer than {LONGEST // 60} minutes.")


def encode(samples: np.ndarray, rate: int) -> bytes:
    """Mono MP3 at a constant bit rate, which lets a reader's player seek to a word exactly.

    96 kbit/s from 32 kHz on, 64 below. Lower rates of the short frames leave no room for the tag by which players
    take off the encoder's delay, and every word would come 50 ms late.
    """
    level = 0.78 if rate >= 32_000 else 0.6
    options = {"compression_level": level, "bitrate_mode": "CONSTANT"}
    return _write(samples / LAME_SCALE, rate, format="MP3", subtype="MPEG_LAYER_III", **options)


def _write(samples: np.ndarray, rate: int, **options: str | float) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, **options)
    return file.getvalue()


def _faded(samples: np.ndarray, rate: int) -> np.ndarray:
    size = min(round(EDGE * rate), samples.size // 2)
    ramp = np.linspace(0, 1, size, dtype=np.float32)
    return np.concatenate(
        [samples[:size] * ramp, samples[size : samples.size - size], samples[samples.size - size :] * ramp[::-1]]
    )


def _is_small_mp3(data: bytes) -> bool:
    sound = soundfile.info(io.BytesIO(data))
    return sound.format == "MP3" and sound.channels == 1 and len(data) * 8 <= sound.duration * 100_000


def _is_mastered(samples: np.ndarray, lufs: float | None) -> bool:
    near = lufs is None or abs(lufs - TARGET) <= TOLERANCE
    return near and loudness.true_peak(samples) <= 10 ** (PEAK / 20)


def _bad(message: str) -> PermanentError:
    return PermanentError(message, code="bad_audio")

"""Real pictures and real sound for the stand-ins to answer with. Made once, then kept."""

from __future__ import annotations

import io
import math
import re
from functools import lru_cache

import numpy as np
import soundfile
from PIL import Image

RATE = 44_100
PACE = 15  # characters a second, as a calm reader reads them
LONGEST = 20  # seconds; longer texts are read faster, since making sound takes time


@lru_cache(maxsize=64)
def picture(width: int, height: int, kind: str = "JPEG", hue: int = 0) -> bytes:
    """An evening sky over a hill, in one of eight colours."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    hill = y > height * (0.72 + 0.08 * np.sin(x / width * math.tau + hue))
    sky = np.stack([(hue * 29 + 90 + 120 * y / height) % 256, 110 + 90 * y / height, 190 - 60 * y / height], axis=-1)
    pixels = np.where(hill[..., None], np.array([70, 110 + 8 * (hue % 8), 80], np.float32), sky)
    file = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8), "RGB").save(file, kind, quality=88)
    return file.getvalue()


def seconds(text: str) -> float:
    return min(LONGEST, max(0.4, len(text) / PACE))


def speech(text: str, kind: str = "MP3") -> bytes:
    """A hum as long as reading the text takes, rounded up to half seconds so that few have to be made."""
    return _hum(math.ceil(seconds(text) * 2) / 2, kind)


def characters(text: str) -> dict[str, list]:
    """When each character is spoken, as ElevenLabs says it."""
    step = seconds(text) / max(1, len(text))
    return {
        "characters": list(text),
        "character_start_times_seconds": [round(index * step, 3) for index in range(len(text))],
        "character_end_times_seconds": [round((index + 1) * step, 3) for index in range(len(text))],
    }


def tokens(text: str) -> list[dict[str, str | float]]:
    """When each word and each mark is spoken, as Kokoro-FastAPI says it."""
    step = seconds(text) / max(1, len(text))
    return [
        {"word": token[0], "start_time": round(token.start() * step, 3), "end_time": round(token.end() * step, 3)}
        for token in re.finditer(r"\w+(?:['’]\w+)*|[^\w\s]", text)
    ]


@lru_cache(maxsize=128)
def _hum(length: float, kind: str) -> bytes:
    time = np.arange(int(length * RATE)) / RATE
    syllables = np.clip(np.sin(math.tau * 2.5 * time), 0, 1)
    tone = 0.2 * syllables * np.sin(math.tau * 180 * time + 2 * np.sin(math.tau * 3 * time))
    file = io.BytesIO()
    soundfile.write(file, tone.astype(np.float32), RATE, format=kind)
    return file.getvalue()

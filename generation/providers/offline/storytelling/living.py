"""Things that come alive: a shy teapot, a brave little train."""

from __future__ import annotations

import re

from generation.providers.offline.storytelling.kinds import Being, Thing
from generation.providers.offline.storytelling.words import plural

_FLOATING = re.compile(
    r"balloon|kite|feather|leaf|bubble|snowflake|plane|helicopter|rocket|space|airship|raindrop|flying"
)
_SAILING = re.compile(r"boat|ship|submarine|raft|canoe|ferry")
_WORLDS = (
    (re.compile(r"mountain|valley|volcano|hill\b|cave"), "mountain"),
    (re.compile(r"rocket|space|planet|comet|star\b|meteor|moon"), "space"),
    (re.compile(r"submarine"), "underwater"),
    (re.compile(r"boat|ship|raft|canoe|ferry|lighthouse|island|sea\b|ocean|beach|shell|sandcastle"), "seaside"),
    (re.compile(r"cloud|rainbow|plane|helicopter|balloon|kite|sun\b|wind|raindrop"), "sky"),
    (re.compile(r"snow|sled|sleigh|skate|icicle"), "snow"),
    (re.compile(r"crown|castle|wand|sword"), "kingdom"),
    (re.compile(r"leaf|acorn|pine cone|nest"), "forest"),
    (re.compile(r"tractor|windmill|cart|wagon"), "meadow"),
)
_HOMES = {"tree": "forest", "structure": "meadow"}
_COLOURS = {
    "moon": "silver",
    "sun": "golden",
    "star": "golden",
    "cloud": "white",
    "raincloud": "grey",
    "comet": "silver",
}


def world_of(thing: Thing) -> str:
    named = next((world for pattern, world in _WORLDS if pattern.search(thing.noun)), "")
    return named or {"plant": "garden", "fruit": "garden", "vehicle": "town", "sky": "sky"}.get(thing.kind, "")


def living(thing: Thing) -> Being:
    """`thing` with eyes and a smile. A plain “|” leaves its colour to the dice."""
    colour = _COLOURS.get(thing.noun.split()[-1], "")
    looks = (f"{colour}|big friendly eyes and rosy cheeks", f"{colour}|round shining eyes and a shy smile")
    return Being(thing.noun, plural(thing.noun), _body(thing), world_of(thing) or _HOMES.get(thing.kind, "home"), looks)


def _body(thing: Thing) -> str:
    if thing.kind == "sky" or _FLOATING.search(thing.noun):
        return "float"
    if _SAILING.search(thing.noun):
        return "sails"
    return "wheels" if thing.kind == "vehicle" else "hop"

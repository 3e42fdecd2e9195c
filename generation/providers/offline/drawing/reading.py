"""What a scene's text asks the picture to show. Words are looked up; nothing of the text itself goes any further."""

from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from ...base import ImageRequest
from .dice import dice
from .looks import singular, words_of
from .playing import Part, cast_of, extras_in
from .setting import camera_for, features_in, first, hour_in, is_abed, is_afloat, place_in, present, weather_in
from .things import OF_ITS_OWN, Thing, is_frequent, thing_for
from .vocabulary import FOCUS, HOURS, PLACES, SEASONS, UNLIT, WEATHERS

LONGEST = 6000
ANYWHERE = ("meadow", "forest", "garden", "village", "river")


@dataclass(frozen=True)
class Scene:
    """`afloat`: the cast is in a boat; `abed`: in bed; `unlit`: the lamps are out.

    `focus` is the thing somebody bends over or sits beside, `features` what the land has besides the place's own.
    """

    place: str
    hour: str
    weather: str
    season: str
    camera: str
    afloat: bool = False
    abed: bool = False
    unlit: bool = False
    cast: tuple[Part, ...] = ()
    extras: tuple[Part, ...] = ()
    things: tuple[Thing, ...] = ()
    focus: Thing | None = None
    features: tuple[str, ...] = ()
    words: frozenset[str] = field(default_factory=frozenset)


def _things_in(words: list[str]) -> list[Thing]:
    """Each thing once; what is rarely drawn may be meant otherwise."""
    found: dict[str, Thing] = {}
    pairs = pairwise([*words, ""])
    for word, following in pairs:
        thing = thing_for(word, following)
        if not thing or not (is_frequent(thing) or word not in {**PLACES, **HOURS, **WEATHERS}):
            continue
        if thing.noun not in (word, singular(word)):
            next(pairs, None)  # one thing, two words
        elif following in OF_ITS_OWN:
            continue
        found.setdefault(thing.emoji or thing.noun, thing)
    return list(found.values())


def _focus(picture: str, things: tuple[Thing, ...]) -> Thing | None:
    """What the cast is busy with."""
    for found in FOCUS.finditer(" ".join(words_of(picture))):
        near = _things_in(found[0].split())
        if focus := next((thing for thing in near if thing in things and thing.kind in ("hand", "low")), None):
            return focus
    return None


def _on_water(place: str, picture: list[str], cast: tuple[Part, ...]) -> tuple[str, bool]:
    """The place, and whether the cast is in a boat there; who swims needs none."""
    if not cast or not is_afloat(place, picture):
        return place, False
    if all(part.swims for part in cast):
        return "underwater", False
    return "sea" if place in ("sea", "beach") else "lake", True


def read(request: ImageRequest, rng: Random) -> Scene:
    """Where there is a picture's description it says all that is to be seen; the text helps with the rest."""
    shown, told = (request.picture, request.text) if request.picture or request.text else (request.prompt, "")
    shown, told = shown[:LONGEST], told[:LONGEST]
    words = words_of(f"{shown} {told}")
    picture = present(words_of(shown) or words)
    story = dice(request.seed)
    usual = story.choice(("summer", "summer", "spring", "autumn"))
    cast = cast_of(request, shown, told, rng)
    weather = weather_in(shown or told) or "clear"
    season = first(picture, SEASONS) or first(present(words_of(told)), SEASONS, usual)
    snowy = "snow" if weather == "snow" else ""
    place = place_in(picture) or snowy or place_in(words) or story.choice(ANYWHERE)
    if abed := bool(cast) and is_abed(place, picture):
        place = "bedroom"
    place, afloat = _on_water(place, picture, cast)
    names = {word for one in request.characters for word in words_of(one.name)} | {part.looks.noun for part in cast}
    around = [word for word in picture if word not in names]
    taken = {thing for part in cast for thing in (part.held, part.body, part.mount)}
    features = features_in(place, picture)
    things = tuple(thing for thing in _things_in(around) if thing not in taken and thing.noun not in features)[:5]
    return Scene(
        place=place,
        hour=hour_in(picture) or hour_in(words) or "day",
        weather=weather,
        season="winter" if "snow" in (place, weather) else season,
        camera=camera_for(picture, len(cast), rng),
        afloat=afloat,
        abed=abed,
        unlit=bool(UNLIT.search(shown)),
        cast=cast,
        extras=extras_in(around, cast),
        things=things,
        focus=_focus(shown, things),
        features=features,
        words=frozenset(picture),
    )

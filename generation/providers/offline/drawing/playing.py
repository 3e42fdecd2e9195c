"""Who plays in a scene, and how: what somebody does, feels and holds, read clause by clause."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from ...base import Character, ImageRequest
from .clauses import clauses_of, mark
from .feelings import mood_of
from .looks import Looks, head_of, looks_of, singular, words_of
from .riding import CARRIED, RIDER, beast_in, mount_in, steed_in
from .setting import first, present
from .species import NAMES, SPECIES
from .things import OF_ITS_OWN, Thing, living_thing, thing_for
from .vocabulary import HOLDING, POSTURES, UNDONE

STILL = ("sit", "lie", "sleep", "hug", "swim", "fly")
HANDS_FULL = ("sleep", "swim", "hug", "lie")
LIFELESS = ("stone", "golden", "wooden", "paper", "toy", "tin", "snow", "chocolate")
WEEPS = r"\b{0} (?:that |who |which )?(?:is |was )?(?:crying|cries|sobbing|sobs|weeping)\b"
NO_EXTRAS = ("fly", "kid", "hero", "bug", "moth", "firefly", "king", "calf")


@dataclass(frozen=True)
class Part:
    """One of the cast in this scene. `body` is what a thing that lives is drawn from.

    `mount` is what somebody rides on; `steed` says which of the cast it is, if it is one of them.
    """

    looks: Looks
    posture: str = "stand"
    mood: str = "happy"
    held: Thing | None = None
    body: Thing | None = None
    mount: Thing | None = None
    steed: int | None = None

    @property
    def swims(self) -> bool:
        return self.looks.species.build in ("swimmer", "octopus", "seahorse") or self.looks.noun == "mermaid"


def _sentences_with(name: str, text: str) -> list[str]:
    """The words of the sentences that name somebody."""
    if not words_of(name):
        return []
    sentences = re.split(r"(?<=[.!?;\n])\s+", text)
    return words_of(" ".join(s for s in sentences if re.search(rf"\b{re.escape(name)}\b", s, re.IGNORECASE)))


def _held(words: list[str]) -> Thing | None:
    """What somebody has in a hand: named after 'holds', or before 'held high'."""
    for i, word in enumerate(words):
        if word in HOLDING:
            named = words[i + 1 : i + 6] + (words[max(i - 3, 0) : i] if word == "held" else [])
            near = (thing_for(*pair) for pair in pairwise([*named, ""]))
            if thing := next((thing for thing in near if thing and thing.kind == "hand"), None):
                return thing
    return None


def _described(words: list[str]) -> list[Character]:
    """The cast of a request that names nobody: the first two beings its words speak of, with the words around them."""
    cast: list[Character] = []
    for i, word in enumerate(words):
        noun = word if word in NAMES else singular(word)
        if noun in NAMES and noun not in ("cloud", "star", "fly") and all(noun != one.name for one in cast):
            cast.append(Character(noun, " ".join([*words[max(0, i - 3) : i], noun, *words[i + 1 : i + 9]])))
    return cast[:2]


def _alive(one: Character, looks: Looks) -> tuple[Looks, Thing | None]:
    """A teapot or a star that is somebody: its own graphic is its body."""
    if looks.noun and looks.noun != "raindrop":
        return looks, None
    words = head_of(words_of(one.description)) or words_of(one.name)
    thing = next(filter(None, map(living_thing, reversed(words))), None)
    return (replace(looks, species=SPECIES["thing"], noun=thing.noun), thing) if thing else (looks, None)


def _posture(clauses: list[list[str]], own: list[str], everything: list[str]) -> str:
    """What somebody's own clauses say; beside somebody who sits one sits, and one who is helped only stands there."""
    if clauses:
        done = (UNDONE.sub("", " ".join(clause)).split() for clause in clauses)
        return first([word for clause in done for word in present(clause)], POSTURES, "stand")
    around = first(own or everything, POSTURES, "stand")
    return around if not own or around in STILL else "stand"


def _part(one: Character, clauses: list[list[str]], picture: str, text: str, rng: Random) -> Part:
    own = _sentences_with(one.name, picture) or _sentences_with(one.name, text)
    everything = words_of(picture) + words_of(text)
    posture = _posture(clauses, own, everything)
    mood = mood_of(clauses, picture, everything) or rng.choice(("happy", "happy", "gentle", "curious"))
    held = (
        _held([word for clause in clauses for word in clause] or own or everything)
        if posture not in HANDS_FULL
        else None
    )
    looks, body = _alive(one, looks_of(one.name, one.description))
    if held and (posture in ("stand", "look_up", "think", "point", "reach") or held.noun in ("umbrella", "lantern")):
        posture = "hold"
    mount = mount_in(clauses)
    if mount and posture in ("stand", "walk", "run"):
        posture = "sit"
    return Part(looks, posture, mood, None if held == body else held, body, mount)


def _one_each(cast: tuple[Part, ...]) -> tuple[Part, ...]:
    """There is one lantern: only the first of them holds it."""
    holder = {part.held: i for i, part in reversed(list(enumerate(cast)))}
    return tuple(part if holder[part.held] == i else replace(part, held=None) for i, part in enumerate(cast))


def extras_in(picture: list[str], cast: tuple[Part, ...]) -> tuple[Part, ...]:
    """Animals the description names beside the cast: at most two, small, in the background."""
    known = (
        {NAMES.get(part.looks.noun) for part in cast}
        | {part.looks.species.name for part in cast}
        | {"child", "blob", "cloud", "thing"}
    )
    nouns: dict[str, str] = {}
    for before, word, following in zip(["", *picture], picture, [*picture[1:], ""], strict=False):
        noun = word if word in NAMES else singular(word)
        alive = noun in NAMES and noun not in NO_EXTRAS and not thing_for(word) and before not in LIFELESS
        alive = alive and following not in OF_ITS_OWN
        if alive and NAMES[noun] not in known:
            nouns.setdefault(NAMES[noun], noun)
    joined = " ".join(picture)
    extras = (
        Part(looks_of(noun, noun), "sit", "weeping" if re.search(WEEPS.format(noun), joined) else "curious")
        for noun in list(nouns.values())[:2]
    )
    return tuple(replace(part, looks=replace(part.looks, wears=())) for part in extras)


def _seen(cast: tuple[Character, ...], picture: str) -> tuple[Character, ...]:
    """Who the description names, or all where it names nobody: in the text there may be others, who are far away."""
    words = f" {' '.join(words_of(picture))} "
    named = tuple(one for one in cast if any(f" {said} " in words for said in _called(one)))
    return named or cast


def _called(one: Character) -> list[str]:
    """What a text may call somebody: by name, or 'the whale'."""
    noun = looks_of(one.name, one.description).noun
    return [said for said in (" ".join(words_of(one.name)), noun and f"the {noun}") if said]


def _on(part: Part, steed: int, share: float) -> Part:
    posture = "sit" if part.posture in ("stand", "walk", "run") else part.posture
    small = replace(part.looks, size=part.looks.size * share)
    return replace(part, looks=small, posture=posture, steed=steed, mount=None)


def _carrier(described: str, rider: Looks) -> Part:
    """An animal of whom nothing is known but that it carries somebody."""
    looks = looks_of(described, described)
    return Part(replace(looks, wears=(), size=max(looks.size, rider.size * 1.2)), mood="gentle")


def _seated(cast: tuple[Part, ...], clauses: list[list[list[str]]]) -> tuple[Part, ...]:
    """Riders find whom they ride on; nobody rides on a rider."""
    nouns, marks, found = [part.looks.noun for part in cast], [mark(i) for i in range(len(cast))], list(cast)
    for i, part in enumerate(cast):
        steed = steed_in(clauses[i], nouns, marks, i)
        if steed is not None and found[steed].steed is None:
            found[i] = _on(part, steed, RIDER)
        elif steed is None and len(found) < 4 and (beast := beast_in(clauses[i])):
            found[i] = _on(part, len(found), CARRIED)
            found.append(_carrier(beast, part.looks))
    return tuple(found)


def cast_of(request: ImageRequest, shown: str, told: str, rng: Random) -> tuple[Part, ...]:
    actors = _seen(request.characters, shown)[:4] or tuple(_described(words_of(f"{shown} {told}")))
    clauses = clauses_of(shown, [one.name for one in actors])
    parts = tuple(_part(one, clauses[one.name], shown, told, rng) for one in actors)
    return _one_each(_seated(parts, [clauses[one.name] for one in actors]))

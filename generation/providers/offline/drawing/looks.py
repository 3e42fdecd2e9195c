"""What somebody looks like, read from the name and the description alone: so a hero is the same on every page."""

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random

from .colour import COATS, PAINTS, darker, lighter, mix
from .dice import dice
from .light import Light
from .species import NAMES, SPECIES, Species

_LISTED = tomllib.loads(Path(__file__).with_name("looks.toml").read_text(encoding="utf-8"))


def _by_word(name: str) -> dict[str, str]:
    return {word: meaning for meaning, words in _LISTED[name].items() for word in words.split()}


GARMENTS, HAIR_STYLES = _by_word("garments"), _by_word("hair")
COAT_WORDS, PALE_WORDS, ACCENT_WORDS = (set(_LISTED["parts"][part].split()) for part in ("coat", "pale", "accent"))
MEN, OLD = (set(_LISTED["people"][kind].split()) for kind in ("men", "old"))
COSTUMES = {who: garments.split() for who, garments in _LISTED["costumes"].items()}
SKINS, SIZES = _LISTED["skins"], _LISTED["sizes"]
CONJURERS = ("witch", "wizard", "magician")
HAIRS = ("#3a2a26", "#5a3726", "#8b5530", "#c77f3c", "#d9a850", "#2b2530")
# Black and white by nature: these words say nothing new of them.
PATTERNED = ("panda", "penguin", "badger", "skunk", "zebra", "cow", "raccoon")


# What is written in two words or three and means one: the gaps between them.
_TWO_WORDS = re.compile(
    r"(?<=bow)[ -](?=tie)|(?<=\bt)-(?=shirt)|(?<=\bhot)[ -](?=air balloon)|(?<=hot.air) (?=balloon)"
)
_SHIP_IN_A_BOTTLE = re.compile(r"\bship in (?:a|the|its) bottle\b")


@dataclass(frozen=True)
class Looks:
    """Everything the rig needs. `wears` are (garment, colour).

    `noun` is the word for what somebody is; a thing that lives is drawn from it, in the colour `dye`.
    """

    species: Species
    fur: str
    belly: str
    accent: str
    wears: tuple[tuple[str, str], ...] = ()
    eye: str = "#2c2333"
    hair: str = "#5a3726"
    hair_style: str = ""
    tip: str = ""
    size: float = 1.0
    noun: str = ""
    old: bool = False
    dye: str = ""

    def worn(self, *garments: str) -> str:
        """The colour of the first of these garments it wears, or ''."""
        return next((colour for garment, colour in self.wears if garment in garments), "")

    def without_garment(self, garment: str) -> "Looks":
        return replace(self, wears=tuple(pair for pair in self.wears if pair[0] != garment))

    def without(self, extra: str) -> "Looks":
        return replace(self, species=replace(self.species, extras=self.species.extras - {extra}))

    def lit(self, light: Light, share: float) -> "Looks":
        on = {name: light.on(getattr(self, name), share=share) for name in ("fur", "belly", "accent", "hair")}
        tip = light.on(self.tip, share=share) if self.tip else ""
        return replace(self, **on, tip=tip, wears=tuple((g, light.on(colour, share=share)) for g, colour in self.wears))


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-zäöüéèñ]+", _TWO_WORDS.sub("", _SHIP_IN_A_BOTTLE.sub("bottleship", text.lower())))


def singular(word: str) -> str:
    for ending, instead in (
        ("ies", "y"),
        ("ves", "f"),
        ("oes", "o"),
        ("shes", "sh"),
        ("ches", "ch"),
        ("xes", "x"),
        ("sses", "ss"),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def species_word(words: list[str]) -> str:
    """The word that says what somebody is: in 'fox cub' the kind, not the age; in 'pirate cat' the cat."""
    known = [word for word in words if word in NAMES or singular(word) in NAMES]
    exact = [word for word in known if word not in ("cub", "kid", "calf", "baby", "pup", "hero", "cloud", "rex")]
    beasts = [word for word in exact if NAMES.get(word, NAMES.get(singular(word))) != "child"]
    return (beasts or exact or known or [""])[0]


def _coloured(words: list[str], nouns: set[str] | dict[str, str]) -> list[tuple[str, str]]:
    """(noun, colour word) wherever a colour stands at most three words before one of the nouns."""
    found = []
    for i, word in enumerate(words):
        noun = word if word in nouns else singular(word)
        if noun in nouns:
            near = words[max(0, i - 3) : i]
            starts = [n for n, w in enumerate(near) if w in ("a", "an", "the", "with", "in") or w in nouns]
            colours = [w for w in near[starts[-1] if starts else 0 :] if w in PAINTS]
            found.append((noun, colours[-1] if colours else ""))
    return found


def _garments(words: list[str], kind: str, rng: Random) -> tuple[tuple[str, str], ...]:
    worn = {GARMENTS[noun]: PAINTS.get(colour, "") for noun, colour in _coloured(words, GARMENTS)}
    if kind in CONJURERS:
        worn["cone"] = worn.pop("hat", "")
    roles = [kind] + [word for word in head_of(words) if NAMES.get(word) == "child"]
    for garment in next((COSTUMES[role] for role in roles if role in COSTUMES), ()):
        worn.setdefault(garment, "")
    cheerful = [PAINTS[name] for name in ("red", "yellow", "teal", "blue", "purple", "coral", "green", "pink")]
    rng.shuffle(cheerful)
    if not worn and kind not in ("octopus", "butterfly", "bee"):
        worn["scarf"] = ""
    usual = {"crown": PAINTS["gold"], "glasses": "#4a3b3f", "badge": PAINTS["gold"], "flower": PAINTS["pink"]}
    return tuple(
        (garment, colour or usual.get(garment) or cheerful.pop()) for garment, colour in list(worn.items())[:5]
    )


def _coat_colour(words: list[str], at: int) -> str:
    """The colour that stands before the animal, or before its fur."""
    for noun in ("", *COAT_WORDS):
        spot = at if not noun else words.index(noun) if noun in words else -1
        near = [w for w in words[max(0, spot - 3) : spot] if w in COATS] if spot >= 0 else []
        if near:
            return COATS[near[0] if "and" in words[max(0, spot - 3) : spot] else near[-1]]
    return ""


def _part_colour(words: list[str], parts: set[str]) -> str:
    return next((PAINTS[colour] for _, colour in _coloured(words, parts) if colour), "")


CLOTH = tuple(
    PAINTS[name]
    for name in ("red", "blue", "green", "teal", "mustard", "coral", "purple", "pink", "navy", "sage", "turquoise")
)


def _clothes(looks: Looks, boyish: bool, rng: Random) -> tuple[tuple[str, str], ...]:
    """What the description leaves out: nobody goes without clothes and shoes."""
    missing: list[tuple[str, str]] = []
    if looks.worn("fishtail"):
        return () if looks.worn("jumper", "dress") else (("jumper", rng.choice(CLOTH)),)
    if not looks.worn("dress", "overalls"):
        if boyish or looks.worn("jumper", "trousers", "coat") or rng.random() < 0.3:
            missing.append((rng.choice(("trousers", "trousers", "overalls")), rng.choice(CLOTH)))
        else:
            missing.append(("dress", rng.choice(CLOTH)))
    if not looks.worn("dress", "jumper", "coat") and all(garment != "dress" for garment, _ in missing):
        missing.append(("jumper", rng.choice(("#f4e6cc", "#e9c46a", "#9cc5c9", "#e8a598", "#c9d8a8"))))
    if not looks.worn("boots"):
        missing.append(("boots", rng.choice(("#7a4f3a", "#a9483f", "#4f6f8a"))))
    return tuple(missing)


def _person(looks: Looks, words: list[str], kind: str, rng: Random) -> Looks:
    tones = [SKINS[w] for i, w in enumerate(words[:-1]) if w in SKINS and words[i + 1] in ("skin", "skinned")]
    skin = tones[0] if tones else rng.choice(("#f3c9a5", "#e2ab7f", "#c08657", "#8f5e40", "#f6d5b8"))
    old = kind in OLD or bool(OLD & set(words))
    coloured = _part_colour(
        words, {"hair", "braids", "curls", "bun", "pigtails", "ponytail", "haired", "plaits", "beard"}
    )
    hair = coloured or (
        "#d9d7d6" if old else rng.choice(HAIRS[:3] if skin in ("#c08657", "#8f5e40", "#7c4f37") else HAIRS)
    )
    boyish = kind in MEN or "he" in words
    style = next((HAIR_STYLES[w] for w in words if w in HAIR_STYLES), "")
    if style in ("", "crop") and old and not boyish:
        style = "bun"
    style = style or rng.choice(("crop", "crop", "curls") if boyish else ("bob", "braids", "long", "curls", "tail"))
    wears = looks.wears + _clothes(looks, boyish, rng)
    return replace(looks, fur=skin, belly=lighter(skin, 0.3), hair=hair, hair_style=style, wears=wears, old=old)


def head_of(words: list[str]) -> list[str]:
    """The words that say what somebody is, before those that say what they have on."""
    ends = [
        words.index(word)
        for word in ("with", "who", "wearing", "wears", "in", "that", "has", "whose")
        if word in words[1:]
    ]
    return words[: min(ends)] if ends else words


def _first_colour(words: list[str]) -> str:
    return next((PAINTS[word] for word in words if word in PAINTS), "")


@lru_cache(200)
def looks_of(name: str, description: str) -> Looks:
    words = words_of(description) or words_of(name)
    kind = species_word(head_of(words)) or species_word(words_of(name))
    species = SPECIES[NAMES.get(kind) or NAMES.get(singular(kind), "blob")]
    rng = dice(f"{name.strip().lower()}|{' '.join(words)}")
    coat = _coat_colour(words, words.index(kind) if kind in words else -1)
    if species.name in PATTERNED and coat in (COATS["black"], COATS["white"]):
        coat = ""
    if species.name == "robin" and coat == COATS["red"]:
        coat = ""
    if "polar" in words or "snowy" in words:
        coat = COATS["white"]
    fur = coat or (
        rng.choice(("#a8c8e8", "#c7b3e5", "#a9d8b8", "#f3c59a", "#f2b3c2")) if species.name == "blob" else species.fur
    )
    pale = _part_colour(words, PALE_WORDS) or (
        species.belly if not coat or "redbreast" in species.extras else mix(lighter(fur, 0.6), species.belly, 0.4)
    )
    eye = _part_colour(words, {"eyes", "eye", "eyed"})
    tip = _part_colour(words, {"tail", "tipped"}) or ("#fbf1e0" if "tip" in species.extras else "")
    size = next((SIZES[w] for w in words if w in SIZES), 1.0)
    looks = Looks(
        species=species,
        fur=fur,
        belly=pale,
        accent=_part_colour(words, ACCENT_WORDS) or species.accent,
        wears=_garments(words, kind, rng),
        eye=darker(eye, 0.35) if eye else "#2c2333",
        tip=tip,
        size=species.size * size,
        noun=kind,
        dye=_first_colour(head_of(words)) or coat,
    )
    return _person(looks, words, kind, rng) if species.build == "child" else looks

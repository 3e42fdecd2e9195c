"""How somebody looks, in one phrase that holds for the whole book and can be drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.kinds import Being
from generation.providers.offline.storytelling.lexicon import listed, vocabulary, words
from generation.providers.offline.storytelling.words import english, with_article

_TWO_FEATURES = re.compile(r"(?<!black)(?<!blue) and ")  # not “black and white”
_AGED = re.compile(r"tiny|tall|young|old|small|large|big|little")

_SIZES = {
    "giant": "very big",
    "huge": "very big",
    "enormous": "very big",
    "little": "small",
    "wee": "tiny",
    "mini": "tiny",
}


def described(
    being: Being,
    pronoun: str,
    adjectives: Sequence[str],
    *,
    garment: str,
    oddity: str,
    taken: Sequence[str],
    dice: Dice,
) -> str:
    """“a small red fox with a white-tipped tail and a yellow scarf”; `taken` are descriptions already given."""
    is_grown_or_child = being.person and (being.child or being.adult)
    colour, feature = ("", "") if is_grown_or_child else _look(being, adjectives, taken, dice)
    worn = with_article(garment or _garment(being, colour, (*taken, oddity), dice))
    if is_grown_or_child:
        odd = f", {oddity}" if oddity and not oddity.startswith("no ") else ""
        return english(f"{_person(being, pronoun, adjectives, dice)}, {_thrown('skin', dice)}{odd} and {worn}")
    noun = f"{being.manner} {colour} {being.noun}"
    return english(f"a {_size(adjectives, colour)} {noun} with {_odd(feature, oddity)} and {worn}")


def _odd(feature: str, oddity: str) -> str:
    """The features, of which the odd one is as the prompt says: “brown patches, a short neck”."""
    usual = _TWO_FEATURES.sub(", ", feature).split(", ")
    kept = [part for part in usual if not oddity or oddity.rsplit(maxsplit=1)[-1] not in part]
    seen = [] if oddity.startswith("no ") else [oddity]  # what is not there is not painted
    return ", ".join(filter(None, [*kept, *seen])) or "a friendly smile"


def _person(being: Being, pronoun: str, adjectives: Sequence[str], dice: Dice) -> str:
    masculine = "_he" if pronoun == "he" else ""
    if being.called.startswith(("Gran", "Nan", "Oma", "Opa", "Abuel", "Santa")):
        return f"a kind old {'man' if masculine else 'woman'} with {_thrown(f'grey_hair{masculine}', dice)}"
    if being.adult and "old" in adjectives:
        return f"a friendly old {_grown_up(being, pronoun)} with {_thrown(f'grey_hair{masculine}', dice)}"
    if being.adult:
        return f"a friendly {_grown_up(being, pronoun)} with {_thrown('adult_hair', dice)}"
    return f"a small {_young(being, pronoun)} with {_thrown(f'hair{masculine}', dice)}"


def _grown_up(being: Being, pronoun: str) -> str:
    if being.called or being.gender:
        return ("man" if pronoun == "he" else "woman") if being.called else being.noun
    return f"{being.noun}, {'a man' if pronoun == 'he' else 'a woman'}"


def _young(being: Being, pronoun: str) -> str:
    child = {"he": "boy", "she": "girl"}.get(pronoun, "child")
    if not being.world:
        return child
    return being.noun if being.gender else f"{being.noun} {child}"


def _look(being: Being, adjectives: Sequence[str], taken: Sequence[str], dice: Dice) -> tuple[str, str]:
    asked = [word for word in adjectives if word in words("colours")]
    unused = [look for look in being.looks if not any(look.split("|")[1] in text for text in taken)]
    colour, feature = dice.pick("look", unused or being.looks).split("|")
    return asked[0] if asked else colour or _colour(dice), feature


def _colour(dice: Dice) -> str:
    return dice.pick("colour", listed(vocabulary()["looks"]["garment_colours"]))


def _garment(being: Being, colour: str, taken: Sequence[str], dice: Dice) -> str:
    """Nobody wears what another wears, nor its colour, nor their own."""
    known = vocabulary()["looks"]
    worn = " ".join(text.rsplit(" and ", 1)[-1] for text in taken)
    kinds = listed(known[_wardrobe(being)])
    colours = listed(known["garment_colours"])
    kind = dice.pick("garment", [kind for kind in kinds if kind not in worn])
    own = " ".join((colour, *being.looks))
    return (
        f"{dice.pick('its colour', [colour for colour in colours if colour not in worn and colour not in own])} {kind}"
    )


def _wardrobe(being: Being) -> str:
    if being.noun in ("king", "queen", "prince", "princess"):
        return "royal_garments"
    return "garments" if being.person or being.body in ("paws", "feet", "toy") else "thing_garments"


def _size(adjectives: Sequence[str], colour: str) -> str:
    if _AGED.match(colour):
        return ""
    asked = next((word for word in adjectives if word in words("sizes")), "small")
    return _SIZES.get(asked, asked)


def _thrown(kind: str, dice: Dice) -> str:
    return dice.pick(kind, listed(vocabulary()["looks"][kind]))

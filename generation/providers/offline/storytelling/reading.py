"""Reads a prompt as a storyteller listens to a child: who, what, where, and what sort of story it wants to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from generation.providers.offline.storytelling import hints
from generation.providers.offline.storytelling.audience import is_audience, is_company
from generation.providers.offline.storytelling.belongings import fullest, things_of, with_loss
from generation.providers.offline.storytelling.clauses import phrases
from generation.providers.offline.storytelling.deeds import deed
from generation.providers.offline.storytelling.enlivening import enlivened
from generation.providers.offline.storytelling.kinds import Being, Place, Thing
from generation.providers.offline.storytelling.lexicon import beings, occasions, words
from generation.providers.offline.storytelling.living import living
from generation.providers.offline.storytelling.mentions import Mention, mentions
from generation.providers.offline.storytelling.naming import Name, given_names
from generation.providers.offline.storytelling.prompts import Token, plain, tokens
from generation.providers.offline.storytelling.saying import printed


@dataclass(frozen=True)
class Somebody:
    """Somebody of the prompt; `being` is None where only a name was given."""

    being: Being | None
    name: str = ""
    adjectives: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True)
class Reading:
    people: tuple[Somebody, ...] = ()
    things: tuple[Thing, ...] = ()
    places: tuple[Place, ...] = ()
    destination: Place | None = None
    phrases: Mapping[str, str] = field(default_factory=dict)
    weather: str = ""
    pronoun: str = ""
    garment: str = ""
    cues: Counter[str] = field(default_factory=Counter)

    @property
    def asks_for_anything(self) -> bool:
        """Whether it says more than who is in the story."""
        return bool(self.things or self.phrases or self.cues or self.destination)


def read(title: str, prompt: str) -> Reading:
    """The prompt says first, the title fills in."""
    asked, headed = _read_text(plain(prompt)), _read_text(plain(title))
    people = _together(asked.people, headed.people)
    alive = {somebody.being.noun for somebody in people if somebody.being}
    things = {thing.noun: thing for thing in (*asked.things, *headed.things) if thing.noun.split()[-1] not in alive}
    return Reading(
        people=people,
        things=fullest(tuple(things.values())),
        places=asked.places or headed.places,
        destination=asked.destination or headed.destination,
        phrases={**headed.phrases, **asked.phrases},
        weather=asked.weather or headed.weather,
        pronoun=asked.pronoun or headed.pronoun,
        garment=asked.garment,
        cues=asked.cues + headed.cues,
    )


def _read_text(text: str) -> Reading:
    typed = tokens(text)
    found = enlivened(mentions(typed), typed)
    given = given_names(typed, found)
    named = {name.token for name in given}
    found = [mention for mention in found if not named.intersection(range(mention.first, mention.last + 1))]
    worn = hints.worn(text)
    said = [token.word for token in typed]
    things, told = with_loss(things_of(found, given, worn), deed(text, typed, found, given) | phrases(text))
    told = {slot: printed(phrase) for slot, phrase in told.items()}
    people = _present(_people(typed, found, given), told)
    going = [mention.kind for mention in found if isinstance(mention.kind, Place)]
    return Reading(
        people=people,
        things=tuple(things),
        places=tuple(going),
        destination=_destination(found, told),
        phrases=told,
        weather=hints.weather(said),
        pronoun=hints.pronoun(said, is_one=_is_one(found, given, said)),
        garment=worn,
        cues=hints.cues(
            said,
            somebody_lost=any("lost" in somebody.adjectives for somebody in people[1:]),
            things=[thing.noun.split()[-1] for thing in things],
        ),
    )


def _is_one(found: Sequence[Mention], given: Sequence[Name], said: Sequence[str]) -> bool:
    """Whether “they”, where it is first said, can only be one."""
    theirs = next((place for place, word in enumerate(said) if word in ("they", "their")), len(said))
    told = [
        mention for mention in found if mention.last < theirs and (isinstance(mention.kind, Being) or mention.alive)
    ]
    beings = [mention for mention in told if not any(name.owner == mention for name in given)]
    names = [name for name in given if name.token < theirs]
    return len(beings) + len(names) == 1 and not any(mention.many for mention in told)


def _destination(found: Sequence[Mention], told: Mapping[str, str]) -> Place | None:
    """Where somebody is going, which is never home."""
    occasion = next((place for _, place in occasions() if place.name == told.get("occasion")), None)
    going = [place.kind for place in found if place.going and isinstance(place.kind, Place) and place.kind.name]
    return occasion or next(iter(going), None)


def _present(people: tuple[Somebody, ...], told: Mapping[str, str]) -> tuple[Somebody, ...]:
    """Without those who are missed, feared, or made of snow by others, and a baby in its basket with its parents."""
    absent = " ".join(told.get(slot, "") for slot in ("missed", "baby", "fear", "first_snow"))

    def is_absent(being: Being) -> bool:
        return _is_named(being, absent) or ("baby" in told and being.adult)

    present = [who for who in people if not who.being or not is_absent(who.being)]
    done_to = told.get("deed", "")  # “adopts a seal”: the seal is no friend who helps with it
    present[1:] = [who for who in present[1:] if who.name or not who.being or not _is_named(who.being, done_to)]
    if "helped" in told or _led_by_a_grown_up(present):  # it is the story of the one who is stuck, or ill
        present[:2] = reversed(present[:2])
    return tuple(present)


def _is_named(being: Being, phrase: str) -> bool:
    names = ((being.called or being.noun).lower(), being.plural)
    return any(f" {word} " in f" {phrase.lower()} " for word in names)


def _led_by_a_grown_up(people: Sequence[Somebody]) -> bool:
    """“Grandpa teaches Ella to fish” is Ella’s story."""
    grown, *others = people or [Somebody(None)]
    is_child = bool(others) and (not others[0].being or others[0].being.child)
    return is_child and bool(grown.being and grown.being.adult and grown.being.called)


def _people(typed: Sequence[Token], found: Sequence[Mention], given: Sequence[Name]) -> tuple[Somebody, ...]:
    """Beings, things that live, and bare names, in the order of the text; those the book is only for come last."""
    called = {name.owner.first: name.text for name in reversed(given) if name.owner}
    people = [
        (is_audience(mention, typed), mention.first, _somebody(mention, called.get(mention.first, "")))
        for mention in found
        if isinstance(mention.kind, Being)
        or (isinstance(mention.kind, Thing) and (mention.alive or mention.first in called))
    ]
    spare = [name for name in given if not name.owner or called[name.owner.first] != name.text]
    people += [(False, name.token, Somebody(None, name.text)) for name in spare]
    people += [(False, -1, Somebody(beings()["child"])) for _ in found[:1] if not given and is_company(found, typed)]
    people.sort(key=lambda entry: entry[:2])
    return tuple(_shared(_without_repeats([who for audience, _, who in people if not audience or who.name])))


def _shared(people: Sequence[Somebody]) -> list[Somebody]:
    """“Two sisters, Ada and Mei”, “Hansel and Gretel, two children”: bare names belong to the many."""
    many = next((somebody for somebody in people if somebody.many and somebody.being), None)
    bare = [somebody for somebody in people if not somebody.being]
    if not many or not bare or (len(bare) == 1 and not many.name):
        return list(people)
    told = [replace(somebody, being=somebody.being or many.being) for somebody in people]
    return [somebody for somebody in told if somebody != many or somebody.name]


def _without_repeats(people: Sequence[Somebody]) -> list[Somebody]:
    """“A fox … the fox”: the second mention of a kind is the same somebody, unless both have names."""
    kept: list[Somebody] = []
    for somebody in people:
        same = next((other for other in kept if _is_same(other, somebody)), None)
        if same:
            adjectives = same.adjectives or somebody.adjectives
            kept[kept.index(same)] = replace(same, name=same.name or somebody.name, adjectives=adjectives)
        else:
            kept.append(somebody)
    return kept


def _is_same(left: Somebody, right: Somebody) -> bool:
    if left.being and right.being:
        return left.being.noun == right.being.noun and (not left.name or not right.name or left.name == right.name)
    return bool(left.name) and left.name == right.name


def _somebody(mention: Mention, name: str) -> Somebody:
    being = mention.kind if isinstance(mention.kind, Being) else living(mention.kind)
    return Somebody(being, name, mention.adjectives, mention.many)


def _together(asked: Sequence[Somebody], headed: Sequence[Somebody]) -> tuple[Somebody, ...]:
    """The title's name belongs to the prompt's first nameless somebody: “Mimi and the Moon” + “a cat …”."""
    people = list(asked)
    for somebody in headed:
        is_nameless = bool(people) and not (people[0].name or people[0].many)
        is_name = somebody.being is None or (somebody.name and somebody.being.noun in words("titles"))
        if is_name and is_nameless:
            people[0] = replace(people[0], name=somebody.name)
        else:
            people.append(somebody)
    return tuple(_without_repeats(people))

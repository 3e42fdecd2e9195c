"""What somebody of a prompt does that no plot is made for: “ate everything”, “cannot stop laughing”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from generation.providers.offline.storytelling.kinds import Being
from generation.providers.offline.storytelling.lexicon import words
from generation.providers.offline.storytelling.mentions import Mention
from generation.providers.offline.storytelling.naming import Name
from generation.providers.offline.storytelling.prompts import Token
from generation.providers.offline.storytelling.saying import said_so_far
from generation.providers.offline.storytelling.verbs import Verb, leading, verb_forms

_LONGEST = 10
_OVER = re.compile(
    r"[^\w\s'’-]|\b(?:and|but|because|who|which|when|until|while|if|before|after|nor|or|him|them|it)\b"
    r"|\bso (?=(?:he|she|it|they|the|his|her|its)\b)|\bher (?=(?:to|in|on|at|from|with|into)\b)"
)
_LED = frozenset(("doing", "base"))  # the forms after “keeps” and “likes to”


@dataclass(frozen=True)
class _Predicate:
    verb: Verb
    token: Token
    habit: bool


def deed(text: str, typed: Sequence[Token], found: Sequence[Mention], given: Sequence[Name]) -> dict[str, str]:
    """{"deed": "eat everything", "did": …, "doing": …, "does": …, "habit" or "venture": as "deed"}, or nothing.

    A habit is what somebody does again and again, or did; a venture is what they do in this story.
    """
    for end, many in _subjects(typed, found, given):
        predicate = _predicate(typed, end, many=many)
        told = _told(text, predicate) if predicate else {}
        if predicate and told:
            return {**told, "habit" if predicate.habit else "venture": told["deed"]}
    return {}


def _subjects(typed: Sequence[Token], found: Sequence[Mention], given: Sequence[Name]) -> Iterator[tuple[int, bool]]:
    """The last token of each somebody, and whether they are several."""
    ends = {place: token.word == "they" for place, token in enumerate(typed) if token.word in ("he", "she", "they")}
    ends |= {mention.last: mention.many for mention in found if isinstance(mention.kind, Being) or mention.alive}
    ends |= {name.token: False for name in given}
    for end in sorted(ends):
        yield end, ends[end] or "and" in [token.word for token in typed[max(0, end - 3) : end]]


def _predicate(typed: Sequence[Token], end: int, *, many: bool) -> _Predicate | None:
    """The verb that comes next after the token `end`."""
    after = [token for token in typed[end + 1 : end + 9] if token.sentence == typed[end].sentence]
    said = [token.word for token in after]
    relative = said[:1] in (["who"], ["that"], ["which"])
    lead = _lead(said[relative:])
    place = relative + len(lead)
    verb, forms = verb_forms().get(said[place], (None, frozenset())) if place < len(said) else (None, frozenset())
    led = " ".join(word for word in lead if word not in leading("adverbs"))
    wanted = _LED if led else {"does", "did", "base" if many else "does", "doing" if not relative else "does"}
    if not verb or forms.isdisjoint(wanted) or (relative and _goes_on(said[place + 1 :])):
        return None
    always = relative or led in leading("habit") or not leading("habitual").isdisjoint(lead)
    return _Predicate(verb, after[place], always or (forms == {"did"} and not led))


def _goes_on(said: Sequence[str]) -> bool:
    """“The teapot that sings wants …”: what it does in this story comes only after the clause."""
    main = words("wants_to_live") | words("auxiliaries") | words("main_verbs")
    return any(word in main for word in takewhile(lambda word: word not in ("that", "who", "and", "when"), said))


def _lead(said: Sequence[str]) -> Sequence[str]:
    """The longest beginning that only leads to a verb: “always”, “really likes to”."""
    adverbs = next((place for place, word in enumerate(said) if word not in leading("adverbs")), len(said))
    for length in (3, 2, 1):
        if " ".join(said[adverbs : adverbs + length]) in leading("habit") | leading("once"):
            return said[: adverbs + length]
    return said[:adverbs]


def _told(text: str, predicate: _Predicate) -> dict[str, str]:
    """The deed in its four forms, as far as its words may be said aloud."""
    verb, token = predicate.verb, predicate.token
    rest = _OVER.split(text[token.start + len(token.text) :].lower().replace("’", "'"), maxsplit=1)[0].split()
    how = said_so_far(rest[:_LONGEST], of=verb.base)
    if not (how or verb.bare):
        return {}
    forms = {"deed": verb.base, "did": verb.past, "doing": verb.doing, "does": verb.does}
    return {slot: f"{form} {_past(how) if slot == 'did' else how}".strip() for slot, form in forms.items()}


def _past(how: str) -> str:
    """“So hard that the roof flies off” as it was: “flew off”."""
    before, that, result = how.partition(" that ")
    return before + that + " ".join(map(_was, result.split()))


def _was(word: str) -> str:
    verb, forms = verb_forms().get(word, (None, frozenset()))
    return verb.past if verb and "does" in forms else word

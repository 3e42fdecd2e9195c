"""What somebody of a prompt does that no plot is made for: “ate everything”, “cannot stop laughing”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise, takewhile

from generation.providers.offline.storytelling.kinds import Being
from generation.providers.offline.storytelling.lexicon import being_words, words
from generation.providers.offline.storytelling.mentions import Mention
from generation.providers.offline.storytelling.naming import Name
from generation.providers.offline.storytelling.prompts import Token
from generation.providers.offline.storytelling.saying import said_so_far
from generation.providers.offline.storytelling.verbs import Verb, leading, unplanned, verb_forms

_LONGEST = 10
_OVER = re.compile(
    r"[^\w\s'’-]|\b(?:and|but|because|who|which|when|until|while|if|before|after|nor|or|him|them|it)\b"
    r"|\bso (?=(?:he|she|it|they|the|his|her|its)\b)|\bher (?=(?:to|in|on|at|from|with|into)\b)"
)
_ALWAYS = re.compile(
    r"\b(?:every (?:\w+ )?\w*(?:day|night|morning|evening|week|year|time)|all (?:day|night|the time|day long))\b.*"
)
_RESULT = re.compile(r"\bso \w+(?: that\b.*)?$")


@dataclass(frozen=True)
class _Predicate:
    verb: Verb
    token: Token
    habit: bool
    never: bool


def deed(text: str, typed: Sequence[Token], found: Sequence[Mention], given: Sequence[Name]) -> dict[str, str]:
    """{"deed": "eat everything", "did": …, "doing": …, "does": …, "habit" or "venture": as "deed"}, or nothing.

    A habit is what somebody does again and again, or did; a venture is what they do in this story. Of what somebody
    never does there is only {"dislike": "want to tidy {his} room"}.
    """
    for end, many in _subjects(typed, found, given):
        predicate = _predicate(typed, end, many=many)
        told = _told(text, predicate) if predicate else {}
        if predicate and told and predicate.never:
            return {"dislike": f"want to {told['deed']}"}
        if predicate and told:
            return {**told, "habit" if predicate.habit else "venture": told["deed"]}
    return {}


def _subjects(typed: Sequence[Token], found: Sequence[Mention], given: Sequence[Name]) -> Iterator[tuple[int, bool]]:
    """The last token of each somebody, and whether they are several."""
    ends = {place: token.word == "they" for place, token in enumerate(typed) if token.word in ("he", "she", "they")}
    ends |= {mention.last: mention.many for mention in found if isinstance(mention.kind, Being) or mention.alive}
    ends |= {name.token: False for name in given}
    for end in sorted(ends):
        yield end, ends[end] or "and" in [token.word for token in typed[max(0, end - 5) : end]]


def _predicate(typed: Sequence[Token], end: int, *, many: bool) -> _Predicate | None:
    """The verb that comes next after the token `end`."""
    after = [token for token in typed[end + 1 : end + 9] if token.sentence == typed[end].sentence]
    said = [token.word for token in after]
    relative = said[:1] in (["who"], ["that"], ["which"])
    lead = _lead(said[relative:])
    place = relative + len(lead)
    verb, forms = verb_forms().get(said[place] if place < len(said) else "", (None, frozenset()))
    led = " ".join(word for word in lead if word not in leading("adverbs"))
    if not verb or forms.isdisjoint(_wanted(led, many=many)) or (relative and _goes_on(said[place + 1 :])):
        return None
    again = relative or (forms == {"did"} and not led) or verb.base in unplanned() or led in leading("habit")
    always = not leading("habitual").isdisjoint(lead) or _ALWAYS.search(" ".join(said[place:]))
    return _Predicate(verb, after[place], habit=again or bool(always), never=led in leading("never"))


def _wanted(led: str, *, many: bool) -> Set[str]:
    """The forms a verb may have after “keeps” or “likes to”, after “never”, and after somebody."""
    if led:
        return {"doing", "base", "does"} if led in leading("never") else {"doing", "base"}
    return {"does", "did", "doing", "base"} if many else {"does", "did", "doing"}


def _goes_on(said: Sequence[str]) -> bool:
    """“The teapot that sings wants …”: what it does in this story comes only after the clause."""
    main = words("wants_to_live") | words("auxiliaries") | words("main_verbs")
    return any(word in main for word in takewhile(lambda word: word not in ("that", "who", "and", "when"), said))


def _lead(said: Sequence[str]) -> Sequence[str]:
    """The longest beginning that only leads to a verb: “always”, “really likes to”."""
    adverbs = next((place for place, word in enumerate(said) if word not in leading("adverbs")), len(said))
    for length in (3, 2, 1):
        if " ".join(said[adverbs : adverbs + length]) in leading("habit") | leading("once") | leading("never"):
            return said[: adverbs + length]
    return said[:adverbs]


def _told(text: str, predicate: _Predicate) -> dict[str, str]:
    """The deed in its four forms, as far as its words may be said aloud."""
    verb, token = predicate.verb, predicate.token
    rest = _OVER.split(text[token.start + len(token.text) :].lower().replace("’", "'"), maxsplit=1)[0]
    rest = _alone(_ALWAYS.sub("", rest).split())
    how = said_so_far(rest[:_LONGEST], of=verb.base)
    if len(how.split()) < len(rest):  # “so loudly that the windows …” says nothing without its end
        how = _RESULT.sub("", how).strip()
    if not (how or verb.bare):
        return {}
    forms = {"deed": verb.base, "did": verb.past, "doing": verb.doing, "does": verb.does}
    return {slot: f"{form} {_past(how) if slot == 'did' else how}".strip() for slot, form in forms.items()}


def _alone(rest: list[str]) -> list[str]:
    """“Counts stars with her grandpa” without him, who is in the book himself."""
    company = (
        place
        for place, word in enumerate(rest)
        if word == "with" and not being_words().keys().isdisjoint(rest[place + 1 : place + 4])
    )
    return rest[: next(company, len(rest))]


def _past(how: str) -> str:
    """“So hard that the roof flies off” as it was: “flew off”."""
    before, that, result = how.partition(" that ")
    told = ["", *result.split()]
    return before + that + " ".join(_was(word, subject) for subject, word in pairwise(told))


def _was(word: str, subject: str) -> str:
    verb, forms = verb_forms().get(word, (None, frozenset()))
    return verb.past if verb and ("base" if subject.endswith("s") else "does") in forms else word

"""Who and what a prompt mentions, in the order it mentions them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generation.providers.offline.storytelling.kinds import Being, Place, Thing
from generation.providers.offline.storytelling.lexicon import (
    ambiguous,
    being_words,
    places,
    superlatives,
    thing_words,
    words,
)
from generation.providers.offline.storytelling.prompts import Token
from generation.providers.offline.storytelling.verbs import verb_forms
from generation.providers.offline.storytelling.words import plural, singulars


@dataclass(frozen=True)
class Mention:
    """`first` and `last` are token numbers; adjectives stand in front, nearest last."""

    kind: Being | Thing | Place
    first: int
    last: int
    many: bool = False
    adjectives: tuple[str, ...] = ()
    alive: bool = False
    going: bool = False

    @property
    def is_personal(self) -> bool:
        """Whether it is told of as one tells of somebody: a shy teapot."""
        return not words("personal").isdisjoint(self.adjectives)


def mentions(tokens: Sequence[Token]) -> list[Mention]:
    found: list[Mention] = []
    start = 0
    while start < len(tokens):
        mention = _at(tokens, start, is_first=not found)
        if mention:
            found.append(mention)
        start = mention.last + 1 if mention else start + 1
    return list(_merged(found, tokens))


def _at(tokens: Sequence[Token], start: int, *, is_first: bool) -> Mention | None:
    for length in (3, 2, 1):
        part = tokens[start : start + length]
        if len(part) == length and (kind := _kind(" ".join(token.word for token in part), tokens, start)):
            adjectives = tuple(_adjectives(tokens, start))
            what = _lost(kind[0], tokens, start)
            what = _told_of(what, tokens, start + length) if is_first else what
            mention = Mention(what, start, start + length - 1, kind[1], adjectives)
            return _described(mention, tokens, is_first=is_first)
    return None


def _told_of(kind: Being | Thing | Place, tokens: Sequence[Token], after: int) -> Being | Thing | Place:
    """“The mountain that wanted to …” is a somebody."""
    following = [token.word for token in tokens[after : after + 2]]
    lives = len(following) == 2 and following[0] in ("who", "that") and following[1] in words("wants_to_live")
    return Thing(tokens[after - 1].word, "structure") if lives and isinstance(kind, Place) else kind


def _lost(kind: Being | Thing | Place, tokens: Sequence[Token], start: int) -> Being | Thing | Place:
    """“Ella lost her teddy bear”: a toy that is lost is something to look for."""
    before = {token.word for token in tokens[max(0, start - 3) : start]}
    is_toy = isinstance(kind, Being) and kind.body == "toy"
    return Thing(kind.noun) if is_toy and isinstance(kind, Being) and before & words("losing") else kind


def _kind(word: str, tokens: Sequence[Token], start: int) -> tuple[Being | Thing | Place, bool] | None:
    before = _before(tokens, start)
    if word in words("telling") or (_is_ambiguous(word) and not _is_noun(tokens, start)):
        return None
    being = being_words().get(word)
    if being:
        return being
    place, thing = places().get(word), thing_words().get(word)
    if before == "from" and not thing:
        return None
    if place and word in words("reached"):
        return (place if _is_reached(tokens, start) else thing), False
    if place and (before in words("where") if thing or word == "home" else True):
        return place, False
    return (thing, False) if thing else None


def _is_reached(tokens: Sequence[Token], start: int) -> bool:
    """“Fly to the moon”, “on the moon”; but “sings to the moon”."""
    before = [token.word for token in tokens[max(0, start - 3) : start]]
    return before[-2:] == ["on", "the"] or (before[1:] == ["to", "the"] and before[0] in words("setting_out"))


def _is_ambiguous(word: str) -> bool:
    return word in ambiguous() or any(form in ambiguous() for form in singulars(word))


def _is_noun(tokens: Sequence[Token], start: int) -> bool:
    """Whether a word that may be a verb as well stands where only a noun can."""
    left = tokens[start - 1].word if start else ""
    described = left in words("thing_adjectives") | words("traits")
    whole = not start or tokens[start - 1].text.lower() == left
    compound = (
        whole and left in being_words() and not tokens[start].word.endswith("s")
    )  # “dragon egg”, not “a dragon plays”
    placed = _before(tokens, start) in words("determiners") | words("where") | words("takes") | {"with", "about"}
    following = tokens[start + 1].word if start + 1 < len(tokens) else ""
    acts = not start and tokens[start].text.istitle() and following in words("after_a_name")
    return len(tokens) <= 3 or described or compound or placed or acts


def _before(tokens: Sequence[Token], start: int) -> str:
    """The word in front of the noun phrase's adjectives; the determiner counts only where nothing else is there."""
    place = start - 1
    while place >= 0 and tokens[place].word in words("thing_adjectives") | words("traits") | words("sizes") | {"very"}:
        place -= 1
    if place > 0 and tokens[place].word in words("determiners") and tokens[place - 1].word in words("where"):
        place -= 1
    return tokens[place].word if place >= 0 and tokens[place].sentence == tokens[start].sentence else ""


def _adjectives(tokens: Sequence[Token], start: int) -> Iterator[str]:
    known = words("traits") | words("sizes") | words("colours") | words("thing_adjectives")
    first = start
    while first and (tokens[first - 1].word in known | words("frightening") | {"very", "and", "really"}):
        first -= 1
    plain = superlatives()
    yield from (plain.get(token.word, token.word) for token in tokens[first:start] if token.word in known)


def _described(mention: Mention, tokens: Sequence[Token], *, is_first: bool) -> Mention:
    after = tokens[mention.last + 1].word if mention.last + 1 < len(tokens) else ""
    before = [token.word for token in tokens[max(0, mention.first - 3) : mention.first]]
    acts = (_is_deed(after) or _has_a_day(mention, tokens)) and words("takes").isdisjoint(before)
    asked_about = {"why", "how", "when"}.intersection(before)
    return replace(
        mention,
        alive=mention.is_personal or after in words("alive") or (is_first and acts and not asked_about),
        going=any(word in words("going") for word in before),
    )


def _is_deed(word: str) -> bool:
    """“The moon takes …” is somebody; “the moon lights” are not."""
    _, forms = verb_forms().get(word, (None, frozenset()))
    is_noun = word in thing_words() or word in being_words()
    return word in words("wants_to_live") or (not is_noun and not forms.isdisjoint({"does", "did"}))


def _has_a_day(mention: Mention, tokens: Sequence[Token]) -> bool:
    """“A raindrop’s journey”."""
    following = [token.word for token in tokens[mention.last + 1 : mention.last + 3]]
    return tokens[mention.last].text.endswith(("'s", "’s")) and not words("own_story").isdisjoint(following)


def _merged(found: Sequence[Mention], tokens: Sequence[Token]) -> Iterator[Mention]:
    """Two nouns side by side are one thing: “dragon egg”, “moon lamp”."""
    waiting: Mention | None = None
    for mention in found:
        if waiting and (together := _together(waiting, mention, tokens)):
            waiting = together
            continue
        if waiting:
            yield waiting
        waiting = mention
    if waiting:
        yield waiting


def _together(left: Mention, right: Mention, tokens: Sequence[Token]) -> Mention | None:
    if left.last + 1 != right.first or left.many or isinstance(left.kind, Place) or isinstance(right.kind, Place):
        return None
    ending, beginning = tokens[left.last], tokens[right.first]
    if (
        _apart(ending, beginning)
        or ending.text.endswith("s")
        or (beginning.text.istitle() and not ending.text.istitle())
    ):
        return None
    own = right.kind.noun.split()[-1] if right.first == right.last else right.kind.noun  # “wolf cub”, no bear cub
    noun = f"{left.kind.noun} {own}"
    if isinstance(right.kind, Being):
        kind = replace(right.kind, noun=noun, plural=plural(noun), called="")
        return replace(right, kind=kind, first=left.first, adjectives=left.adjectives) if _leads(left.kind) else None
    if right.kind.unique or (isinstance(left.kind, Being) and left.kind.person):
        return None
    return replace(left, kind=replace(right.kind, noun=noun), last=right.last, alive=right.alive, many=False)


def _apart(left: Token, right: Token) -> bool:
    """Whether more than a space is between them."""
    return left.sentence != right.sentence or right.start > left.start + len(left.text) + 1


def _leads(kind: Being | Thing | Place) -> bool:
    """Whether it says what sort of somebody comes next: “a superhero dog”, “a robot cat”."""
    return isinstance(kind, Being) and not kind.called

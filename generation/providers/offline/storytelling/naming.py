"""Names a prompt gives: “a fox called Rusty”, “Mimi the cat”, “Princess Luna”, “Emma”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from generation.providers.offline.storytelling.kinds import Being, Place
from generation.providers.offline.storytelling.lexicon import every_word, known_names, names, words
from generation.providers.offline.storytelling.mentions import Mention
from generation.providers.offline.storytelling.prompts import Token
from generation.providers.offline.storytelling.verbs import verb_forms


@dataclass(frozen=True)
class Name:
    """`owner` is the mention that is called so; None for somebody of whom only the name is said."""

    text: str
    token: int
    owner: Mention | None = None


def given_names(tokens: Sequence[Token], found: Sequence[Mention]) -> list[Name]:
    """In order; of two who share a name the first that says whose it is."""
    chosen: dict[str, Name] = {}
    for name in _all(tokens, found):
        known = chosen.get(name.text)
        if not known or (name.owner and not known.owner):
            chosen[name.text] = name
    return list(chosen.values())


def _all(tokens: Sequence[Token], found: Sequence[Mention]) -> Iterator[Name]:
    for number, token in enumerate(tokens):
        owner = _owner(number, tokens, found)
        if owner and _may_be_called(token, capital=not _is_called(number, tokens)):
            yield Name(_spelled(token), number, owner)
        elif _is_free(number, tokens) or _is_listed(number, tokens, found):
            yield Name(_spelled(token), number)


def _is_listed(number: int, tokens: Sequence[Token], found: Sequence[Mention]) -> bool:
    """“Ben, Ana and Yusuf”: the next of a list of names."""
    if not number or not tokens[number].text[0].isupper() or not _may_be_called(tokens[number], capital=True):
        return False
    one_before = number - (2 if tokens[number - 1].word == "and" else 1)
    is_next = tokens[number - 1].word == "and" or _pauses(number - 1, tokens)
    if one_before < 0 or not is_next or not _is_unusual(tokens[number]):
        return False
    return _is_free(one_before, tokens) or bool(
        _owner(one_before, tokens, found) or _is_listed(one_before, tokens, found)
    )


def _owner(number: int, tokens: Sequence[Token], found: Sequence[Mention]) -> Mention | None:
    """Whose name this token would be."""
    living = [mention for mention in found if not isinstance(mention.kind, Place) and mention.first != number]
    before = [mention for mention in living if mention.last < number]
    if _is_called(number, tokens):
        beings = [mention for mention in before if isinstance(mention.kind, Being)]
        told = beings if tokens[number - 1].word in ("is", "are", "was") else []  # “his name is”: no hat’s
        return next(reversed(told or before), None)
    beside = [mention for mention in before if mention.last == number - 1 and isinstance(mention.kind, Being)]
    is_titled = bool(beside) and tokens[number - 1].word in words("titles") and tokens[number].text.istitle()
    is_own = bool(beside) and tokens[number - 1].text.islower() and tokens[number].text.istitle()  # “my cat Boots”
    if beside and (is_titled or is_own or (_is_unusual(tokens[number]) and not _is_deed(number, tokens))):
        return beside[0]
    following = tokens[number + 1].word if number + 1 < len(tokens) else ""
    after = [mention for mention in living if number < mention.first <= number + 6]
    if not after or not _close(number, after[0], tokens):
        return None
    is_told = following in ("the", "is", "was") and not _is_deed(number, tokens)
    is_explained = following in ("a", "an") and _pauses(number, tokens) and isinstance(after[0].kind, Being)
    return after[0] if is_told or is_explained else None


def _is_deed(number: int, tokens: Sequence[Token]) -> bool:
    """“The Fox Who Borrowed the Moon”, “Fox Borrows Moon”: in a headline a verb has a capital as well."""
    word = tokens[number].word
    if _spelled(tokens[number]) in known_names() or not number:
        return False
    is_headline = all(token.text[0].isupper() for token in tokens if token.word not in words("no_names"))
    follows = tokens[number - 1].word in words("before_a_verb")
    return follows or word.endswith("ed") or (is_headline and word.endswith("s") and number + 1 < len(tokens))


def _pauses(number: int, tokens: Sequence[Token]) -> bool:
    """Whether a comma or the like follows this token."""
    token = tokens[number]
    return number + 1 < len(tokens) and tokens[number + 1].start > token.start + len(token.text) + 1


def _close(number: int, mention: Mention, tokens: Sequence[Token]) -> bool:
    """Only “the very small”, “is a” and the like stand between a name and its noun."""
    known = words("determiners") | words("traits") | words("sizes") | words("colours") | {"is", "was", "very", "and"}
    return all(token.word in known for token in tokens[number + 1 : mention.first])


def _is_called(number: int, tokens: Sequence[Token]) -> bool:
    before = [token.word for token in tokens[max(0, number - 2) : number]]
    named = before[-1:] and before[-1] in words("called")
    return bool(named) or before in (["name", "is"], ["names", "are"], ["name", "was"])


def _is_free(number: int, tokens: Sequence[Token]) -> bool:
    token = tokens[number]
    if not token.text[0].isupper() or not _may_be_called(token, capital=True) or _is_surname(number, tokens):
        return False
    if token.text in known_names():
        return True
    following = tokens[number + 1].word if number + 1 < len(tokens) else "and"
    surname = number + 2 < len(tokens) and _is_unusual(tokens[number + 1])
    does = tokens[number + 2].word if surname else following
    _, forms = verb_forms().get(does, (None, frozenset()))
    acts = does in words("after_a_name") or not forms.isdisjoint({"does", "did"})
    of_title = number == 0 and (acts or token.text.lower().endswith(("'s", "’s")))
    about = number > 0 and tokens[number - 1].word in words("beside_a_name") and not token.text.isupper()
    return (of_title or about or _is_called(number, tokens)) and _is_unusual(token)


def _is_surname(number: int, tokens: Sequence[Token]) -> bool:
    """“Nguyen” in “Zoë Nguyen”."""
    return number > 0 and _is_unusual(tokens[number - 1]) and not _pauses(number - 1, tokens)


def _may_be_called(token: Token, *, capital: bool) -> bool:
    name = _spelled(token)
    if not 2 <= len(name) <= 14 or token.word in words("no_names") or name in names("never"):
        return False
    return (
        token.text[0].isupper() and (name in known_names() or _is_unusual(token) or token.word not in words("traits"))
        if (capital)
        else token.word not in words("determiners")
    )


def _is_unusual(token: Token) -> bool:
    return token.text[0].isupper() and (token.word not in _usual() or _spelled(token) in known_names())


def _spelled(token: Token) -> str:
    return token.word[:1].upper() + token.word[1:]


@cache
def _usual() -> frozenset[str]:
    return frozenset(every_word())

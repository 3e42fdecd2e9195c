"""What a prompt says in so many words and a plot says again: a skill, a fear, a wish, a dislike, a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from generation.providers.offline.storytelling import lexicon
from generation.providers.offline.storytelling.lexicon import words
from generation.providers.offline.storytelling.saying import END, said, topics
from generation.providers.offline.storytelling.verbs import verb_forms

_WISH = re.compile(
    r"(?<!not )(?<!n't )(?<!n’t )(?<!nobody )(?<!one )\b(?:wants?|wanted|wish(?:es|ed)|hop(?:es|ed)|long(?:s|ed)|"
    r"would (?:like|love)|would|dreams?) (to|rather|of becoming|of being|of having|an?|some) ([^.?!;:\n]+)"
)
_WISHED = {"to": "", "rather": "", "of becoming": "become ", "of being": "be ", "of having": "have "}
_DISLIKE = re.compile(
    r"(?:\b(?:not|never|nobody|no one)|n['’]t) (?:ever |really )?(want|like|love|enjoy)s? (?:to )?([^.?!;:\n]+)"
)
_REFUSAL = re.compile(r"\b(refuse|hate)[sd]? (?:to )?([^.?!;:\n]+)")
_LACK = re.compile(r"\b(?:with(?:out)?|who ha[sd]|that ha[sd]) (no |any |an? )?(?:very )?([^.?!;:,\n]+)")
_MISSES = re.compile(r"\bmiss(?:es|ed|ing)? (?:his|her|its|their|my|the) (?:best )?(\w+)")
_GONE = re.compile(
    r"\b(?:my|his|her|their|our|best) (\w+?)s?(?: [a-z]+)? (?:has |have )?"
    r"(?:died|dies|passed away|is gone|is dead|moved? )"
)
_BABY = re.compile(
    r"\bnew baby (brother|sister)|\bnew (baby|brother|sister)|"
    r"\bbaby (brother|sister).*\b(?:com|born|arriv|jealous|home)"
)
_JEALOUS = re.compile(
    r"\bjealous (?:\w+ )?(?:brother|sister|of (?:the|his|her|a) (?:new |little |baby )*(puppy|kitten))"
)
_TELL_ME = r"(?:\w+ you (?:please )?)?(?:tell|explain|show)(?: to)? (?:me|us) "
_QUESTION = re.compile(rf"^\W*(?:{_TELL_ME})?((?:why|what|when|how) (?:if |\w+ )[^.?!;:\n]+)")
_HOW_GOT = re.compile(r"^\W*how (the \w+) got ([^.?!;:\n]+)")
_WHAT_IS = re.compile(r"\b(?:learn|wonder|ask|find|know|understand)\w* (?:out )?what ([\w ]+?) (?:is|means?)\b")


def phrases(text: str) -> dict[str, str]:
    """By the slot a plot has for them: {"skill": "swim", "wish": "see summer", …}; only what is found."""
    text = text.lower().replace("’", "'")
    found = {slot: read(text) for slot, read in _READERS.items()} | _loss(text) | _asked(text)
    return {slot: phrase for slot, phrase in found.items() if phrase}


def _asked(text: str) -> dict[str, str]:
    """The plots whose own pattern is in the text, and what its groups say."""
    found = {name: pattern.search(text) for name, pattern in _patterns().items()}
    groups = [match.groupdict(default="") for match in found.values() if match]
    slots = {slot: said(phrase) for group in groups for slot, phrase in group.items()}
    return slots | {name: match[0] for name, match in found.items() if match}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(table["asks"]) for name, table in lexicon.plots().items() if "asks" in table}


def said_by(speaker: str, phrase: str) -> str:
    """The same in direct speech: “find my twin”, where the text says “find his twin”."""
    return phrase.replace("{his}", speaker).replace("{himself}", f"{speaker}self")


@cache
def _skill_pattern() -> re.Pattern[str]:
    skills = sorted(lexicon.listed(lexicon.vocabulary()["skills"]["verbs"]), key=len, reverse=True)
    return re.compile(
        r"\b(?:learn\w*|teach\w*|taught|how|want\w*|wish\w*|try|tries|tried|trying|dream\w*|can't|cannot|could not|"
        r"couldn't|would not|wouldn't|forgot\w*|unable|able|can not|does(?:n't| not)(?: know)?)"
        rf"(?: (?:\w+ ){{0,2}}?)(?:how )?(?:to )?({'|'.join(skills)})\b"
    )


def _skill(text: str) -> str:
    found = _skill_pattern().search(text)
    is_one = found and not re.search(r"\bnot want|n't want|\ba $", found[0].removesuffix(found[1]))  # “wants a hug”
    return found[1] if found and is_one else ""


@cache
def _fear_pattern() -> re.Pattern[str]:
    known = [*topics(), *lexicon.being_words(), *(verb.doing for verb, _ in verb_forms().values())]
    fears = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    return re.compile(
        rf"\b(?:afraid|scared|frightened|terrified|fears?) (?:of )?(?:(?:an?|all|the|deep|big|going to) )*({fears})\b"
    )


def _fear(text: str) -> str:
    """What somebody is afraid of, unless it is the dark, which has a plot of its own."""
    found = _fear_pattern().search(text)
    if not found or "dark" in found[1]:
        return ""
    being, _ = lexicon.being_words().get(found[1], (None, True))
    return being.plural if being else found[1]


def _wish(text: str) -> str:
    found = _WISH.search(text)
    if not found or _skill(text):
        return ""
    verb = _WISHED.get(found[1], f"have {found[1]} ")
    wish = said(verb + found[2])
    known = not verb.startswith("have") or wish.removeprefix("have ") in topics()
    return wish if known and not {"home", "friend", "wish", "dream"}.intersection(wish.split()) else ""


def _dislike(text: str) -> str:
    if found := _DISLIKE.search(text):
        return said(f"{'want to' if found[1] == 'want' else 'like'} {found[2]}")
    found = _REFUSAL.search(text)
    return said(f"{'want to' if found[1] == 'refuse' else 'like'} {found[2]}") if found else ""


def _oddity(text: str) -> str:
    """“no magic”, “a short neck”: what one lacks, or has otherwise than the others."""
    for found in _LACK.finditer(text):
        article, noun = found[1] or "", END.split(found[2])[0].split()
        if found[0].startswith("without") or article.strip() in ("no", "any"):
            return said(f"no {' '.join(noun[:2])}") or said(f"no {' '.join(noun[:1])}")
        odd = noun[:1] if noun and noun[0] in words("odd_alone") else noun[:2]
        if odd and odd[-1] in words("odd_alone") | words("body_parts") and (len(odd) == 1 or odd[0] in words("sizes")):
            return f"{article}{' '.join(odd)}"
    return ""


def _missed(text: str) -> str:
    found = _MISSES.search(text) or _GONE.search(text)
    if not found or found[1] not in lexicon.being_words() | {"friend": None}:
        return ""
    being = None if found[1] == "friend" else lexicon.being_words()[found[1]][0]
    return being.called if being and being.called else f"{{his}} {'best friend' if not being else being.noun}"


def _baby(text: str) -> str:
    if found := _BABY.search(text):
        sibling = found[1] or found[2] or found[3]
        return "baby" if sibling == "baby" else f"baby {sibling}"
    found = _JEALOUS.search(text)
    return (found[1] or "baby") if found else ""


def _question(text: str) -> str:
    if found := _HOW_GOT.search(text):
        told = said(f"{found[1]} get {found[2]}", own=False)
        return f"How did {told}?" if told else ""
    if found := _WHAT_IS.search(text):
        return f"What is {said(found[1])}?" if said(found[1]) else ""
    found = _QUESTION.search(text.split("?", maxsplit=1)[0])
    told = said(_asked_directly(found[1].split()), own=False) if found else ""
    if not told:
        return ""
    return f"{told[0].upper()}{told[1:]}?"


def _asked_directly(told: Sequence[str]) -> str:
    """“Why the sky is blue” as “why is the sky blue”, “why leaves fall” as “why do leaves fall”; else nothing."""
    helping = next((place for place, word in enumerate(told) if word in words("auxiliaries")), 0)
    if helping:
        return " ".join([told[0], told[helping], *told[1:helping], *told[helping + 1 :]])
    for place, word in enumerate(told[2:], start=2):
        verb, forms = verb_forms().get(word, (None, frozenset()))
        if verb and not forms.isdisjoint({"does", "base"}):
            do = "does" if "does" in forms else "do"
            return " ".join([told[0], do, *told[1:place], verb.base, *told[place + 1 :]])
    return ""


def _before(text: str) -> str:
    """By when it must be done: “before the moon goes to sleep”."""
    found = re.search(r"\bbefore (?!he\b|she\b|it\b|they\b|his\b|her\b|the end\b)([^.?!;:,\n]+)", text)
    return said(found[1]) if found else ""


@cache
def _loss_pattern() -> re.Pattern[str]:
    gone = "|".join(word for loss in lexicon.phrases()["losses"].values() for word in loss["words"].split())
    whose = r"(?:all )?(?:its|his|her|their) (?:own )?(?:\w+ )?"
    return re.compile(
        rf"\b(\w+?)s? (?:(?:that|which|who|has|had|have|just) )*(?:lost|loses|losing|lose) {whose}({gone})\b"
        rf"|\b(\w+?)s? whose (?:\w+ )?({gone})\b (?:has |have |had |is |was )?(?:gone|went|lost|vanish|fad|disappear)"
        rf"|\b(lamp|lantern|candle|star|sun|moon|torch|light)s? (?:has |have )?(?:gone|goes|went) (?:dark|out)\b"
        rf"|\b(sun|moon) (?:did|does|would|will) ?n[o'’]t (?:come up|rise|shine)\b"
    )


def _loss(text: str) -> dict[str, str]:
    """“A lantern that has lost its light”: whose it was and what is gone."""
    found = _loss_pattern().search(text)
    if not found:
        return {}
    owner = next(filter(None, (found[1], found[3], found[5], found[6])))
    return {"loss": found[0], "owner": owner, "gone": (found[2] or found[4] or "light").replace("lamp", "light")}


def _occasion(text: str) -> str:
    return next((place.name for pattern, place in lexicon.occasions() if pattern.search(text)), "")


_READERS: dict[str, Callable[[str], str]] = {
    "skill": _skill,
    "fear": _fear,
    "wish": _wish,
    "dislike": _dislike,
    "oddity": _oddity,
    "missed": _missed,
    "baby": _baby,
    "question": _question,
    "occasion": _occasion,
    "before": _before,
}

"""The words a scene is read by: vocabulary.toml, read once, and what takes more than one word to tell."""

import re
import tomllib
from pathlib import Path

_LISTED = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))


def _table(name: str) -> dict[str, str]:
    """{word: meaning}."""
    return {word: meaning for meaning, words in reversed(_LISTED[name].items()) for word in words.split()}


PLACES, HOURS, WEATHERS, SEASONS = _table("places"), _table("hours"), _table("weathers"), _table("seasons")
MOODS, POSTURES = _table("moods"), _table("postures")
HOLDING, CLOSE, WIDE, WEAK_PLACES = (
    frozenset(_LISTED[name].split()) for name in ("holding", "close", "wide", "weak_places")
)
# Feelings somebody shows, stronger than the mood a whole scene is said to have.
STRONG_MOODS = _table("strong_moods")
# What somebody does not feel.
NEGATED = re.compile(r"\b(?:not|never|no longer|without|nobody)(?: (?:so|very|a|any|at all))?(?: \w+)?")

AFLOAT = re.compile(
    r"\b(in|into|aboard|on) (a|an|the|his|her|their|its|our) (\w+ ){0,3}"
    r"(boat|ship|raft|canoe|dinghy|sailboat|rowboat)\b"
    r"|\b(sails|sailed|sailing|rows(?! of)|rowed|rowing|aboard)\b|\b(sail|row) (across|over|away|to|on|out|home)\b"
)

# Places that take more than one word to tell, looked for first.
PHRASES = tuple(
    (place, re.compile(phrase))
    for place, phrase in (
        ("kitchen", r"\b(in|inside) the (\w+ )?bakery\b"),
        ("beach", r"\b(by|beside|near|to) the (sea|ocean)\b|\bat the seaside\b"),
        ("snow", r"\b(in|on|through|over) the (deep |soft |white |fresh )?snow\b|\bnorthern lights\b"),
        (
            "underwater",
            r"\bunder ?(the )?(water|sea|waves)\b|\b(sea|ocean) floor\b|\bbottom of the (sea|ocean|lake|pond)\b",
        ),
        (
            "space",
            r"\b(on|to|across) the (dusty |silver )?moon\b|\bin (outer )?space\b|\bmilky way\b|\bspace station\b",
        ),
        (
            "sky",
            r"\b(above|over|through|among|between|on) (the|a) (\w+ )?(\w+ )?clouds?\b"
            r"|\bhigh in the sky\b|\bamong the stars\b",
        ),
        ("room", r"\bwarm and safe\b|\bcosy and content\b"),
    )
)
INDOORS = re.compile(r"\bindoors\b|\bin the (\w+ )?(house|cottage|hut|cabin)\b")
ROOMS = ("bedroom", "kitchen", "library", "room")

HOUR_SAID = re.compile(
    r"\b(?:at|by|in the)(?: \w+){0,4}? "
    r"(night|midnight|evening|sunset|dusk|twilight|nightfall|dawn|sunrise|daybreak|noon|midday|afternoon|morning)\b"
)

# What is spoken of but not there: "looks for the lantern", "without her hat", "snowy peaks far away".
_THEM = r"( (?!in |on |at |by |near |under |and )\w+)"
ABSENT = re.compile(
    r"\b(look(s|ed)?|search(es|ed|ing)?|hunts?|ask(s|ed)?|wish(es|ed)?|longs?|waits?|hopes?)( \w+){0,2} for"
    rf"{_THEM}{{1,4}}"
    r"|\b(lost(?= (the|a|an|his|her|its|their) )|misses|missed|without|no|wants?|wanted"
    rf"|(dream|think|thought|tell|afraid)(s|ing)? of){_THEM}{{1,3}}"
    r"|\bleaves blowing|\b(outside|through|behind) (the|a|his|her) (\w+ (?=kitchen|bakery|house|barn))?\w+"
    r"|\b(\w+ ){2}(far away|far below|in the distance)\b"
)
# How a description names the feeling of the whole scene.
FEELING = re.compile(r"\b(?:mood|feeling|atmosphere) (?:is |of )?(?:\w+ and )?(\w+)")
IN_BED = re.compile(
    r"\b(in|into|out of) (his |her |their |the )?bed\b"
    r"|(?<!from )\b(under|of) (a|one|the|his|her|their) (\w+ )?(blanket|quilt|duvet|covers)\b"
    r"|\blies? (\w+ ){0,3}(in|under) the (\w+ ){0,3}"
    r"(oak|roots|burrow|nest|den|hut|house|cottage|cabin|cave|igloo|attic)\b"
    r"|\b(lie|lies|lay|lying) (wide )?awake\b|\bfast asleep\b|\bsits? up (in bed|and)\b"
    r"|\blies? (\w+ ){1,9}in the dark\b|\bin the lamplight\b"
)
# "the lantern, which has lost its light", "still without its light"
UNLIT = re.compile(r"\b(?:lost|without) (?:its|his|her|their) (?:light|glow|flame)\b")
# What the cast is busy with stands after these words, at most four words on.
FOCUS = re.compile(
    r"\b(?:over|before|beside|around(?! them)|between|with|near|next to|put|admires"
    r"|(?:look|stare|point|sniff)s? (?:closely )?at|follows?|finds?|found)(?: \w+){1,4}"
)
# What the land has before the cast, besides what the place has of itself.
FEATURES = tuple((name, re.compile(rf"\b(?:{phrase})\b")) for name, phrase in _LISTED["features"].items())
# What somebody does not do now: "dreaming of how it would be to fly", "is about to knock".
UNDONE = re.compile(r"\b(?:dreams?|dreaming|wants?|longs?|hopes?|asks|about|how|ready) (?:of|to|for)\b.*")

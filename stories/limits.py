"""What a person may write, whichever form they write it in. The API's serializers and the pages' forms share it."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TITLE = 200
PROMPT = 4000
STYLE = 200
TEXT = 5000
PICTURE = 2000
ALT = 1000
SCENES = 20

LANGUAGE_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?", re.I)
BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_ENDS = r"\u0009\u000a\u2028\u2029"  # and the tab
CONTROLS = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069"
"""What no text may hold, as a regular expression's set in words that JSON Schema knows too."""
HALVES = r"\ud800-\udfff"  # of a surrogate pair: no characters at all
UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"})  # Unicode's spaces, controls and formats
LOOK_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters that are drawn as nothing

_unreadable = re.compile(f"[{CONTROLS}{HALVES}{LINE_ENDS}]")
_unreadable_in_lines = re.compile(f"[{CONTROLS}{HALVES}]")


def tidy(text: str) -> str:
    """The text with Unix line ends and nothing around it: browsers send CRLF."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def refuse_unreadable(text: str) -> None:
    _refuse(_unreadable, text)


def refuse_unreadable_lines(text: str) -> None:
    """As above for texts of several lines, which may hold newlines and tabs."""
    _refuse(_unreadable_in_lines, text)


def refuse_invisible(text: str) -> None:
    if text and all(map(_looks_empty, text)):
        raise ValidationError(_("Write something that can be seen."), code="blank")


def language_tag(text: str) -> str:
    """The tag in its usual spelling (pt-BR, zh-Hant-TW); ValidationError when it is none."""
    match = LANGUAGE_TAG.fullmatch(text.strip())
    if not match:
        raise ValidationError(_("Write a language tag such as en, de or pt-BR."), code="invalid_language")
    parts = (match["language"].lower(), (match["script"] or "").title(), (match["region"] or "").upper())
    return "-".join(part for part in parts if part)


def _refuse(unreadable: re.Pattern[str], text: str) -> None:
    if found := unreadable.search(text):
        raise ValidationError(
            _("Remove the invisible control character U+%(point)04X."),
            code="control_character",
            params={"point": ord(found[0])},
        )


def _looks_empty(character: str) -> bool:
    return unicodedata.category(character) in UNSEEN or character in LOOK_EMPTY

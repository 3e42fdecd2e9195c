"""Whole values out of one JSON object that is still being written, each the moment its last bracket arrives.

A model's JSON is taken as kindly as can be: small talk and code fences around it are skipped, line breaks inside a
string are forgiven, and a value that cannot be read costs itself only, not what follows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

MARK = re.compile(r'\\\Z|\\.|["{}\[\],]', re.DOTALL)
KEY = re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*:\s*\Z', re.DOTALL)
AT_ONCE = 4096  # characters; so that what is read is never copied with all that follows
LONGEST_VALUE = 200_000  # characters; nothing that is meant for a child's book is longer

END = object()
"""Stands for the end of a list."""
BROKEN = object()
"""Stands for a value that cannot be read."""


class Members:
    """Feed it text as it arrives. It yields (key, value) for each member; for a list (key, item) for each, then END."""

    def __init__(self) -> None:
        self._text = ""  # from the start of the value under way
        self._scanned = self._depth = 0
        self._list: str | None = None  # the key of the list whose items are being written
        self._quoted = self._found = self._closed = False

    def feed(self, piece: str) -> Iterator[tuple[str, Any]]:
        for start in range(0, len(piece), AT_ONCE):
            if not self._closed:
                yield from self._feed(piece[start : start + AT_ONCE])

    def _feed(self, piece: str) -> Iterator[tuple[str, Any]]:
        self._text += piece
        while not self._closed and (mark := MARK.search(self._text, self._scanned)):
            if mark[0] == "\\":
                self._scanned = mark.start()  # what it escapes is still to come
                break
            self._scanned = mark.end()
            yield from self._read(mark[0])
        yield from self._give_up_if_endless()

    def _read(self, mark: str) -> Iterator[tuple[str, Any]]:
        if mark == '"':
            self._quoted = self._depth > 0 and not self._quoted
        elif self._quoted or mark.startswith("\\"):
            return
        elif mark in "{[":
            self._open(mark)
        elif mark == ",":
            yield from self._comma()
        elif self._depth:
            yield from self._close()

    def _open(self, bracket: str) -> None:
        if self._depth == 1:
            self._open_member(bracket)
        elif self._depth or bracket == "{":
            self._depth += 1
        if self._depth == 1:
            self._take()

    def _open_member(self, bracket: str) -> None:
        key = KEY.match(self._text, 0, self._scanned - 1)
        if not key and not self._found and bracket == "{":
            return  # the brace before was small talk, and this one may begin the object
        self._depth = 2
        if key and bracket == "[":
            self._list, self._found = key[1], True
            self._take()

    def _comma(self) -> Iterator[tuple[str, Any]]:
        if self._depth == 1 or (self._depth == 2 and self._list is not None):
            yield from self._value(self._take()[:-1])

    def _close(self) -> Iterator[tuple[str, Any]]:
        self._depth -= 1
        if self._depth == 2 and self._list is not None:
            yield from self._value(self._take())
        elif self._depth == 1 and self._list is not None:
            yield from self._value(self._take()[:-1])
            yield self._list, END
            self._list = None
        elif self._depth == 0:
            yield from self._value(self._take()[:-1])
            self._closed = self._found

    def _take(self) -> str:
        """The text scanned so far, which is thereby done with."""
        taken, self._text, self._scanned = self._text[: self._scanned], self._text[self._scanned :], 0
        return taken

    def _value(self, text: str) -> Iterator[tuple[str, Any]]:
        if not text.strip():
            return
        try:
            if self._list is not None:
                yield self._list, json.loads(text, strict=False)
            else:
                member = json.loads(f"{{{text}}}", strict=False)
                self._found = True
                yield from member.items()
        except (ValueError, RecursionError):
            if self._found:
                yield self._list or "", BROKEN

    def _give_up_if_endless(self) -> Iterator[tuple[str, Any]]:
        if self._depth == 0:
            self._text, self._scanned = "", 0
        elif len(self._text) > LONGEST_VALUE:
            self._closed = True
            yield self._list or "", BROKEN

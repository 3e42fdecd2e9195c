"""Reads one environment variable each; what cannot be read is collected and reported by the system check."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

problems: list[tuple[str, str]] = []
"""(variable, what is wrong and what to write instead), for storymimi.checks."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def _parsed(name: str, default: T, parse: Callable[[str], T], remedy: str) -> T:
    raw = text(name)
    if not raw:
        return default
    try:
        return parse(raw)
    except ValueError:
        problems.append((name, f"{name} is not understood. {remedy}"))
        return default


def integer(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    def parse(raw: str) -> int:
        number = int(raw)
        if not least <= number <= most:
            raise ValueError(raw)
        return number

    return _parsed(name, default, parse, f"Write a whole number from {least} to {most}.")


def _dollars(raw: str) -> Decimal:
    try:
        amount = Decimal(raw)
    except InvalidOperation as error:
        raise ValueError(raw) from error
    if not (amount.is_finite() and 0 <= amount < 10**9):
        raise ValueError(raw)
    return amount


def money(name: str) -> Decimal | None:
    return _parsed(name, None, _dollars, "Write an amount in US dollars such as 2.50, or leave it empty.")


def prices(name: str) -> dict[str, Decimal] | None:
    """US dollars by model: "vendor/model=0.0154,other/model=0.03"."""

    def parse(raw: str) -> dict[str, Decimal]:
        pairs = (part.partition("=") for part in raw.split(","))
        return {model.strip(): _dollars(price) for model, _, price in pairs}

    return _parsed(name, None, parse, "Write model=dollars, several with commas between them.")


def by_language(name: str) -> str | dict[str, str]:
    """One word for all languages, or "en=nell,de=jonas"."""

    def parse(raw: str) -> str | dict[str, str]:
        pairs = [[side.strip() for side in part.split("=")] for part in raw.split(",")]
        if pairs == [[raw]]:
            return raw
        return {language.lower(): word for language, word in pairs}

    return _parsed(name, "", parse, "Write one name, or language=name, several with commas between them.")


def boolean(name: str, default: bool) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}

    def parse(raw: str) -> bool:
        if raw.lower() not in words:
            raise ValueError(raw)
        return words[raw.lower()]

    return _parsed(name, default, parse, "Write 1 or 0.")


def url(name: str, default: str = "", *, schemes: tuple[str, ...] = ("http", "https")) -> str:
    def parse(raw: str) -> str:
        parts = urlsplit(raw)
        if parts.scheme not in schemes or not (parts.netloc or parts.path) or parts.port == 0:
            raise ValueError(raw)
        return raw.rstrip("/")

    starts = " or ".join(f"{scheme}://" for scheme in schemes)
    signs = "" if "https" in schemes else "; in a password, write signs such as @ and / as %40 and %2F"
    return _parsed(name, default, parse, f"Write an address that starts with {starts}{signs}.")


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """One of a few words, in capital letters here and however people write them there."""

    def parse(raw: str) -> str:
        if raw.upper() not in choices:
            raise ValueError(raw)
        return raw.upper()

    return _parsed(name, default, parse, f"Write one of {', '.join(choices)}.")


def folder(name: str, path: Path) -> None:
    """Make this folder unless it is there; `name` is the variable to change where that cannot be done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, "it is read-only")
    except OSError as error:
        if all(str(path) not in message for _, message in problems):
            problems.append(
                (name, f"{path} cannot be used ({error.strerror}). Let {name} name one that can be written.")
            )


def size(name: str, default: tuple[int, int]) -> tuple[int, int]:
    def parse(raw: str) -> tuple[int, int]:
        width, height = (int(part) for part in raw.lower().split("x"))
        if not (256 <= width <= 1920 and 256 <= height <= 1920):
            raise ValueError(raw)
        return width, height

    return _parsed(name, default, parse, "Write width x height in pixels, such as 1184x864.")


def names(name: str) -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def kept_secret(path: Path) -> str:
    """A development secret, made once and kept, so that people stay signed in when the server starts again."""
    with suppress(OSError):
        if kept := path.read_text():
            return kept
    secret = secrets.token_urlsafe(64)
    with suppress(OSError):
        _write_whole(path, secret)
    return secret


def _write_whole(path: Path, secret: str) -> None:
    """For its owner's eyes, and never in part: what a full disk cuts short gets another name."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        part.touch(mode=0o600)
        part.write_text(secret)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def missing_secret() -> str:
    """Nothing starts without one: the system check says so, and this one is forgotten with the process."""
    problems.append(("SECRET_KEY", "SECRET_KEY is not set. Set it to 50 or more random characters."))
    return secrets.token_urlsafe(64)

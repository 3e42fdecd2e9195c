"""Who can be drawn: species.toml, read once."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Species:
    """`build` picks the rig; `ears`, `muzzle`, `tail` and the `extras` name parts of it."""

    name: str
    fur: str
    belly: str = "#f7ead2"
    accent: str = "#f2b9a8"
    build: str = "beast"
    ears: str = "round"
    muzzle: str = "short"
    tail: str = "thin"
    size: float = 1.0
    extras: frozenset[str] = frozenset()


def _species(name: str, parts: dict) -> Species:
    chosen = {key: value for key, value in parts.items() if key != "names"}
    return Species(name=name, **chosen | {"extras": frozenset(parts.get("extras", "").split())})


_LISTED = tomllib.loads(Path(__file__).with_name("species.toml").read_text(encoding="utf-8"))
SPECIES = {name: _species(name, parts) for name, parts in _LISTED.items()}
NAMES = {name: name for name in SPECIES if name != "thing"} | {
    other: name for name, parts in _LISTED.items() for other in parts.get("names", "").split()
}

"""The recorded requests in docs/vendors.md. `RECORD=1 pytest` writes them anew, else a test fails on any change."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from .server import Call

PAGE = Path(__file__).parents[2] / "docs" / "vendors.md"
SECRETS = ("authorization", "xi-api-key")
NOT_OURS = ("host", "content-length", "connection")


def assert_recorded(name: str, call: Call) -> None:
    """The page shows this request between `<!-- request: name -->` and `<!-- end -->`."""
    place = re.compile(rf"(?<=<!-- request: {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)
    page = PAGE.read_text()
    if os.environ.get("RECORD"):
        PAGE.write_text(place.sub(lambda _: shown(call), page, count=1))
        return
    found = place.search(page)
    assert found, f"docs/vendors.md has no place for {name}"
    assert found[0] == shown(call), f"docs/vendors.md is stale: run RECORD=1 pytest -k {name}"


def shown(call: Call) -> str:
    query = "?" + "&".join(f"{key}={value}" for key, value in call.query.items()) if call.query else ""
    headers = [f"{key}: {_blanked(key, value)}" for key, value in call.headers.items() if key.lower() not in NOT_OURS]
    body = json.dumps(call.json, indent=2, ensure_ascii=False)
    return "\n".join(["```http", f"{call.method} {call.path}{query}", *sorted(headers), "", body, "```", ""])


def _blanked(key: str, value: str) -> str:
    return re.sub(r"\S+$", "…", value) if key.lower() in SECRETS else value

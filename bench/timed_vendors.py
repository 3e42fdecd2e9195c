"""The stand-in vendors, with a notebook: when each call began and ended, and when each scene's text was out.

`python -m bench.timed_vendors` prints the variables to export, as `python -m tests.vendors` does. A vendor's GET
/_notes gives what it has noted and begins a new page; times are seconds since 1970.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from tests.vendors import plan_text
from tests.vendors.__main__ import wait_for_the_end
from tests.vendors.chat import Written
from tests.vendors.elevenlabs import ElevenLabs
from tests.vendors.openrouter import OpenRouter
from tests.vendors.server import Call, Reply, StandIn
from tests.vendors.together import Together

MOST_SCENES = 20
SCENE_END = re.compile(r'"Bo"\]\}')
NUMBER_BY_TEXT = {plan_text.scene(number)["text"]: number for number in range(1, MOST_SCENES + 1)}
NUMBER_BY_PICTURE = {plan_text.scene(number)["picture"]: number for number in range(1, MOST_SCENES + 1)}


class Timed(StandIn):
    notes: list[dict[str, Any]]

    def reset(self) -> None:
        super().reset()
        self.notes = []

    @property
    def routes(self) -> dict:
        return {**super().routes, ("GET", "/_notes"): self.show_notes}

    def show_notes(self, call: Call) -> Reply:
        shown, self.notes = self.notes, []
        return Reply(shown)

    def timed(self, reply: Reply, scene: int, began: float) -> Reply:
        def note() -> None:
            self.notes.append({"scene": scene, "began": began, "ended": time.time()})

        return replace(reply, after=note)


class TimedOpenRouter(Timed, OpenRouter):
    async def stream(self, written: Written) -> AsyncIterator[bytes]:
        note: dict[str, Any] = {"began": time.time(), "scenes": []}
        self.notes.append(note)
        ends = [len(plan_text.tokens(written.text[: end.end()])) for end in SCENE_END.finditer(written.text)]
        async for event in super().stream(written):
            yield event
            while len(note["scenes"]) < len(ends) and written.completion_tokens >= ends[len(note["scenes"])]:
                note["scenes"].append(time.time())
        note["ended"] = time.time()


class TimedTogether(Timed, Together):
    async def generate(self, call: Call) -> Reply:
        began, prompt = time.time(), call.json["prompt"]
        scene = next(number for picture, number in NUMBER_BY_PICTURE.items() if picture in prompt)
        return self.timed(await super().generate(call), scene, began)


class TimedElevenLabs(Timed, ElevenLabs):
    async def speak(self, call: Call) -> Reply:
        began, scene = time.time(), NUMBER_BY_TEXT[call.json["text"]]
        return self.timed(await super().speak(call), scene, began)


def main() -> None:
    vendors = (TimedOpenRouter(tokens_per_second=80), TimedTogether(limit=1000), TimedElevenLabs(limit=1000))
    for vendor in vendors:
        vendor.start()
        sys.stdout.writelines(f"{name}={value}\n" for name, value in vendor.env().items())
    sys.stdout.flush()
    wait_for_the_end()
    for vendor in vendors:
        vendor.stop()


if __name__ == "__main__":
    main()

"""SVOX Pico in a process of its own: reads {"voice", "speed", "texts"} as JSON, writes their sound as JSON of base64.

Pico may run for ever on odd sentences, holding Python's lock, and it reads memory it has not written. Out here it can
be stopped, and the C library can be told to give it empty memory.
"""

from __future__ import annotations

import base64
import json
import sys

from py_nanotts import NanoTTS


def main() -> None:
    asked = json.load(sys.stdin)
    sounds = [NanoTTS().speak(text, voice=asked["voice"], speed=asked["speed"]) for text in asked["texts"]]
    json.dump([base64.b64encode(sound).decode() for sound in sounds], sys.stdout)


if __name__ == "__main__":
    main()

"""The stand-in vendors on this machine, until Ctrl-C.

    python -m tests.vendors                    OpenRouter, Together and ElevenLabs; prints the lines to export
    python -m tests.vendors openai_text        a text server as people run at home

Spoil one while it runs: curl -d '{"fail": {"status": 429, "times": 3}}' <its address>/_control
Look into it: curl <its address>/_requests
"""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
from threading import Event

from .elevenlabs import ElevenLabs
from .openai_media import ImageServer, SpeechServer
from .openai_text import OpenAIText
from .openrouter import OpenRouter
from .server import StandIn
from .together import Together

VENDORS: dict[str, type[StandIn]] = {
    "openrouter": OpenRouter,
    "together": Together,
    "elevenlabs": ElevenLabs,
    "openai_text": OpenAIText,
    "openai_image": ImageServer,
    "openai_speech": SpeechServer,
}
FIRST_PORT = 8101


def main() -> None:
    options = parsed()
    vendors = [build(name, options) for name in options.vendors]
    for vendor in vendors:
        start(vendor)
        for name, value in vendor.env().items():
            sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
        sys.stderr.write(f"{vendor.vendor} is at {vendor.url}\n")
    sys.stdout.flush()
    wait_for_the_end()
    for vendor in vendors:
        vendor.stop()


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.vendors", description="Stand-in vendors on loopback.")
    parser.add_argument("vendors", nargs="*", default=list(VENDORS)[:3], metavar="vendor", help=", ".join(VENDORS))
    parser.add_argument("--tokens-per-second", type=float, default=80, help="how fast text is written (80; 0: at once)")
    parser.add_argument("--seconds", type=float, default=1, help="how long a picture or a narration takes (1)")
    parser.add_argument("--jitter", type=float, default=0.3, help="sigma of the log-normal spread of the seconds (0.3)")
    parser.add_argument("--limit", type=int, help="calls a vendor answers at once (no limit)")
    options = parser.parse_args()
    if unknown := set(options.vendors) - set(VENDORS):
        parser.error(f"there is no stand-in for {', '.join(sorted(unknown))}")
    return options


def build(name: str, options: argparse.Namespace) -> StandIn:
    port = FIRST_PORT + list(VENDORS).index(name)
    shared = {"port": port, "jitter": options.jitter, "limit": options.limit}
    if name in ("openrouter", "openai_text"):
        return VENDORS[name](tokens_per_second=options.tokens_per_second, **shared)
    if name in ("together", "elevenlabs"):
        shared["key"] = "stand-in"  # else any would do
    return VENDORS[name](seconds=options.seconds, **shared)


def start(vendor: StandIn) -> None:
    """At its usual port, so that exported lines stay good from one start to the next; any other where it is taken."""
    try:
        vendor.start()
    except OSError:
        vendor.port = 0
        vendor.start()


def wait_for_the_end() -> None:
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()


if __name__ == "__main__":
    main()

"""`make demo`: one story, posted as any user of the API would post it, and watched until it is ready."""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stories import limits
from stories.models import Asset, AssetStatus, Kind, Status, Story
from stories.reading import SETTLED
from storymimi.processes import CannotStartError, Running, running, stop_like_ctrl_c

TITLE = "Mimi and the Moon Lantern"
PROMPT = (
    "Mimi, a small curious fox, finds a lantern that has lost its light. With her friend Oskar the owl she crosses the "
    "forest and the lake at night to bring the light back before the moon goes to sleep."
)
WIDTH = 12


class Command(BaseCommand):
    help = "Make one story while you watch, and serve it until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--title", default=TITLE)
        parser.add_argument("--prompt", default=PROMPT)
        parser.add_argument("--style", default="")
        parser.add_argument("--scenes", default="4")
        parser.add_argument(
            "--once", action="store_true", help="End when the story is ready; its JSON is the last line."
        )

    def handle(self, **options: object) -> None:
        _check_scenes(options["scenes"])
        stop_like_ctrl_c()
        logs = settings.DATA_DIR / "logs"
        try:
            with running(logs) as group:
                self._show(group, options)
        except CannotStartError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("StoryMimi has stopped. `make serve` starts it again; your stories stay.")

    def _show(self, group: Running, options: dict) -> None:
        story = self._create(group, options)
        self.stdout.write(f"“{story.title}” in {story.num_scenes} scenes. Watch it: {group.url}/read/{story.pk}/")
        self.stdout.flush()  # into a file or a pipe too
        self._watch(story, group)
        if options["once"]:
            self._finish_once(story, group)
            return
        self.stdout.write(f"\n  Read it, and listen:  {group.url}/read/{story.pk}/\n  Ctrl-C stops everything.\n")
        self.stdout.flush()
        while True:
            group.look_after()
            time.sleep(0.5)

    def _create(self, group: Running, options: dict) -> Story:
        """Post it as any API consumer would."""
        wish = {name: options[name] for name in ("title", "prompt", "style")}
        answer = _call(f"{group.url}/stories/", {**wish, "num_scenes": int(options["scenes"])})
        return Story.objects.get(pk=answer["story_id"])

    def _watch(self, story: Story, group: Running) -> None:
        started, last = time.monotonic(), ""
        while story.status not in SETTLED:
            time.sleep(0.2)
            group.look_after()
            story.refresh_from_db()
            last = self._draw(story, time.monotonic() - started, last)
        self.stdout.write("")
        if story.error:
            self.stdout.write(story.error)

    def _draw(self, story: Story, seconds: float, last: str) -> str:
        ready = Asset.objects.filter(scene__story=story, status=AssetStatus.READY)
        counts = {
            "written": story.scenes.count(),
            "pictures": ready.filter(kind=Kind.IMAGE).count(),
            "narrations": ready.filter(kind=Kind.AUDIO).count(),
        }
        line = "   ".join(f"{name} {_bar(count, story.num_scenes)}" for name, count in counts.items())
        if sys.stdout.isatty():
            self.stdout.write(f"\r  {line}   {seconds:4.0f} s", ending="")
        elif line != last:
            self.stdout.write(f"  {line}   {seconds:.0f} s")
        self.stdout.flush()
        return line

    def _finish_once(self, story: Story, group: Running) -> None:
        if story.status != Status.COMPLETE:
            raise CommandError(f"The story was not finished: {story.error}")
        detail = _call(f"{group.url}/stories/{story.pk}")
        for scene in detail["scenes"]:
            _check_answers(scene["image_url"], "image/")
            _check_answers(scene["audio_url"], "audio/")
        self.stdout.write(json.dumps(detail, ensure_ascii=False))


def _check_scenes(scenes: str) -> None:
    if scenes not in map(str, range(1, limits.SCENES + 1)):
        raise CommandError(f"SCENES is a whole number from 1 to {limits.SCENES}, such as SCENES=4.")


def _call(url: str, body: dict | None = None) -> dict:
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise CommandError(json.load(error)["error"]) from error


def _bar(count: int, total: int) -> str:
    full = WIDTH * count // total
    return f"{'█' * full}{'░' * (WIDTH - full)} {count}/{total}"


def _check_answers(url: str | None, content_type: str) -> None:
    if not url:
        raise CommandError("The story has gaps: a picture or narration is missing.")
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
        if not answer.headers["Content-Type"].startswith(content_type):
            raise CommandError(f"{url} is not what it should be.")

"""Stories as the worker leaves them behind, put straight into the database for tests of what readers get."""

from __future__ import annotations

import io
import wave
from functools import cache

from django.utils import timezone
from PIL import Image

from generation import events, picture, storage
from stories.models import Asset, AssetStatus, Kind, Scene, Status, Story

TEXTS = (
    "Pip the mouse found a tiny boat behind the old mill.",
    "He rowed past the reeds, and a frog called out good morning.",
    "The moon came up, round and yellow as a cheese.",
    "Pip tied the boat to a root and fell asleep.",
    "In the morning everybody wanted a ride.",
)


def a_story(scenes: int = 3, status: str = Status.COMPLETE, **fields: object) -> Story:
    """Written, drawn and narrated, unless `fields` or later calls say otherwise."""
    fields = {"title": "The Mouse and the Moon", "prompt": "a mouse", "num_scenes": scenes, **fields}
    story = Story.objects.create(status=status, **fields)
    for sequence in range(1, scenes + 1):
        finished(a_scene(story, sequence))
    return story


def a_bare_story(status: str = Status.PENDING, **fields: object) -> Story:
    fields = {"title": "The Mouse and the Moon", "prompt": "a mouse", "num_scenes": 3, **fields}
    return Story.objects.create(status=status, **fields)


def a_scene(story: Story, sequence: int, **fields: object) -> Scene:
    fields = {"text": TEXTS[(sequence - 1) % len(TEXTS)], "alt": f"A mouse, scene {sequence}.", **fields}
    return Scene.objects.create(story=story, sequence=sequence, **fields)


def finished(scene: Scene, **narration: object) -> Scene:
    """`narration`: fields of its asset, of which `seconds` is how long the sound is too."""
    image, audio = an_asset(scene, Kind.IMAGE), an_asset(scene, Kind.AUDIO, **narration)
    scene.image, scene.audio = image, audio
    scene.image_url = storage.url(Kind.IMAGE, image.key)
    scene.audio_url = storage.url(Kind.AUDIO, audio.key)
    scene.save()
    return scene


def written(story: Story, sequence: int) -> Scene:
    """A scene whose words have just come, which readers hear of; its picture and narration are under way."""
    scene = a_scene(story, sequence)
    an_asset(scene, Kind.IMAGE, AssetStatus.RUNNING)
    an_asset(scene, Kind.AUDIO, AssetStatus.PENDING)
    events.publish(story.pk, "scene", sequence=sequence)
    return scene


def an_asset(scene: Scene, kind: str, status: str = AssetStatus.READY, **fields: object) -> Asset:
    made = {}
    if status == AssetStatus.READY:
        made = _image(scene) if kind == Kind.IMAGE else _audio(scene, fields.get("seconds"))
    return Asset.objects.create(
        scene=scene,
        kind=kind,
        status=status,
        input_digest=scene.input_digest(kind),
        updated_at=timezone.now(),
        **{**made, **fields},
    )


def _image(scene: Scene) -> dict:
    folder = f"{scene.story_id}/{scene.pk}"
    drawn = _drawn(scene.sequence)
    storage.put(Kind.IMAGE, f"{folder}/full.webp", drawn.full, picture.CONTENT_TYPE)
    for width, data in drawn.widths.items():
        storage.put(Kind.IMAGE, f"{folder}/w{width}.webp", data, picture.CONTENT_TYPE)
    return {
        "key": f"{folder}/full.webp",
        "width": drawn.width,
        "height": drawn.height,
        "sizes": [{"width": width, "key": f"{folder}/w{width}.webp", "size": 1} for width in drawn.widths],
        "placeholder": drawn.placeholder,
        "colour": drawn.colour,
        "vendor": "offline",
        "model": "illustrator",
    }


@cache
def _drawn(sequence: int) -> picture.Picture:
    sky = Image.linear_gradient("L").resize((592, 432))
    colours = ("#3d6a8a", "#4f7f5a", "#7d5a8a", "#b0703c", "#8a3d4a")
    painted = Image.composite(
        Image.new("RGB", sky.size, "#f6e3b4"), Image.new("RGB", sky.size, colours[sequence % 5]), sky
    )
    return picture.finish(_png(painted))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _audio(scene: Scene, seconds: float | None = None) -> dict:
    """Half a second of quiet a word, unless it is to be longer."""
    key = f"{scene.story_id}/{scene.pk}/narration.wav"
    words = scene.text.split()
    seconds = seconds or len(words) / 2
    storage.put(Kind.AUDIO, key, _quiet(seconds), "audio/wav")
    return {
        "key": key,
        "seconds": seconds,
        "words": [[word, index / 2, index / 2 + 0.4] for index, word in enumerate(words)],
        "vendor": "offline",
        "model": "narrator",
    }


def _quiet(seconds: float) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * int(8000 * seconds))
    return buffer.getvalue()

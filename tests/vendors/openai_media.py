"""Stand-ins for servers people run themselves: pictures as LocalAI makes them, speech as Kokoro-FastAPI does."""

from __future__ import annotations

import base64
import re
from typing import Any

from tests.vendors import samples
from tests.vendors.server import Call, Refuse, Reply, StandIn

SPEECH_FORMATS = ("mp3", "opus", "aac", "flac", "wav", "pcm")
KOKORO_VOICES = (
    "af_heart",
    "bf_emma",
    "ef_dora",
    "ff_siwis",
    "hf_alpha",
    "if_sara",
    "jf_alpha",
    "pf_dora",
    "zf_xiaobei",
)
OPENAI_VOICES = ("alloy", "echo", "fable", "nova", "onyx", "shimmer")


class ImageServer(StandIn):
    """`answers`: "b64_json" or "url"; a gpt-image model refuses `response_format`, as OpenAI's does."""

    vendor = "openai_image"

    def __init__(self, *, model: str = "stablediffusion", answers: str = "b64_json", **options: Any) -> None:
        super().__init__(**options)
        self.model, self.answers = model, answers

    @property
    def routes(self) -> dict[tuple[str, str], Any]:
        return {
            ("POST", "/v1/images/generations"): self.generate,
            ("GET", "/generated-images/{name}"): self.download,
            ("GET", "/v1/models"): self.models,
        }

    def env(self) -> dict[str, str]:
        return {"OPENAI_IMAGE_BASE_URL": f"{self.url}/v1", "OPENAI_IMAGE_MODEL": self.model}

    async def generate(self, call: Call) -> Reply:
        body = call.json
        if not body.get("prompt"):
            raise Refuse(400, _error("prompt is required"))
        if body.get("model", self.model) != self.model:
            raise Refuse(404, _error(f"model {body['model']} not found", code="model_not_found"))
        if self.model.startswith("gpt-image") and "response_format" in body:
            raise Refuse(400, _error("Unknown parameter: 'response_format'.", code="unknown_parameter"))
        size = re.fullmatch(r"(\d{2,4})x(\d{2,4})", body.get("size", "1024x1024"))
        if not size:
            raise Refuse(400, _error("size must be WIDTHxHEIGHT"))
        await self.pause()
        data = samples.picture(int(size[1]), int(size[2]), "PNG")
        picture = {"b64_json": base64.b64encode(data).decode()}
        if self.answers == "url":
            picture = {"url": f"{self.url}/generated-images/{size[0]}.png"}
        return Reply({"created": 1763800000, "data": [picture]})

    def download(self, call: Call) -> Reply:
        width, height = call.parts["name"].removesuffix(".png").split("x")
        return Reply(samples.picture(int(width), int(height), "PNG"), content_type="image/png")

    def models(self, call: Call) -> Reply:
        return Reply({"object": "list", "data": [{"id": self.model, "object": "model"}]})


class SpeechServer(StandIn):
    """`captions`: whether it has Kokoro-FastAPI's captioned endpoint."""

    vendor = "openai_speech"

    def __init__(self, *, captions: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.captions = captions

    @property
    def routes(self) -> dict[tuple[str, str], Any]:
        return {
            ("POST", "/v1/audio/speech"): self.speak,
            ("POST", "/dev/captioned_speech"): self.captioned,
            ("GET", "/v1/models"): self.models,
        }

    def env(self) -> dict[str, str]:
        return {"OPENAI_AUDIO_BASE_URL": f"{self.url}/v1", "OPENAI_AUDIO_MODEL": "kokoro"}

    def not_found(self, call: Call) -> Refuse:
        return Refuse(404, {"detail": "Not Found"}, quietly=True)

    async def speak(self, call: Call) -> Reply:
        _check_speech(call.json)
        await self.pause()
        return Reply(samples.speech(call.json["input"]), content_type="audio/mpeg")

    async def captioned(self, call: Call) -> Reply:
        if not self.captions:
            raise self.not_found(call)
        _check_speech(call.json)
        await self.pause()
        text = call.json["input"]
        audio = base64.b64encode(samples.speech(text)).decode()
        return Reply({"audio": audio, "audio_format": "audio/mpeg", "timestamps": samples.tokens(text)})

    def models(self, call: Call) -> Reply:
        return Reply({"object": "list", "data": [{"id": name, "object": "model"} for name in ("tts-1", "kokoro")]})


def _check_speech(body: Any) -> None:
    if not isinstance(body, dict) or not isinstance(body.get("input"), str):
        raise Refuse(422, {"detail": [{"loc": ["body", "input"], "msg": "Field required", "type": "missing"}]})
    if body.get("response_format", "mp3") not in SPEECH_FORMATS:
        wrong = {"loc": ["body", "response_format"], "msg": "Input should be 'mp3', …", "type": "literal_error"}
        raise Refuse(422, {"detail": [wrong]})
    if body.get("model", "kokoro") not in ("kokoro", "tts-1", "tts-1-hd"):
        raise Refuse(400, _detail("invalid_model", f"Unsupported model: {body['model']}"))
    known = KOKORO_VOICES if body.get("model", "kokoro") == "kokoro" else OPENAI_VOICES
    if body.get("voice", known[0]) not in known:
        raise Refuse(400, _detail("validation_error", f"Voice '{body['voice']}' not found. Available voices: …"))


def _detail(error: str, message: str) -> dict[str, Any]:
    return {"detail": {"error": error, "message": message, "type": "invalid_request_error"}}


def _error(message: str, *, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}

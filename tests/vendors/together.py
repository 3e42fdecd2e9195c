"""A stand-in for Together's images: what it takes and refuses, as its OpenAPI document and its guides say."""

from __future__ import annotations

import base64
from typing import Any

from tests.vendors import samples
from tests.vendors.rules import boolean, fields, number, one_of, public_address, several, string, whole, wrong
from tests.vendors.server import Call, Refuse, Reply, StandIn

LISTED = {(1024, 1024), (1344, 768), (768, 1344), (1248, 832), (832, 1248), (1184, 864), (864, 1184)}
STEPS = ("FLUX.2-dev", "FLUX.2-flex", "kontext", "stable-diffusion-xl")
REFERENCES = ("FLUX.2-dev", "FLUX.2-flex", "FLUX.2-pro", "gemini-3-pro", "flash-image-2.5")
MODELS = (
    "black-forest-labs/FLUX.2-dev",
    "black-forest-labs/FLUX.2-pro",
    "black-forest-labs/FLUX.2-flex",
    "black-forest-labs/FLUX.2-max",
    "black-forest-labs/FLUX.1.1-pro",
    "black-forest-labs/FLUX.1-kontext-pro",
    "google/flash-image-2.5",
    "google/gemini-3-pro-image",
    "openai/gpt-image-1.5",
    "Qwen/Qwen-Image",
    "stabilityai/stable-diffusion-xl-base-1.0",
)
RATIOS = ("1:1", "16:9", "9:16", "21:9", "9:21", "4:3", "3:4", "3:2", "2:3")
RULES = {
    "model": string(),
    "prompt": string(),
    "steps": whole(1, 50),
    "image_url": public_address,
    "seed": whole(),
    "n": whole(1, 4),
    "height": whole(256, 1920),
    "width": whole(256, 1920),
    "negative_prompt": string(),
    "response_format": one_of("base64", "url"),
    "guidance_scale": number(0),
    "output_format": one_of("jpeg", "png"),
    "image_loras": several(fields({"path": string(), "scale": number()})),
    "reference_images": several(public_address),
    "disable_safety_checker": boolean,
    "aspect_ratio": one_of(*RATIOS),
    "prompt_upsampling": boolean,
}


class Together(StandIn):
    """`gate`: whether the organisation's switch for third-party models is off, as it is at first."""

    vendor = "together"

    def __init__(self, *, key: str | None = None, gate: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.key, self.gate = key, gate

    @property
    def routes(self) -> dict[tuple[str, str], Any]:
        return {
            ("POST", "/v1/images/generations"): self.generate,
            ("GET", "/v1/images/{name}"): self.download,
            ("GET", "/v1/models"): self.models,
        }

    def env(self) -> dict[str, str]:
        return {"TOGETHER_API_KEY": self.key or "stand-in", "TOGETHER_BASE_URL": f"{self.url}/v1"}

    def busy(self) -> Refuse:
        body = _error("You have reached the dynamic rate limit.", "dynamic_request_limited")
        return Refuse(429, body | {"error_type": "dynamic_request_limited"}, {"Retry-After": "1"}, quietly=True)

    async def generate(self, call: Call) -> Reply:
        self._check_key(call)
        self._check_fields(call.json)
        self._check_model(call.json)
        _check_size(call.json)
        if "nsfw" in call.json["prompt"].lower():
            raise Refuse(422, _error("NSFW content was detected in the prompt.", code="nsfw_content"), quietly=True)
        await self.pause()
        return Reply(self._made(call.json), headers=self._told(call))

    def download(self, call: Call) -> Reply:
        if not call.header("User-Agent"):
            raise Refuse(403, {"error": "forbidden"})
        return Reply(samples.picture(1024, 1024), content_type="image/jpeg")

    def models(self, call: Call) -> Reply:
        self._check_key(call)
        return Reply([{"id": name, "object": "model", "created": 1692896905, "type": "image"} for name in MODELS])

    def _made(self, body: dict[str, Any]) -> dict[str, Any]:
        number = next(self.numbers)
        kind = {"png": "PNG"}.get(body.get("output_format", ""), "JPEG")
        data = samples.picture(body.get("width", 1024), body.get("height", 1024), kind, body.get("seed", 0) % 8)
        picture: dict[str, Any] = {"index": 0, "type": "url", "url": f"{self.url}/v1/images/{number}.jpeg"}
        if body.get("response_format") == "base64":
            picture = {"index": 0, "type": "b64_json", "b64_json": base64.b64encode(data).decode()}
        picture["timings"] = {"inference": self.seconds}
        return {"id": f"oStandIn-{number}", "model": body["model"], "object": "list", "data": [picture]}

    def _told(self, call: Call) -> dict[str, str]:
        limits = {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "99", "x-ratelimit-reset": "1"}
        debug = {"x-request-id": f"req-{len(self.requests)}"} if call.header("x-together-debug") else {}
        return limits | debug

    def _check_key(self, call: Call) -> None:
        given = call.header("Authorization").removeprefix("Bearer ")
        if not given or (self.key and given != self.key):
            raise Refuse(401, _error("Invalid API key provided.", code="invalid_api_key"))

    def _check_fields(self, body: Any) -> None:
        if not isinstance(body, dict):
            raise Refuse(400, _error("Request body must be valid JSON."))
        for name in ("model", "prompt"):
            if not body.get(name):
                raise Refuse(400, _error(f"'{name}' is required.", param=name))
        for name in body.keys() - RULES.keys():
            raise Refuse(400, _error(f"Unrecognized field: {name}", param=name))
        if name := wrong(body, RULES):
            raise Refuse(422, _error(f"{name} is not valid.", param=name))

    def _check_model(self, body: dict[str, Any]) -> None:
        model = body["model"]
        if model not in MODELS:
            text = f"Unable to access non-serverless model {model}. Please create and start a new dedicated endpoint."
            raise Refuse(400, _error(text, code="model_not_available"))
        if self.gate:
            text = "This model requires third-party data sharing to be enabled for your organization."
            raise Refuse(403, _error(text, code="third_party_data_sharing_blocked"), quietly=True)
        _only(body, "steps", model, STEPS)
        _only(body, "reference_images", model, REFERENCES)
        _only(body, "image_url", model, ("kontext", "FLUX.2-pro", "FLUX.2-flex"))
        _only(body, "aspect_ratio", model, ("kontext",))
        if model.startswith(("google/", "openai/")) and "n" in body:
            raise Refuse(400, _error("n is not supported for this model.", param="n"))


def _only(body: dict[str, Any], field: str, model: str, models: tuple[str, ...]) -> None:
    if field in body and not any(name in model for name in models):
        raise Refuse(400, _error(f"{field} is not supported for this model.", param=field))


def _check_size(body: dict[str, Any]) -> None:
    if "width" not in body and "height" not in body:
        return
    size, model = (body.get("width", 1024), body.get("height", 1024)), body["model"]
    step = 16 if "FLUX.2" in model else 8
    fits = all(pixels % step == 0 for pixels in size)
    if model.startswith("openai/") or (model.startswith("google/") and size not in LISTED) or not fits:
        raise Refuse(422, _error(f"Unsupported dimensions {size[0]}x{size[1]}.", param="width"))


def _error(
    message: str, kind: str = "invalid_request_error", *, param: str | None = None, code: str | None = None
) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}

"""OpenRouter's stand-in, after its OpenAPI document: chat completions (streamed), generation, key, model.

`models` is what it serves: whether a model can be held to a schema, and its USD prices a million tokens.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

from . import plan_text
from .chat import ChatStandIn, Written, sse
from .rules import anything, boolean, either, fields, number, one_of, pairs, several, string, whole, wrong
from .server import Call, Refuse, Reply

SORTS = one_of("price", "throughput", "latency", "exacto")
PREFERENCES = {
    "allow_fallbacks": boolean,
    "data_collection": one_of("allow", "deny"),
    "enforce_distillable_text": boolean,
    "ignore": several(string()),
    "max_price": fields(dict.fromkeys(("audio", "completion", "image", "prompt", "request"), string()), closed=True),
    "only": several(string()),
    "options": pairs(anything),
    "order": several(string()),
    "preferred_max_latency": anything,
    "preferred_min_throughput": anything,
    "quantizations": several(string()),
    "require_parameters": boolean,
    "sort": either(SORTS, fields({"by": SORTS, "partition": one_of("model", "none")}, closed=True)),
    "zdr": boolean,
}
EFFORT = one_of("max", "xhigh", "high", "medium", "low", "minimal", "none")
RULES = {
    "messages": several(fields({})),
    "models": several(string(), 3),
    "stream": boolean,
    "temperature": number(0, 2),
    "top_p": number(0, 1),
    "frequency_penalty": number(-2, 2),
    "presence_penalty": number(-2, 2),
    "max_tokens": whole(16),
    "seed": whole(),
    "stop": either(string(), several(string(), 4)),
    "reasoning": fields({"effort": EFFORT}),
    "reasoning_effort": EFFORT,
    "metadata": pairs(string(512), 16),
    "session_id": string(256),
    "user": string(),
    "provider": fields(PREFERENCES, closed=True),
}
FORMATS = {"text", "json_object", "json_schema", "grammar", "python"}
ALWAYS_SUPPORTED = {
    "messages",
    "model",
    "models",
    "stream",
    "provider",
    "usage",
    "user",
    "metadata",
    "session_id",
    "trace",
}
SCHEMA_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
MODELS = {
    "google/gemini-3.5-flash-lite": {
        "parameters": {"max_tokens", "response_format", "temperature"},
        "prices": (0.3, 2.5),
    },
    "openai/gpt-5-mini": {"parameters": {"max_tokens", "response_format", "seed"}, "prices": (0.25, 2)},
    "small/talker": {"parameters": {"max_tokens", "temperature"}, "prices": (0.05, 0.1)},
}


class OpenRouter(ChatStandIn):
    """`bill_late`: how often /generation says 404 before it knows a call; `limit_remaining`: what the key may spend."""

    vendor = "openrouter"
    key = "sk-or-v1-stand-in"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.models = {name: dict(model) for name, model in MODELS.items()}

    def reset(self) -> None:
        super().reset()
        self.generations: dict[str, Written] = {}
        self.bill_late = 0
        self.limit_remaining: float | None = 74.5

    @property
    def routes(self) -> dict:
        return {
            ("POST", "/api/v1/chat/completions"): self.complete,
            ("GET", "/api/v1/generation"): self.generation,
            ("GET", "/api/v1/key"): self.show_key,
            ("GET", "/api/v1/model/{author}/{slug}"): self.show_model,
        }

    def env(self) -> dict[str, str]:
        return {"OPENROUTER_API_KEY": self.key, "OPENROUTER_BASE_URL": f"{self.url}/api/v1"}

    def busy(self) -> Refuse:
        body = error(429, "Rate limit exceeded", error_type="rate_limit_exceeded")
        return Refuse(429, body, {"Retry-After": "1", "X-RateLimit-Remaining": "0"}, quietly=True)

    def not_found(self, call: Call) -> Refuse:
        return Refuse(404, error(404, "Not Found"))

    async def complete(self, call: Call) -> Reply:
        self.check_key(call)
        check_body(call)
        model = self.route(call.json)
        await self.pause()
        written = self.write(call, f"gen-1763800000-{next(self.numbers):020d}", model)
        if "response_format" in call.json and not self.supports(model, {"response_format"}):
            written.text = (
                f"Here is your story:\n```json\n{written.text}\n```\nEnjoy!"  # the field was dropped in silence
            )
        self.generations[written.id] = written
        headers = {"X-Generation-Id": written.id}
        if not call.json.get("stream"):
            return Reply(self.whole(written), headers=headers)
        return sse(self.stream(written), headers)

    async def stream(self, written: Written) -> AsyncIterator[bytes]:
        yield b": OPENROUTER PROCESSING\n\n"
        async for event in self.events(written):
            yield event
            yield b": OPENROUTER PROCESSING\n\n" if written.completion_tokens % 97 == 0 else b""
        if written.ending.how in ("no_done", "no_end", "error_chunk", "choice_error", "garbage"):
            return
        if written.ending.how != "no_usage":
            yield self.event(written, choices=[], usage=self.usage(written))
        yield b"data: [DONE]\n\n"

    def whole(self, written: Written) -> dict[str, Any]:
        written.completion_tokens = len(plan_text.tokens(written.text))
        written.finished = True
        message = {"role": "assistant", "content": written.text, "refusal": None, "reasoning": None}
        choice = {"index": 0, "finish_reason": written.ending.how, "message": message, "logprobs": None}
        return {
            "id": written.id, "object": "chat.completion", "created": 1763800000, "model": written.model,
            "system_fingerprint": None, "choices": [choice], "usage": self.usage(written),
        }  # fmt: skip

    def usage(self, written: Written) -> dict[str, Any]:
        return {
            "prompt_tokens": written.prompt_tokens,
            "completion_tokens": written.completion_tokens,
            "total_tokens": written.prompt_tokens + written.completion_tokens,
            "cost": self.cost(written),
            "is_byok": False,
            "prompt_tokens_details": {"cached_tokens": 0},
            "cost_details": {"upstream_inference_cost": None},
            "completion_tokens_details": {"reasoning_tokens": 0},
        }

    def cost(self, written: Written) -> float:
        """Answers that are empty or end in an error cost nothing."""
        if written.ending.how in ("error", "error_chunk", "choice_error") or not written.completion_tokens:
            return 0
        prompt, completion = self.models[written.model]["prices"]
        return round((written.prompt_tokens * prompt + written.completion_tokens * completion) / 1e6, 8)

    def route(self, body: dict[str, Any]) -> str:
        """The first of the wanted models that is served and takes every parameter, where that is required."""
        wanted = list(dict.fromkeys([*filter(None, [body.get("model")]), *body.get("models", [])]))
        for model in wanted:
            if model not in self.models:
                raise Refuse(400, unavailable(400, f"{model} is not a valid model ID", "model_not_found"))
        asked = set(body) - ALWAYS_SUPPORTED if body.get("provider", {}).get("require_parameters") else set()
        served = [model for model in wanted if self.supports(model, asked)]
        if not served:
            message = "No endpoints found that can handle the requested parameters."
            # not the caller's mistake: who asks for a schema cannot know
            raise Refuse(404, unavailable(404, message, "constraint_filtered"), quietly=True)
        return served[0]

    def supports(self, model: str, parameters: set[str]) -> bool:
        return parameters <= self.models[model]["parameters"]

    def generation(self, call: Call) -> Reply:
        self.check_key(call)
        written = self.generations.get(call.query.get("id", ""))
        if written is None:
            raise Refuse(404, error(404, f"Generation {call.query.get('id')} not found"))
        if self.bill_late:
            self.bill_late -= 1
            raise Refuse(404, error(404, f"Generation {written.id} not found"), quietly=True)
        cost = self.cost(written)
        return Reply({
            "data": {
                "id": written.id, "model": written.model, "total_cost": cost, "usage": cost, "streamed": True,
                "cancelled": not written.finished, "finish_reason": written.ending.how, "provider_name": "Stand-in",
                "tokens_prompt": written.prompt_tokens, "tokens_completion": written.completion_tokens,
                "native_tokens_prompt": written.prompt_tokens, "native_tokens_completion": written.completion_tokens,
                "is_byok": False, "latency": 250, "generation_time": 1200, "api_type": "completions",
            }
        })  # fmt: skip

    def show_key(self, call: Call) -> Reply:
        self.check_key(call)
        data = {"label": "sk-or-v1-sta...-in", "limit": 100, "limit_remaining": self.limit_remaining, "usage": 25.5}
        return Reply({"data": data | {"limit_reset": "monthly", "is_free_tier": False, "is_management_key": False}})

    def show_model(self, call: Call) -> Reply:
        name = f"{call.parts['author']}/{call.parts['slug']}"
        if name not in self.models:
            raise Refuse(404, error(404, "Resource not found"), quietly=True)
        model = self.models[name]
        prompt, completion = (f"{price / 1e6:.10f}" for price in model["prices"])
        data = {"id": name, "canonical_slug": name, "supported_parameters": sorted(model["parameters"])}
        return Reply({"data": data | {"pricing": {"prompt": prompt, "completion": completion}}})

    def check_key(self, call: Call) -> None:
        given = call.header("Authorization")
        if not given:
            raise Refuse(401, error(401, "Missing Authentication header"))
        if given != f"Bearer {self.key}":
            raise Refuse(401, error(401, "User not found.", error_type="authentication"))


def error(code: int, message: str, **metadata: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"code": code, "message": message}
    if metadata:
        body["metadata"] = metadata
    return {"error": body, "user_id": "user_stand_in"}


def unavailable(code: int, message: str, reason: str) -> dict[str, Any]:
    body = error(code, message)
    body["error"]["availability"] = {"code": reason, "retryable": False, "docs_url": "https://openrouter.ai/docs"}
    return body


def check_body(call: Call) -> None:
    """Raises Refuse for what OpenRouter would not take."""
    body = call.json
    require(call.header("Content-Type").startswith("application/json"), "Content-Type must be application/json")
    require(isinstance(body, dict) and "_not_json" not in body, "Invalid JSON body")
    messages = body.get("messages")
    require(isinstance(messages, list) and messages, "messages: at least one is needed")
    field = wrong(body, RULES)
    require(not field, f"{field}: Invalid input")
    for message in messages:
        require(message.get("role") in ("system", "developer", "user", "assistant", "tool"), "messages: invalid role")
        require(isinstance(message.get("content"), str | list), "messages: content is missing")
    require(bool(body.get("model") or body.get("models")), "No models provided")
    if "response_format" in body:
        check_format(body["response_format"])


def check_format(wanted: dict[str, Any]) -> None:
    require(wanted.get("type") in FORMATS, "response_format: invalid discriminator value")
    if wanted["type"] == "json_schema":
        described = wanted.get("json_schema") or {}
        require(bool(SCHEMA_NAME.fullmatch(described.get("name", ""))), "json_schema.name: invalid")
        if described.get("strict"):
            check_strict(described.get("schema") or {})


def check_strict(schema: Any) -> None:
    """Strict mode: every object closed, every property required."""
    if isinstance(schema, list):
        for part in schema:
            check_strict(part)
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "object":
        require(schema.get("additionalProperties") is False, "schema: additionalProperties must be false")
        require(set(schema.get("required", [])) == set(schema.get("properties", {})), "schema: all must be required")
    for part in schema.values():
        check_strict(part)


def require(true: bool, message: str) -> None:
    if not true:
        raise Refuse(400, error(400, message, error_type="invalid_request"))

"""A text server people run at home, as Ollama, vLLM and LM Studio answer: no key, no cost, usage only when asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from . import plan_text
from .chat import ChatStandIn, Written, sse
from .server import Call, Refuse, Reply

FIELDS = {
    "model", "messages", "stream", "stream_options", "response_format", "max_tokens", "max_completion_tokens",
    "temperature", "top_p", "seed", "stop", "frequency_penalty", "presence_penalty", "tools", "reasoning_effort",
}  # fmt: skip


class OpenAIText(ChatStandIn):
    """`structured`: "yes", "no" (refuses response_format) or "ignored"; `context`: tokens a prompt may have;
    `streams`: False answers in one piece whatever was asked.
    """

    vendor = "openai_text"

    def __init__(self, *, model: str = "llama3.1", **options: Any) -> None:
        self.model = model
        super().__init__(**options)

    def reset(self) -> None:
        super().reset()
        self.structured, self.context, self.streams = "yes", 8192, True

    @property
    def routes(self) -> dict:
        return {("POST", "/v1/chat/completions"): self.complete, ("GET", "/v1/models"): self.list_models}

    def env(self) -> dict[str, str]:
        return {"OPENAI_TEXT_BASE_URL": f"{self.url}/v1", "OPENAI_TEXT_MODEL": self.model}

    def busy(self) -> Refuse:
        return Refuse(503, error("server busy, please try again. maximum pending requests exceeded"), quietly=True)

    def list_models(self, call: Call) -> Reply:
        return Reply(
            {"object": "list", "data": [{"id": f"{self.model}:latest", "object": "model", "owned_by": "library"}]}
        )

    async def complete(self, call: Call) -> Reply:
        self.check(call.json)
        await self.pause()
        written = self.write(call, f"chatcmpl-{next(self.numbers)}", self.model)
        if self.streams and call.json.get("stream"):
            return sse(self.stream(written, billed=bool(call.json.get("stream_options", {}).get("include_usage"))))
        written.completion_tokens = len(plan_text.tokens(written.text))
        message = {"role": "assistant", "content": written.text}
        choice = {"index": 0, "finish_reason": written.ending.how, "message": message}
        head = {"id": written.id, "object": "chat.completion", "created": 1763800000, "model": written.model}
        return Reply(head | {"choices": [choice], "usage": usage(written)})

    async def stream(self, written: Written, *, billed: bool) -> AsyncIterator[bytes]:
        async for event in self.events(written):
            yield event
        if written.ending.how in ("no_done", "no_end", "error_chunk", "garbage"):
            return
        if billed:
            yield self.event(written, choices=[], usage=usage(written))
        yield b"data: [DONE]\n\n"

    def check(self, body: dict[str, Any]) -> None:
        if unknown := set(body) - FIELDS:
            raise Refuse(400, error(f"Unrecognized request arguments: {sorted(unknown)}"))
        if body.get("model") != self.model:
            raise Refuse(404, error(f'model "{body.get("model")}" not found, try pulling it first', "not_found_error"))
        if self.structured == "no" and "response_format" in body:
            raise Refuse(400, error("'response_format.type' must be 'text'"), quietly=True)
        prompt = "".join(message["content"] for message in body["messages"])
        if len(prompt) // 4 > self.context:
            message = f"This model's maximum context length is {self.context} tokens."
            raise Refuse(400, error(message, code="context_length_exceeded"))


def error(message: str, type: str = "invalid_request_error", code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": type, "param": None, "code": code}}


def usage(written: Written) -> dict[str, int]:
    prompt, completion = written.prompt_tokens, written.completion_tokens
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}

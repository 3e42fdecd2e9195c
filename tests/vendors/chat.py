"""What the stand-ins for POST /chat/completions share: streaming the answer, and the ways to end badly."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import plan_text
from .server import Call, Reply, StandIn


@dataclass
class Ending:
    """How an answer ends after `after` pieces of text (None: after all of them). `how` is one of:

    a finish_reason (stop, length, content_filter, error, tool_calls) · error_chunk: an error in the stream, with `code`
    and `error_type` · choice_error: the error inside the choice · refusal: the model declines in words · no_usage ·
    no_done: all well, but neither the bill nor [DONE] · no_end: no finish_reason either · empty: not one word ·
    garbage: no JSON
    """

    how: str = "stop"
    after: int | None = None
    code: Any = 502
    error_type: str = "provider_unavailable"

    @property
    def error(self) -> dict[str, Any]:
        metadata = {"error_type": self.error_type, "provider_code": "upstream"}
        return {"code": self.code, "message": "Provider disconnected", "metadata": metadata}


FINISHES = ("stop", "length", "content_filter", "error", "tool_calls")


@dataclass
class Written:
    """One answer as it is being written, and what it will have cost."""

    id: str
    model: str
    text: str
    ending: Ending
    prompt_tokens: int
    completion_tokens: int = 0
    finished: bool = False


class ChatStandIn(StandIn):
    """`tokens_per_second`: how fast the model writes (0: at once); `prose`: words around the JSON."""

    def __init__(self, *, tokens_per_second: float = 0, **options: Any) -> None:
        self.tokens_per_second = tokens_per_second
        super().__init__(**options)

    def reset(self) -> None:
        super().reset()
        self.endings: list[Ending] = []
        self.texts: list[str] = []
        self.before = self.behind = ""

    def end(self, how: str, **ending: Any) -> None:
        """Queue how the next answer ends."""
        self.endings.append(Ending(how, **ending))

    def say(self, *texts: str) -> None:
        """Queue whole answers, one a call, in place of the plan that was asked for."""
        self.texts.extend(texts)

    def settings(self, **changes: Any) -> None:
        endings = changes.pop("end", [])
        for ending in [endings] if isinstance(endings, dict) else endings:
            self.end(**ending)
        super().settings(**changes)

    def write(self, call: Call, id: str, model: str) -> Written:
        prompt = "\n".join(str(message.get("content")) for message in call.json["messages"])
        ending = self.endings.pop(0) if self.endings else Ending()
        text = self.texts.pop(0) if self.texts else self.before + plan_text.written(prompt) + self.behind
        text = "" if ending.how == "empty" else text
        return Written(id, model, text, ending, len(prompt) // 4)

    async def events(self, written: Written) -> AsyncIterator[bytes]:
        """The chunks up to and with the one that finishes; a subclass adds comments, the bill and [DONE]."""
        ending = written.ending
        yield self.chunk(written, {"role": "assistant", "content": ""})
        number = 0
        async for piece in plan_text.pieces(written.text, self.tokens_per_second):
            if number == ending.after:
                break
            number += 1
            written.completion_tokens += len(plan_text.tokens(piece))
            yield self.chunk(written, {"content": piece})
        if last := self.last_chunk(written):
            yield last
        written.finished = True

    def last_chunk(self, written: Written) -> bytes:
        ending = written.ending
        if ending.how == "no_end":
            return b""
        if ending.how == "garbage":
            return b"data: {oh dear\n\n"
        if ending.how == "error_chunk":
            return self.chunk(written, {"content": ""}, "error", error=ending.error)
        if ending.how == "choice_error":
            return self.chunk(written, {"content": ""}, "error", choice_error=ending.error)
        if ending.how == "refusal":
            return self.chunk(written, {"refusal": "I cannot help with that."}, "stop")
        return self.chunk(written, {"content": ""}, ending.how if ending.how in FINISHES else "stop")

    def chunk(
        self,
        written: Written,
        delta: Mapping[str, Any],
        finish: str | None = None,
        *,
        choice_error: Any = None,
        **more: Any,
    ) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "native_finish_reason": finish, "logprobs": None}
        if choice_error:
            choice["error"] = choice_error
        return self.event(written, choices=[choice], **more)

    def event(self, written: Written, **fields: Any) -> bytes:
        head = {"id": written.id, "object": "chat.completion.chunk", "created": 1763800000, "model": written.model}
        return b"data: " + json.dumps(head | fields, ensure_ascii=False).encode() + b"\n\n"


def sse(pieces: AsyncIterator[bytes], headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(pieces, headers={"Cache-Control": "no-cache", **(headers or {})}, content_type="text/event-stream")

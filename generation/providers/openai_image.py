"""Pictures from any server that speaks OpenAI's images API: LocalAI, Ollama, one's own, or OpenAI itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from . import addresses, http, image_bytes, openai_refusals, refusals
from .base import Finding, ImageProvider, ImageRequest, Media, Usage

NAME = "The image server"

# gpt-image models take these sizes only, and refuse `response_format`: they always answer base64.
GPT_IMAGE_SIZES = ((1024, 1024), (1536, 1024), (1024, 1536))


class OpenAIImage(ImageProvider):
    """A base URL and a model are all it takes. `price`: USD for a picture; one's own server costs nothing."""

    vendor = "openai_image"

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str = "",
        model: str = "",
        concurrency: int = 2,
        connect_timeout: float = 5,
        read_timeout: float = 300,
        total_timeout: float = 600,
        price: Decimal | float = 0,
    ) -> None:
        self.model, self.concurrency, self.price = model, concurrency, Decimal(str(price))
        self.base_url = addresses.trust(base_url)
        self.headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self.timeouts = http.Timeouts(connect_timeout, read_timeout, total_timeout)

    def generate(self, request: ImageRequest, usage: Usage) -> Media:
        usage.model = self.model
        answer = http.post(
            f"{self.base_url}/images/generations",
            vendor=NAME,
            json=self.body(request),
            headers=self.headers,
            timeouts=self.timeouts,
            limit=48 * http.MEGABYTE,
            sort=openai_refusals.sort,
            on_headers=lambda headers: self._bill(usage, headers.get("x-request-id", "")),
        ).json()
        match answer:
            case {"data": [{"b64_json": str() as text}, *_]} if text:
                return image_bytes.from_base64(text, NAME)
            case {"data": [{"url": str() as url}, *_]}:
                return self._fetched(url)
        raise refusals.UNREADABLE.of(NAME)

    def estimate(self) -> Decimal:
        return self.price

    def body(self, request: ImageRequest) -> dict[str, Any]:
        width, height = request.width, request.height
        body: dict[str, Any] = {"prompt": request.prompt}
        if self.model:
            body["model"] = self.model
        if self.model.startswith("gpt-image"):
            width, height = min(GPT_IMAGE_SIZES, key=lambda size: abs(size[0] / size[1] - width / height))
        else:
            body["response_format"] = "b64_json"
        return body | {"size": f"{width}x{height}"}

    def check(self) -> Iterator[Finding]:
        return openai_refusals.check(NAME, self.base_url, self.headers, self.timeouts, self.model)

    def _fetched(self, url: str) -> Media:
        """A picture the server keeps for us, on the server itself and nowhere else."""
        if urlsplit(url).netloc != urlsplit(self.base_url).netloc:
            raise refusals.UNREADABLE.of(NAME)
        answer = http.get(url, vendor=NAME, headers=self.headers, timeouts=self.timeouts, limit=48 * http.MEGABYTE)
        return image_bytes.picture(answer.content, NAME)

    def _bill(self, usage: Usage, request_id: str) -> None:
        usage.units["images"] = 1
        usage.cost, usage.estimated = self.price, bool(self.price)
        usage.identify(request_id)

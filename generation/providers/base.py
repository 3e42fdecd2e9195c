"""The contract every provider keeps: values in, values out. A provider knows no model, no queue and no storage.

ProviderError                 one sentence a person understands, never a vendor's raw text
├── TransientError            the same call may succeed later (408, 425, 429, 5xx, connection, cut-off stream)
├── PermanentError            the same call will fail again (bad request, too long)
│   └── RefusedError          the vendor will not make this content; no other vendor is asked
└── MisconfiguredError        no call of this kind can succeed until an operator acts (key, credit, gate, voice)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar


class ProviderError(Exception):
    """A call that did not give what was asked for. `str(error)` is shown to editors; `code` is for programs."""

    code = "provider_error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code:
            self.code = code


class TransientError(ProviderError):
    """`retry_after`: seconds the vendor asked us to wait, or None. `throttled`: the whole lane should slow down."""

    code = "transient"

    def __init__(
        self, message: str, *, code: str | None = None, retry_after: float | None = None, throttled: bool = False
    ) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after
        self.throttled = throttled


class PermanentError(ProviderError):
    code = "permanent"


class RefusedError(PermanentError):
    code = "refused"


class MisconfiguredError(ProviderError):
    code = "misconfigured"


@dataclass
class Usage:
    """What a vendor reports of one call. A provider fills it as it learns it, so it is right even when the call fails.

    `units` counts what the vendor bills: input_tokens, output_tokens, images, characters.
    `cost` is USD; `estimated` says that we priced it because the vendor did not. `concurrency` is how many calls at
    once the vendor says it allows us, where it says so.
    """

    model: str = ""
    request_id: str = ""
    units: dict[str, int] = field(default_factory=dict)
    cost: Decimal | None = None
    estimated: bool = False
    concurrency: int | None = None
    on_identify: Callable[[Usage], None] | None = field(default=None, repr=False, compare=False)

    def identify(self, request_id: str, model: str = "") -> None:
        """Keep the vendor's id for this call; providers call this before they read the answer's body."""
        self.request_id = request_id or self.request_id
        self.model = model or self.model
        if self.on_identify:
            self.on_identify(self)


@dataclass(frozen=True)
class Character:
    """Somebody in the story. `description` is fixed for the whole book so that the hero stays the hero."""

    name: str
    description: str


@dataclass(frozen=True)
class Brief:
    """What a person asked for, and where to go on: the scenes `first` … `num_scenes` are still to be written."""

    title: str
    prompt: str
    style: str = ""
    language: str = "en"
    num_scenes: int = 5
    seed: int = 0
    first: int = 1


@dataclass(frozen=True)
class TextRequest:
    """`system` and `user` are rendered from the brief; `schema` is the plan's JSON schema."""

    system: str
    user: str
    schema: dict[str, Any]
    brief: Brief


@dataclass(frozen=True)
class ImageRequest:
    """`prompt` says everything in one text; the fields below say it again, apart. `seed` is the story's and stable.

    `text` is what the scene reads aloud, `picture` what its picture shows; `reference_url` an earlier picture of the
    same characters, or empty.
    """

    prompt: str
    seed: int = 0
    width: int = 1184
    height: int = 864
    style: str = ""
    text: str = ""
    picture: str = ""
    characters: tuple[Character, ...] = ()
    reference_url: str = ""


@dataclass(frozen=True)
class AudioRequest:
    """`text` is read aloud; the neighbours' texts keep the voice's flow where a model takes them."""

    text: str
    language: str = "en"
    previous_text: str = ""
    next_text: str = ""
    seed: int = 0


@dataclass(frozen=True)
class Word:
    """One spoken word, as it stands in the text (with its punctuation); seconds from the start of the audio."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Media:
    """One file a provider made. `words` and `seconds` belong to audio; `words_estimated` marks guessed timings."""

    data: bytes = field(repr=False)
    content_type: str
    words: tuple[Word, ...] = ()
    words_estimated: bool = False
    seconds: float | None = None


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's table: `remedy` says what to do where `ok` is false, `hint` what to know where it is."""

    subject: str
    ok: bool
    remedy: str = ""
    hint: str = ""


class Provider:
    """One vendor for one kind. Options come from settings.PROVIDERS and are keyword arguments of the constructor.

    Class attributes are capabilities: `vendor` names the ledger's vendor and the lane, `concurrency` is how many calls
    may be under way at once over all machines, `languages` limits what it speaks (empty: anything). `price_hint` says
    what to set where its estimates are guesses.
    """

    vendor: ClassVar[str]
    model: str = ""
    concurrency: int = 8
    languages: frozenset[str] = frozenset()
    price_hint: str = ""

    def remarks(self) -> Iterator[str]:
        """What an operator should know of the options as they are; no vendor is asked. For `manage.py check`."""
        if self.price_hint:
            yield self.price_hint

    def check(self) -> Iterator[Finding]:
        """Ask the vendor, with calls that cost nothing, whether this provider would work."""
        yield Finding(f"{self.vendor} {self.model}".strip(), ok=True)

    def reconcile(self, usage: Usage) -> None:
        """Ask, once, what a call cost that did not say so; the cost stays None where nobody knows. Never raises."""


class TextProvider(Provider):
    def stream(self, request: TextRequest, usage: Usage) -> Iterator[str]:
        """Yield the plan's JSON piece by piece as it is written. Raises ProviderError, also after some pieces."""
        raise NotImplementedError

    def estimate(self, num_scenes: int) -> Decimal:
        """USD this provider is expected to take for the text of a story with so many scenes."""
        return Decimal(0)


class ImageProvider(Provider):
    def generate(self, request: ImageRequest, usage: Usage) -> Media:
        """Return one picture (PNG, JPEG or WebP bytes). Raises ProviderError."""
        raise NotImplementedError

    def estimate(self) -> Decimal:
        """USD one picture is expected to take."""
        return Decimal(0)


class AudioProvider(Provider):
    """`limit`: characters a call takes; who asks cuts a longer text into pieces. 0: any number."""

    limit: int = 0

    def generate(self, request: AudioRequest, usage: Usage) -> Media:
        """Return one narration with word timings. Raises ProviderError."""
        raise NotImplementedError

    def estimate(self, characters: int) -> Decimal:
        """USD the narration of so many characters is expected to take."""
        return Decimal(0)

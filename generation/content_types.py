"""What some bytes are, by their first ones, and how a file of that kind ends."""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
LONGEST_MAGIC = 16  # bytes of a file's beginning that decide

EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
}
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"WEBP", 8, "image/webp"),
    (b"WAVE", 8, "audio/wav"),
    (b"OggS", 0, "audio/ogg"),
    (b"fLaC", 0, "audio/flac"),
    (b"ID3", 0, "audio/mpeg"),
)


def sniff(start: bytes) -> str:
    """The content type that a file's first bytes show; UNKNOWN for anything StoryMimi does not make."""
    for magic, offset, content_type in _MAGIC:
        if start.startswith(magic, offset):
            return content_type
    return "audio/mpeg" if _is_mpeg_frame(start) else UNKNOWN


def _is_mpeg_frame(start: bytes) -> bool:
    """An MP3 without tags begins with a frame: eleven set bits, then layer III."""
    return len(start) > 1 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2


def extension(content_type: str) -> str:
    return EXTENSIONS.get(content_type.partition(";")[0].strip().lower(), "bin")

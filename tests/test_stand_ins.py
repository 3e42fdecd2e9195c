"""The stand-ins refuse what their vendors refuse, so that a request a vendor would not take fails a test here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
import requests
from django.conf import settings

from tests.vendors.elevenlabs import ElevenLabs
from tests.vendors.openrouter import OpenRouter
from tests.vendors.together import Together


@pytest.fixture(scope="module")
def texts() -> Iterator[OpenRouter]:
    with OpenRouter() as vendor:
        yield vendor


@pytest.fixture(scope="module")
def pictures() -> Iterator[Together]:
    with Together(key="k") as vendor:
        yield vendor


@pytest.fixture(scope="module")
def voices() -> Iterator[ElevenLabs]:
    with ElevenLabs(key="k", tier="free") as vendor:
        yield vendor


def write(texts: OpenRouter, **fields) -> int:
    messages = [{"role": "user", "content": '"T" Write scenes 1 to 1 of 1.'}]
    body = {"model": "google/gemini-3.5-flash-lite", "messages": messages, **fields}
    headers = {"Authorization": f"Bearer {texts.key}"}
    return requests.post(f"{texts.url}/api/v1/chat/completions", json=body, headers=headers, timeout=30).status_code


def draw(pictures: Together, **fields) -> int:
    body = {"model": "black-forest-labs/FLUX.2-dev", "prompt": "a fox", **fields}
    headers = {"Authorization": "Bearer k"}
    return requests.post(f"{pictures.url}/v1/images/generations", json=body, headers=headers, timeout=30).status_code


def read(voices: ElevenLabs, query: str = "", headers: dict | None = None, **fields) -> int:
    url = f"{voices.url}/v1/text-to-speech/premadeGeorge/with-timestamps{query}"
    headers = {"xi-api-key": "k", **(headers or {})}
    return requests.post(url, json={"text": "Hi there.", **fields}, headers=headers, timeout=30).status_code


TEXT_IS_FINE = [
    {},
    {"temperature": 0.7, "top_p": 1, "stop": ["a"] * 4, "seed": None, "metadata": {"story": "1"}},
    {"provider": {"sort": "price", "data_collection": "deny", "max_price": {"prompt": "1"}, "only": ["openai"]}},
    {"provider": {"sort": {"by": "latency", "partition": "model"}}, "reasoning": {"effort": "low"}},
]
TEXT_IS_WRONG = [
    {"provider": {"sort": "foo"}},
    {"provider": {"data_collection": "maybe"}},
    {"provider": {"max_price": {"bogus": "1"}}},
    {"provider": {"bogus": 1}},
    {"stop": ["a"] * 6},
    {"top_p": 7},
    {"temperature": "hot"},
    {"temperature": 3},
    {"max_tokens": 1},
    {"reasoning": {"effort": "much"}},
    {"metadata": {str(number): "x" for number in range(30)}},
    {"session_id": "x" * 999},
    {"seed": "x"},
    {"stream": "yes"},
    {"models": ["openai/gpt-5-mini"] * 4},
    {"messages": []},
    {"messages": ["hello"]},
    {"messages": [{"content": "hello"}]},
]
PICTURE_IS_FINE = [
    {},
    {"width": 512, "height": 512, "steps": 28, "n": 1, "guidance_scale": 3.5, "seed": 7},
    {"reference_images": ["https://media.example.org/fox.webp"]},
    {"model": "black-forest-labs/FLUX.1-kontext-pro", "aspect_ratio": "4:3"},
]
PICTURE_IS_WRONG = [
    {"n": 9},
    {"steps": 0},
    {"steps": 999},
    {"steps": True},
    {"guidance_scale": -3},
    {"width": 100, "height": 100},
    {"reference_images": ["not a url"]},
    {"reference_images": ["http://127.0.0.1/fox.webp"]},
    {"reference_images": ["http://localhost/fox.webp"]},
    {"model": "black-forest-labs/FLUX.1-kontext-pro", "aspect_ratio": "banana"},
    {"response_format": "b64_json"},
    {"colour": "blue"},
]
SPEECH_IS_FINE = [
    {},
    {"query": "?output_format=mp3_44100_128", "voice_settings": {"stability": 0.5, "speed": 1.1}, "seed": None},
    {"previous_text": "Once.", "next_text": "The end.", "previous_request_ids": ["a"] * 3},
    {"model_id": "eleven_flash_v2_5", "language_code": "de", "a_field_of_tomorrow": 1},
]
SPEECH_IS_WRONG = [
    {"voice_settings": {"stability": 9}},
    {"voice_settings": {"speed": 5}},
    {"apply_text_normalization": "maybe"},
    {"pronunciation_dictionary_locators": [{}] * 5},
    {"previous_request_ids": ["a"] * 9},
    {"model_id": "eleven_v3", "next_request_ids": ["a"]},
    {"headers": {"Content-Type": "text/plain"}},
    {"query": "?output_format=mp3_44100_192"},
    {"query": "?output_format=pcm_44100"},
    {"query": "?output_format=mp3_1_1"},
    {"seed": "x"},
    {"seed": -1},
]


@pytest.mark.parametrize("fields", TEXT_IS_FINE, ids=str)
def test_openrouter_takes_it(texts, fields):
    assert write(texts, **fields) == 200


@pytest.mark.parametrize("fields", TEXT_IS_WRONG, ids=str)
def test_openrouter_does_not_take_it(texts, fields):
    assert write(texts, **fields) == 400


@pytest.mark.parametrize("fields", PICTURE_IS_FINE, ids=str)
def test_together_takes_it(pictures, fields):
    assert draw(pictures, **fields) == 200


@pytest.mark.parametrize("fields", PICTURE_IS_WRONG, ids=str)
def test_together_does_not_take_it(pictures, fields):
    assert draw(pictures, **fields) in (400, 422)


@pytest.mark.parametrize("fields", SPEECH_IS_FINE, ids=str)
def test_elevenlabs_takes_it(voices, fields):
    assert read(voices, **fields) == 200


@pytest.mark.parametrize("fields", SPEECH_IS_WRONG, ids=str)
def test_elevenlabs_does_not_take_it(voices, fields):
    assert read(voices, **fields) in (400, 403, 422)


def test_started_by_hand_they_take_their_own_keys_alone():
    process = subprocess.Popen(
        (sys.executable, "-m", "tests.vendors"),
        cwd=settings.BASE_DIR,
        env=os.environ.copy(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        told = dict(process.stdout.readline().removeprefix("export ").strip().split("=", 1) for _ in range(6))
        pictures, voices = told["TOGETHER_BASE_URL"], told["ELEVENLABS_BASE_URL"]
        for key, status in ((told["TOGETHER_API_KEY"], 200), ("guess", 401)):
            assert requests.get(f"{pictures}/models", headers={"Authorization": f"Bearer {key}"}).status_code == status
        for key, status in ((told["ELEVENLABS_API_KEY"], 200), ("guess", 401)):
            assert requests.get(f"{voices}/v1/models", headers={"xi-api-key": key}).status_code == status
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)

"""`manage.py doctor` tells an operator what is missing, and what to do about it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from generation import broker, queues
from generation.worker import ThreadWorker
from storymimi import embedded_redis
from tests.vendors.elevenlabs import ElevenLabs
from tests.vendors.openai_media import ImageServer
from tests.vendors.openrouter import OpenRouter
from tests.vendors.together import Together

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory) -> Iterator[str]:
    with embedded_redis.running(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def healthy(redis_url, tmp_path, settings) -> Iterator[None]:
    """A machine where everything is there; its vendors are the stand-ins a test adds."""
    settings.REDIS_URL = redis_url
    settings.MEDIA_ROOT = tmp_path
    settings.PROVIDERS = {kind: [] for kind in settings.KINDS}
    broker.connection.cache_clear()
    broker.connection().flushall()
    worker()
    yield
    broker.connection.cache_clear()


def worker() -> ThreadWorker:
    """One that has just come to work on all three queues."""
    born = ThreadWorker([queues.queue(kind) for kind in ("text", "image", "audio")], connection=broker.connection())
    born.register_birth()
    return born


def use(settings, kind: str, backend: str, **options) -> None:
    entry = {"BACKEND": f"generation.providers.{backend}", "OPTIONS": options}
    settings.PROVIDERS = {**settings.PROVIDERS, kind: [entry]}


def doctor(*arguments: str) -> tuple[str, bool]:
    """What it prints, and whether it is content."""
    out = io.StringIO()
    try:
        call_command("doctor", *arguments, stdout=out, no_color=True)
    except CommandError as error:
        assert error.returncode == 1
        return out.getvalue(), False
    return out.getvalue(), True


def line(text: str, subject: str) -> str:
    (found,) = [line for line in text.splitlines() if line[2:].startswith(subject)]
    return found


def test_a_healthy_machine_gets_a_tick_for_every_part(healthy, settings):
    with Together() as pictures, ElevenLabs() as voices:
        use(settings, "image", "together.Together", api_key="k", base_url=f"{pictures.url}/v1")
        use(settings, "audio", "elevenlabs.ElevenLabs", api_key="k", base_url=voices.url)
        text, content = doctor()
    assert content, text
    assert "✗" not in text
    written = [f"Storage, {bucket}: written" for bucket in ("story-images", "story-audio")]
    for part in ("Settings", "Database", "Migrations", "Redis", "Worker", *written):
        assert line(text, part).startswith("✓")
    assert line(text, "image: Together key").startswith("✓")
    assert line(text, "audio: ElevenLabs voice Nell").startswith("✓")
    assert "Use another store" not in text, "what is well needs no remedy"
    assert text.endswith("Everything is there.\n")


def test_it_leaves_nothing_behind_in_the_storage(healthy, tmp_path):
    doctor()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_bad_key_is_named_with_its_variable_and_ends_in_failure(healthy, settings):
    with Together(key="good") as pictures:
        use(settings, "image", "together.Together", api_key="bad", base_url=f"{pictures.url}/v1")
        text, content = doctor()
    assert not content
    assert line(text, "image: Together key").startswith("✗")
    assert "TOGETHER_API_KEY" in line(text, "image: Together key")
    assert "bad" not in text


def test_a_vendor_that_does_not_answer_is_one_line_and_the_rest_is_still_told(healthy, settings):
    use(settings, "image", "openai_image.OpenAIImage", base_url="http://user:hunter2@127.0.0.1:9/v1")
    text, content = doctor()
    assert not content
    assert "could not be reached" in line(text, "image: The image server at 127.0.0.1:9")
    assert "hunter2" not in text


def test_a_class_nobody_wrote_is_told(healthy, settings):
    use(settings, "audio", "parrot.Parrot")
    assert "does not exist" in line(doctor()[0], "audio: settings.PROVIDERS")


def test_vendors_can_be_left_alone(healthy, settings):
    with ImageServer() as server:
        use(settings, "image", "openai_image.OpenAIImage", base_url=f"{server.url}/v1")
        assert doctor("--no-vendors")[1]
        assert server.requests == []


def test_without_redis_it_says_how_to_get_one(healthy, settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    broker.connection.cache_clear()
    text, content = doctor()
    assert not content
    assert "REDIS_URL" in line(text, "Redis")


def test_without_a_worker_it_says_how_to_start_one(healthy):
    broker.connection().flushall()
    text, content = doctor()
    assert not content
    assert "./manage.py rqworker text image audio" in line(text, "Worker")


def test_a_worker_that_has_been_silent_does_not_count(healthy):
    broker.connection().flushall()
    silent = worker()
    broker.connection().hset(silent.key, "last_heartbeat", "2026-01-01T00:00:00.000000Z")
    assert line(doctor()[0], "Worker").startswith("✗")


def test_a_queue_nobody_takes_from_is_named(healthy):
    broker.connection().flushall()
    ThreadWorker([queues.queue("text")], connection=broker.connection()).register_birth()
    assert "the jobs for image, audio" in line(doctor()[0], "Worker")


def test_storage_that_cannot_be_written_is_told(healthy, settings, tmp_path):
    (tmp_path / "a file").write_text("not a folder")
    settings.MEDIA_ROOT = tmp_path / "a file"
    text, content = doctor()
    assert not content
    assert line(text, "Storage, story-images").startswith("✗")


def test_a_migration_that_is_missing_is_counted(healthy, transactional_db):
    call_command("migrate", "generation", "zero", verbosity=0)
    try:
        text, content = doctor()
    finally:
        call_command("migrate", verbosity=0)
    assert not content
    assert "Run ./manage.py migrate" in line(text, "Migrations")


def test_a_setting_that_cannot_be_right_is_told(healthy):
    with override_settings(TEMPLATES=[], DEBUG=False):
        text, content = doctor()
    assert not content
    assert line(text, "Settings (admin.E403)").startswith("✗")


def test_what_is_only_good_to_know_of_a_setting_is_said_and_is_no_fault(healthy, settings):
    use(settings, "image", "together.Together", api_key="k", model="maker/unheard-of")
    text, content = doctor("--no-vendors")
    assert content
    assert line(text, "Settings (generation.W001)").startswith("✓")
    assert "IMAGE_PRICES=maker/unheard-of" in line(text, "Settings (generation.W001)")
    settings.SILENCED_SYSTEM_CHECKS = ["generation.W001"]
    assert line(doctor("--no-vendors")[0], "Settings") == "✓ Settings"


def test_what_the_doctor_cannot_see_about_a_picture_model_is_said(healthy, settings):
    with Together(gate=True) as pictures:
        use(settings, "image", "together.Together", api_key="k", base_url=f"{pictures.url}/v1")
        text, content = doctor()
    assert content, "nothing says that the gate is shut"
    assert "third-party data sharing must be allowed" in line(text, "image: Together model")


def test_a_price_that_is_not_openrouters_is_told_with_what_to_set(healthy, settings):
    with OpenRouter() as texts:
        address = {"api_key": texts.key, "base_url": f"{texts.url}/api/v1"}
        use(settings, "text", "openrouter.OpenRouter", **address)
        assert "PRICE" not in doctor()[0]
        use(settings, "text", "openrouter.OpenRouter", **address, input_price=0.1, output_price=0.4)
        text, content = doctor()
    assert content
    told = line(text, "text: OpenRouter model google/gemini-3.5-flash-lite")
    assert "set TEXT_INPUT_PRICE=0.3 and TEXT_OUTPUT_PRICE=2.5" in told


def test_a_quota_elevenlabs_does_not_tell_is_passed_over(healthy, settings):
    with ElevenLabs() as voices:
        voices.fail(status=200, body={"character_limit": None, "character_count": None}, path="/v1/user/subscription")
        use(settings, "audio", "elevenlabs.ElevenLabs", api_key="k", base_url=voices.url)
        text, content = doctor()
    assert content, text
    assert "quota" not in text


def test_an_option_no_provider_knows_is_named(healthy, settings):
    use(settings, "image", "together.Together", api_key="k", colour="blue")
    text, content = doctor()
    assert not content
    assert "'colour'" in line(text, "image: settings.PROVIDERS")

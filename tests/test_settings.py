"""Everything StoryMimi is told comes from the environment; a wrong word there is named, with its remedy."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from storymimi import checks

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = (ROOT / ".env.example").read_text()
SETTINGS = (ROOT / "storymimi" / "settings.py").read_text()
PRODUCTION = {
    "SECRET_KEY": "kept-by-the-operator-7Qb3zZ9dJwLx2mRt5VnY8cFgH1sKp4Ue",
    "ALLOWED_HOSTS": "stories.example.org",
    "DATABASE_URL": "postgres://mimi:secret@db.example.org:6543/stories",
    "REDIS_URL": "rediss://redis.example.org:6379/0",
}
S3 = {
    "S3_ENDPOINT_URL": "https://ref.storage.supabase.co/storage/v1/s3",
    "S3_ACCESS_KEY_ID": "id",
    "S3_SECRET_ACCESS_KEY": "secret",
    "S3_PUBLIC_URL": "https://ref.supabase.co/storage/v1/object/public",
}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("settings")


@pytest.fixture(scope="module")
def run(data_dir):
    """A Python of its own with this environment and no other: its exit status and all it says."""

    def run(*arguments: str, **environment: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={"DATA_DIR": str(data_dir), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        return done.returncode, done.stdout

    return run


@pytest.fixture(scope="module")
def read(run):
    """Settings as they are with this environment."""

    def read(*names: str, **environment: str) -> Any:
        values = ", ".join(f"s.{name}" for name in names)
        code = f"import json\nfrom storymimi import settings as s\nprint(json.dumps([{values}], default=str))"
        status, said = run("-c", code, **environment)
        assert status == 0, said
        values = json.loads(said)
        return values if len(names) > 1 else values[0]

    return read


# --- The list of knobs -----------------------------------------------------------------------------------------------
def in_example() -> set[str]:
    return set(re.findall(r"^([A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))


def in_settings() -> set[str]:
    plain = set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', SETTINGS)) - {"DATABASES"}
    vendors = re.findall(r'_vendor\(\s*"\w+",\s*"[\w.]+",\s*"(\w+)",\s*"(\w+)"', SETTINGS)
    servers = re.findall(r'_own_server\(\s*"(\w+)"', SETTINGS)
    assert len(vendors) == len(servers) == 3
    named = {f"{prefix}_{end}" for prefix, _ in vendors for end in ("API_KEY", "BASE_URL", "CONCURRENCY")}
    named |= {model for _, model in vendors}
    ends = ("BASE_URL", "API_KEY", "MODEL", "CONCURRENCY")
    return plain | named | {f"OPENAI_{kind.upper()}_{end}" for kind in servers for end in ends}


def in_image() -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+):-", (ROOT / "docker-entrypoint.sh").read_text()))


def test_every_knob_is_in_the_example_and_every_line_of_it_is_a_knob():
    assert in_example() == in_settings() | in_image()


@pytest.mark.parametrize(
    "names",
    [
        "DATABASE_URL REDIS_URL DATA_DIR PORT",
        "S3_ENDPOINT_URL S3_REGION S3_ACCESS_KEY_ID S3_SECRET_ACCESS_KEY S3_PUBLIC_URL",
        "OPENROUTER_API_KEY OPENROUTER_BASE_URL TEXT_MODEL",
        "TOGETHER_API_KEY TOGETHER_BASE_URL IMAGE_MODEL",
        "ELEVENLABS_API_KEY ELEVENLABS_BASE_URL AUDIO_MODEL VOICE_ID",
        "SUPABASE_URL",
    ],
)
def test_the_knobs_of_the_contract_are_there(names):
    assert set(names.split()) <= in_example()


def test_the_example_as_it_stands_is_in_order(run):
    lines = [line.partition("=") for line in EXAMPLE.splitlines() if re.match("[A-Z]", line)]
    example = {name: value for name, _, value in lines if name != "DATA_DIR"}
    assert run("manage.py", "check", **{**example, "DEBUG": "1"}) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )


# --- The secret nobody has to set on their own machine ---------------------------------------------------------------
def test_people_stay_signed_in_when_a_server_on_their_machine_starts_again(read, tmp_path):
    kept = {read("SECRET_KEY", DEBUG="1", DATA_DIR=str(tmp_path)) for _ in range(2)}
    assert kept == {(tmp_path / "secret_key").read_text()}
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_a_full_disk_left_empty_is_made_anew(read, tmp_path):
    (tmp_path / "secret_key").touch()
    assert len(read("SECRET_KEY", DEBUG="1", DATA_DIR=str(tmp_path))) > 50
    assert (tmp_path / "secret_key").read_text()


# --- A wrong word ----------------------------------------------------------------------------------------------------
WRONG = {
    "DEBUG": ("maybe", "Write 1 or 0."),
    "OPEN_TO_ALL": ("perhaps", "Write 1 or 0."),
    "PORT": ("99999", "Write a whole number from 1 to 65535."),
    "WORKER_SLOTS": ("0", "Write a whole number from 1"),
    "LEASE_SECONDS": ("half a minute", "Write a whole number from 3"),
    "DATABASE_URL": ("postgres://mimi:pass/word@host/db", "write signs such as @ and / as %40 and %2F"),
    "REDIS_URL": ("http://localhost:6379", "Write an address that starts with redis:// or rediss:// or unix://"),
    "PUBLIC_URL": ("stories.example.org", "Write an address that starts with http:// or https://"),
    "OPENROUTER_BASE_URL": ("file:///etc/passwd", "Write an address that starts with http:// or https://"),
    "TOGETHER_CONCURRENCY": ("-1", "Write a whole number from 0"),
    "IMAGE_SIZE": ("large", "Write width x height in pixels, such as 1184x864."),
    "IMAGE_PRICES": ("flux", "Write model=dollars, several with commas between them."),
    "BUDGET_PER_STORY": ("lots", "Write an amount in US dollars such as 2.50"),
    "BUDGET_PER_DAY": ("-1", "Write an amount in US dollars such as 2.50"),
    "BUDGET_PER_USER_AND_DAY": ("nan", "Write an amount in US dollars such as 2.50"),
    "TEXT_OUTPUT_PRICE": ("2,50", "Write an amount in US dollars such as 2.50"),
    "LOG_LEVEL": ("LOUD", "Write one of DEBUG, INFO, WARNING, ERROR, CRITICAL."),
}


@pytest.fixture(scope="module")
def complaints(run) -> tuple[int, str]:
    keys = {"OPENROUTER_API_KEY": "k", "TOGETHER_API_KEY": "k", "SECRET_KEY": PRODUCTION["SECRET_KEY"]}
    return run("manage.py", "check", **keys, **{name: wrong for name, (wrong, _) in WRONG.items()})


def test_with_wrong_words_nothing_starts(complaints):
    status, said = complaints
    assert status == 1
    assert "Traceback" not in said
    assert said.count("(storymimi.E001)") == len(WRONG), "each is named once, and nothing else"


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_word_is_named_with_its_remedy(complaints, name):
    [line] = [line for line in complaints[1].splitlines() if line.startswith(f"{name}: ")]
    assert f"{name} is not understood." in line
    assert WRONG[name][1] in line


def test_a_knob_that_is_there_and_empty_is_not_set(read):
    everything = re.findall("^([A-Z0-9_]+) = ", SETTINGS, re.MULTILINE)
    empty = dict.fromkeys(in_example() - {"DATA_DIR", "SECRET_KEY", "DEBUG"}, "")
    assert read(*everything, **empty, DEBUG="1") == read(*everything, DEBUG="1")


def test_an_empty_data_dir_is_the_image_s_own(tmp_path):
    said = subprocess.run(
        [ROOT / "docker-entrypoint.sh", "env"],
        env={"PATH": os.environ["PATH"], "DATA_DIR": "", "PORT": ""},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert {"DATA_DIR=/data", "PORT=8000"} <= set(said)


def test_the_image_without_a_secret_says_so_once_and_plainly(tmp_path):
    done = subprocess.run(
        [ROOT / "docker-entrypoint.sh", "web"],
        cwd=ROOT,
        env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "DATA_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 1
    assert done.stdout.count("SECRET_KEY is not set") == 1
    assert "Traceback" not in done.stdout


def test_a_folder_that_cannot_be_used_is_named(run):
    status, said = run("manage.py", "check", DEBUG="1", DATA_DIR="/dev/null/stories")
    assert (status, said.count("storymimi.E001")) == (1, 1)
    assert "DATA_DIR: (storymimi.E001) /dev/null/stories cannot be used (Not a directory)." in said


def test_a_folder_nobody_may_write_to_is_named(run):
    status, said = run("manage.py", "check", DEBUG="1", DATA_DIR="/proc/sys")
    assert (status, said.count("storymimi.E001")) == (1, 1)
    assert "DATA_DIR: (storymimi.E001) /proc/sys cannot be used (" in said


@pytest.mark.parametrize("left_out", ["endpoint_url", "access_key", "secret_key", "public_url"])
def test_half_a_storage_is_none(settings, left_out):
    names = {"access_key": "S3_ACCESS_KEY_ID", "secret_key": "S3_SECRET_ACCESS_KEY"}
    settings.S3 = dict.fromkeys(("endpoint_url", "access_key", "secret_key", "public_url"), "set") | {left_out: ""}
    [complaint] = checks.storage_is_whole()
    assert complaint.msg == f"{names.get(left_out, f'S3_{left_out.upper()}')} is not set, but other S3 settings are."
    assert "all of them, or none" in complaint.hint


@pytest.mark.parametrize("value", ["", "set"])
def test_a_whole_storage_or_none_is_in_order(settings, value):
    settings.S3 = dict.fromkeys(("endpoint_url", "access_key", "secret_key", "public_url"), value)
    assert checks.storage_is_whole() == []


# --- Production ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "rqworker", "text", "--burst", "--worker-class=generation.worker.ThreadWorker"],
        ["-c", "import storymimi.wsgi"],
    ],
    ids=["worker", "web"],
)
def test_nothing_starts_in_production_without_a_secret_key(run, command):
    status, said = run(*command, **{**PRODUCTION, "SECRET_KEY": ""})
    assert status == 1
    assert "SECRET_KEY is not set. Set it to 50 or more random characters." in said


def test_a_production_environment_passes_the_deployment_check(run):
    status, said = run("manage.py", "check", "--deploy", "--fail-level=INFO", **PRODUCTION, **S3)
    assert status == 0
    assert "no issues" in said


def test_a_promise_for_the_whole_domain_is_the_operator_s_to_make(read):
    names = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    assert read(*names, **PRODUCTION) == [31536000, False, False]
    told = {"SECURE_HSTS_INCLUDE_SUBDOMAINS": "1", "SECURE_HSTS_PRELOAD": "1"}
    assert read(*names, **PRODUCTION, **told) == [31536000, True, True]


def test_production_is_closed_and_development_is_open(read):
    assert read("DEBUG", "OPEN_TO_ALL", "ALLOWED_HOSTS", **PRODUCTION) == [False, False, ["stories.example.org"]]
    debug, is_open, hosts = read("DEBUG", "OPEN_TO_ALL", "ALLOWED_HOSTS", DEBUG="1")
    assert (debug, is_open) == (True, True)
    assert set(hosts) == {"localhost", "127.0.0.1", "[::1]"}


def test_production_may_be_opened_and_development_closed(read):
    assert read("OPEN_TO_ALL", **PRODUCTION, OPEN_TO_ALL="yes") is True
    assert read("OPEN_TO_ALL", DEBUG="1", OPEN_TO_ALL="off") is False


def test_a_deployment_without_a_redis_hears_of_it(run):
    status, said = run("manage.py", "check", "--deploy", "--fail-level=INFO", **{**PRODUCTION, "REDIS_URL": ""}, **S3)
    assert status == 1
    assert "REDIS_URL is not set.\n\tHINT: Set it to a Redis that runs" in said


def test_a_worker_without_a_redis_says_what_to_do(run):
    worker = ["manage.py", "rqworker", "text", "--worker-class=generation.worker.ThreadWorker"]
    status, said = run(*worker, **{**PRODUCTION, "REDIS_URL": ""})
    assert status == 1
    assert said.splitlines()[-1].endswith("make serve, or set REDIS_URL to a Redis that runs.")
    assert "Traceback" not in said


def test_readers_who_follow_leave_threads_to_others(read, run):
    assert read("EVENT_STREAMS", "WEB_THREADS", **PRODUCTION) == [24, 48]
    assert read("EVENT_STREAMS", **PRODUCTION, WEB_THREADS="16") == 8
    status, said = run("manage.py", "check", **PRODUCTION, WEB_THREADS="16", EVENT_STREAMS="16")
    assert status == 1
    assert "EVENT_STREAMS leaves no thread for pages: a web process has 16 (WEB_THREADS)." in said


@pytest.mark.parametrize("path", ["/healthz", "/readyz/"])
@pytest.mark.django_db
def test_how_it_is_may_be_asked_by_address(client, settings, caplog, path):
    settings.ALLOWED_HOSTS = ["stories.example.org"]
    answer = client.get(path, headers={"host": "127.0.0.1:8000"})
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert [record.getMessage() for record in caplog.records if record.name.startswith("django")] == []


def test_a_host_that_is_not_ours_is_refused_in_one_line_of_the_log(client, settings, caplog):
    settings.ALLOWED_HOSTS = ["stories.example.org"]
    assert client.get("/stories/", headers={"host": "elsewhere.example.org"}).status_code == 400
    [line] = [record for record in caplog.records if record.name == "django.security.DisallowedHost"]
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert "elsewhere.example.org" in line.getMessage()


@pytest.mark.django_db
def test_a_refusal_at_the_desk_is_one_line_of_the_log(client, caplog, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader", is_staff=True))
    assert client.get("/admin/stories/story/").status_code == 403
    [line] = [record for record in caplog.records if record.name == "django.request"]
    assert (line.levelname, line.exc_info) == ("WARNING", None)


def test_hosts_that_are_not_named_are_asked_for(settings):
    settings.ALLOWED_HOSTS = []
    [complaint] = checks.hosts_are_named()
    assert complaint.hint == "Set it to the host names people use."


def test_a_transaction_pooler_gets_no_server_side_cursors(read):
    assert read("DATABASES", **PRODUCTION)["default"]["DISABLE_SERVER_SIDE_CURSORS"] is True
    direct = PRODUCTION["DATABASE_URL"].replace("6543", "5432")
    assert (
        read("DATABASES", **{**PRODUCTION, "DATABASE_URL": direct})["default"]["DISABLE_SERVER_SIDE_CURSORS"] is False
    )


# --- On one's own machine --------------------------------------------------------------------------------------------
def test_with_nothing_set_everything_is_at_home(read, data_dir):
    database, redis_url, providers, storages = read("DATABASE_URL", "REDIS_URL", "PROVIDERS", "STORAGES", DEBUG="1")
    assert database == f"sqlite:///{data_dir}/storymimi.sqlite3"
    assert redis_url == f"unix://{data_dir}/redis.sock"
    for kind, backend in {
        "text": "writer.Writer",
        "image": "illustrator.Illustrator",
        "audio": "narrator.Narrator",
    }.items():
        assert providers[kind] == [{"BACKEND": f"generation.providers.offline.{backend}", "OPTIONS": {}}]
    assert storages["image"]["BACKEND"] == "generation.storage.LocalMedia"


def test_people_stay_signed_in_when_the_development_server_starts_again(read):
    assert read("SECRET_KEY", DEBUG="1") == read("SECRET_KEY", DEBUG="1")


# --- Vendors ---------------------------------------------------------------------------------------------------------
def options(entries: list[dict], name: str) -> dict:
    [entry] = [entry for entry in entries if entry["BACKEND"] == f"generation.providers.{name}"]
    return entry["OPTIONS"]


def test_a_key_is_all_a_vendor_needs(read):
    keys = {f"{vendor}_API_KEY": "k" for vendor in ("OPENROUTER", "TOGETHER", "ELEVENLABS")}
    providers = read("PROVIDERS", DEBUG="1", **keys)
    assert [len(entries) for entries in providers.values()] == [1, 1, 1], "nothing offline stands behind a vendor"
    assert options(providers["text"], "openrouter.OpenRouter") == {"api_key": "k"}
    assert options(providers["image"], "together.Together") == {"api_key": "k", "size": [1184, 864]}
    assert options(providers["audio"], "elevenlabs.ElevenLabs") == {"api_key": "k"}


def test_models_addresses_and_prices_reach_their_vendor(read):
    told = {
        "OPENROUTER_API_KEY": "k",
        "OPENROUTER_BASE_URL": "https://proxy.example.org/v1/",
        "OPENROUTER_CONCURRENCY": "3",
        "TEXT_MODEL": "maker/quill",
        "TEXT_FALLBACK_MODELS": "maker/pen, maker/chalk",
        "TEXT_INPUT_PRICE": "0.10",
        "TEXT_OUTPUT_PRICE": "0",
        "TOGETHER_API_KEY": "k",
        "IMAGE_MODEL": "maker/brush",
        "IMAGE_PRICES": "maker/brush=0.02, maker/other=0.5",
        "IMAGE_SIZE": "640x480",
        "ELEVENLABS_API_KEY": "k",
        "VOICE_ID": "nell",
        "AUDIO_CREDIT_PRICE": "0.0002",
    }
    providers = read("PROVIDERS", DEBUG="1", **told)
    assert options(providers["text"], "openrouter.OpenRouter") == {
        "api_key": "k",
        "base_url": "https://proxy.example.org/v1",
        "model": "maker/quill",
        "concurrency": 3,
        "fallbacks": ["maker/pen", "maker/chalk"],
        "input_price": "0.10",
        "output_price": "0",
    }
    pictures = options(providers["image"], "together.Together")
    assert pictures["prices"] == {"maker/brush": "0.02", "maker/other": "0.5"}
    assert (pictures["model"], pictures["size"]) == ("maker/brush", [640, 480])
    assert options(providers["audio"], "elevenlabs.ElevenLabs") == {
        "api_key": "k",
        "voice": "nell",
        "credit_price": "0.0002",
    }


def test_a_server_of_ones_own_stands_behind_the_vendor(read):
    address = "http://127.0.0.1:11434/v1"
    told = {"OPENROUTER_API_KEY": "k", "OPENAI_TEXT_BASE_URL": address, "OPENAI_TEXT_MODEL": "llama"}
    entries = read("PROVIDERS", DEBUG="1", **told)["text"]
    assert [entry["BACKEND"].rpartition(".")[2] for entry in entries] == ["OpenRouter", "OpenAIText"]
    assert options(entries, "openai_text.OpenAIText") == {"base_url": address, "model": "llama"}


@pytest.mark.parametrize(
    ("told", "voice"),
    [("nell", "nell"), ("en=nell, DE=jonas", {"en": "nell", "de": "jonas"}), ("af_heart+bf_emma", "af_heart+bf_emma")],
)
def test_a_voice_is_for_everything_or_for_a_language(read, told, voice):
    address = {"OPENAI_AUDIO_BASE_URL": "http://127.0.0.1:8880/v1", "OPENAI_AUDIO_LANGUAGES": "en, de"}
    entries = read("PROVIDERS", DEBUG="1", OPENAI_AUDIO_VOICE=told, **address)["audio"]
    chosen = options(entries, "openai_speech.OpenAISpeech")
    assert (chosen["voice"], chosen["languages"]) == (voice, ["en", "de"])


def test_voices_that_cannot_be_told_apart_are_named(run):
    status, said = run("manage.py", "check", DEBUG="1", OPENAI_AUDIO_VOICE="nell, jonas")
    assert status
    assert "OPENAI_AUDIO_VOICE is not understood" in said


def test_budgets_are_dollars_to_the_cent_or_nothing(read):
    names = ("BUDGET_PER_STORY", "BUDGET_PER_DAY", "BUDGET_PER_USER_AND_DAY")
    assert read(*names, DEBUG="1", BUDGET_PER_STORY="0.30", BUDGET_PER_DAY="0") == ["0.30", "0", None]

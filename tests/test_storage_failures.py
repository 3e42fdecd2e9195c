"""When the store or the disk does not do its part: what the job does next, and what the operator reads."""

from __future__ import annotations

import errno
import resource
from pathlib import Path

import pytest

from generation import storage
from generation.providers.base import MisconfiguredError, PermanentError, TransientError
from generation.storage.errors import disk_errors
from tests.stores import PNG, use_s3

pytest_plugins = ["tests.store_fixtures"]
KEY = "a-story/a-scene/an-asset.png"

ASKED = {
    "storing": lambda: storage.put("image", KEY, PNG, "image/png"),
    "looking": lambda: storage.has("image", KEY),
    "reading": lambda: storage.read("image", KEY),
    "listing": lambda: list(storage.keys("image", "a-story/")),
    "deleting": lambda: storage.delete_prefix("image", "a-story/"),
}
every_call = pytest.mark.parametrize("ask", ASKED.values(), ids=list(ASKED))


@every_call
def test_a_store_that_asks_to_slow_down_is_left_alone_as_long_as_it_says(supabase, ask):
    supabase.fail(status=429, headers={"Retry-After": "7"}, times=None)
    with pytest.raises(TransientError) as caught:
        ask()
    assert caught.value.throttled
    assert caught.value.retry_after == 7


@every_call
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_store_that_is_out_of_order_is_asked_again_later(supabase, ask, status):
    supabase.fail(status=status, times=None)
    with pytest.raises(TransientError):
        ask()


@every_call
def test_a_store_that_does_not_answer_is_given_up_for_now(supabase, ask, settings):
    supabase.fail(wait=30, times=None)
    use_s3(settings, supabase.env(), timeout=0.3)
    with pytest.raises(TransientError):
        ask()


@every_call
def test_a_store_that_is_down_is_asked_again_later(settings, supabase, ask):
    use_s3(settings, {**supabase.env(), "S3_ENDPOINT_URL": "http://127.0.0.1:9/storage/v1/s3"})
    with pytest.raises(TransientError, match="could not be reached"):
        ask()


def test_an_object_that_breaks_off_is_not_taken_for_whole(supabase):
    storage.put("image", KEY, PNG, "image/png")
    supabase.fail(cut_at=100, times=None)
    with pytest.raises(TransientError):
        storage.read("image", KEY)


def test_an_object_the_store_would_not_delete_is_not_taken_for_deleted(supabase):
    storage.put("image", KEY, PNG, "image/png")
    error = f"<Error><Key>{KEY}</Key><Code></Code><Message>locked</Message></Error>"
    supabase.fail(status=200, body=f"<DeleteResult>{error}</DeleteResult>", skip=1)  # the listing first
    with pytest.raises(TransientError):
        storage.delete_prefix("image", "a-story/")
    assert storage.has("image", KEY)


def refusal(code: str) -> str:
    return f"<Error><Code>{code}</Code><Message>no</Message></Error>"


def not_deleted(code: str) -> str:
    return f"<DeleteResult><Error><Key>{KEY}</Key><Code>{code}</Code></Error></DeleteResult>"


def test_a_key_that_may_not_delete_is_the_operators_to_mend(supabase):
    storage.put("image", KEY, PNG, "image/png")
    supabase.fail(status=200, body=not_deleted("AccessDenied"), skip=1)
    with pytest.raises(MisconfiguredError, match="what that key may do"):
        storage.delete_prefix("image", "a-story/")


def test_what_somebody_else_deleted_just_now_is_deleted(supabase):
    storage.put("image", KEY, PNG, "image/png")
    supabase.fail(status=200, body=not_deleted("NoSuchKey"), skip=1)
    storage.delete_prefix("image", "a-story/")


@every_call
def test_an_object_that_is_missing_is_not_called_a_missing_bucket(supabase, ask):
    if ask is ASKED["looking"]:
        assert ask() is False
        return
    supabase.fail(status=404, body=refusal("NoSuchKey"), times=None)
    with pytest.raises(PermanentError, match="does not have this file"):
        ask()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"status": 400, "body": refusal("EntityTooLarge")}, "raise the bucket's limit"),
        ({"status": 413, "body": refusal("")}, "raise the bucket's limit"),
        ({"status": 415, "body": refusal("")}, "files of this type"),
    ],
)
def test_a_bucket_that_takes_no_such_files_is_the_operators_to_mend(supabase, answer, sentence):
    supabase.fail(**answer)
    with pytest.raises(MisconfiguredError, match=sentence):
        storage.put("image", KEY, PNG, "image/png", fresh=True)


@every_call
def test_a_key_that_is_not_accepted_is_the_operators_to_mend(settings, s3, ask):
    use_s3(settings, {**s3.env(), "S3_SECRET_ACCESS_KEY": "wrong"})
    with pytest.raises(MisconfiguredError, match="S3_SECRET_ACCESS_KEY") as caught:
        ask()
    assert "wrong" not in str(caught.value)


@pytest.mark.parametrize("ask", [ASKED["storing"], ASKED["listing"], ASKED["deleting"]])
@pytest.mark.parametrize("where", ["s3", "supabase"])
def test_a_bucket_that_is_missing_is_named_with_the_command_that_makes_it(settings, request, where, ask):
    request.getfixturevalue(where)
    options = {"bucket": "another-bucket"}
    settings.STORAGES = {**settings.STORAGES, "image": {"BACKEND": "generation.storage.S3Media", "OPTIONS": options}}
    with pytest.raises(MisconfiguredError, match=r"manage\.py storage init"):
        ask()


def test_one_hiccup_of_the_network_goes_unnoticed(supabase):
    """A connection the store closed while nobody used it is no failure of the job's."""
    storage.put("image", KEY, PNG, "image/png")
    supabase.fail(status=503)
    assert storage.read("image", KEY) == PNG


def test_after_a_failure_the_same_call_succeeds(supabase):
    supabase.fail(status=500, times=None)
    with pytest.raises(TransientError):
        storage.put("image", KEY, PNG, "image/png")
    supabase.faults.clear()
    storage.put("image", KEY, PNG, "image/png")
    assert storage.read("image", KEY) == PNG


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_is_the_operators_to_mend():
    with pytest.raises(MisconfiguredError, match="full"), disk_errors():
        Path("/dev/full").write_bytes(PNG)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, MisconfiguredError),
        (errno.EDQUOT, MisconfiguredError),
        (errno.EACCES, MisconfiguredError),
        (errno.EROFS, MisconfiguredError),
        (errno.EIO, TransientError),
        (errno.EMFILE, TransientError),
    ],
)
def test_what_the_disk_does_is_sorted(number, error):
    with pytest.raises(error), disk_errors():
        raise OSError(number, "a sentence of the operating system's")


def test_a_media_folder_that_is_no_folder_loses_nothing(settings, local, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.MEDIA_ROOT.write_bytes(b"in the way")
    with pytest.raises(TransientError):
        storage.put("image", KEY, PNG, "image/png")
    assert settings.MEDIA_ROOT.read_bytes() == b"in the way"


def test_a_disk_that_takes_only_half_a_file_leaves_none(local, tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(PNG) // 2, before[1]))
    try:
        with pytest.raises(TransientError):
            storage.put("image", KEY, PNG, "image/png")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not storage.has("image", KEY)

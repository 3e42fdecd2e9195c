"""manage.py storage init: what an operator types, reads and gets."""

from __future__ import annotations

from generation import storage
from generation.storage import buckets
from tests.stores import BYTES, PNG, manage, refused, use_s3

pytest_plugins = ["tests.store_fixtures"]


def test_setting_up_makes_both_buckets_and_proves_them(store):
    told = manage("init")
    assert "NO" not in told
    for bucket in ("story-images", "story-audio"):
        assert f"{bucket}: written and read back" in told
        assert f"{bucket}: deleted" in told
    assert [list(storage.keys(kind)) for kind in BYTES] == [[], []]


def test_setting_up_again_changes_nothing(s3):
    storage.put("image", "s/c/a.png", PNG, "image/png")
    assert "story-images: is there" in manage("init")
    assert storage.read("image", "s/c/a.png") == PNG


def test_readers_were_let_in_with_type_cache_header_and_ranges(supabase):
    assert manage("init").count("everybody can read it") == 2


def test_supabase_limits_types_and_sizes_for_who_has_the_service_key(supabase, settings):
    assert "set SUPABASE_SERVICE_KEY" in manage("init")
    settings.SUPABASE_SERVICE_KEY = supabase.service_key
    assert "takes audio files up to 50 MB" in manage("init")
    assert supabase.buckets["story-audio"].file_size_limit == 50 * 1024 * 1024
    assert "audio/mpeg" in supabase.buckets["story-audio"].allowed_mime_types
    assert "image/webp" in supabase.buckets["story-images"].allowed_mime_types
    supabase.buckets["story-audio"].allowed_mime_types = supabase.buckets["story-images"].allowed_mime_types = None


def test_a_wrong_service_key_is_said_to_be_so(supabase, settings):
    settings.SUPABASE_SERVICE_KEY = "another key"
    told, _ = refused("init")
    assert told.count("does not accept SUPABASE_SERVICE_KEY") == 2
    supabase.refused.clear()


def test_limits_that_cannot_be_set_just_now_are_reported(supabase, settings):
    settings.SUPABASE_SERVICE_KEY = supabase.service_key
    supabase.fail(status=503, times=None, path="/bucket/")
    told, _ = refused("init")
    assert "has too much to do just now" in told


def test_a_private_bucket_is_told_how_to_open(supabase):
    supabase.buckets["story-images"].public = False
    told, _ = refused("init")
    supabase.buckets["story-images"].public = True
    assert "NO  story-images: everybody can read" in told
    assert "Public bucket" in told
    assert "ok  story-audio: everybody can read" in told
    assert list(storage.keys("image")) == []


def test_a_wrong_key_is_one_sentence_a_bucket(settings, s3):
    use_s3(settings, {**s3.env(), "S3_SECRET_ACCESS_KEY": "wrong"})
    told, error = refused("init")
    assert told.count("S3_SECRET_ACCESS_KEY") == 2
    assert error == "The media store is not ready."


def test_a_bucket_made_by_setting_up_keeps_versions_where_the_store_has_them(s3):
    assert "story-images: keeps versions" in manage("init")
    assert buckets.keep_versions(storage.store("image"))


def test_supabase_is_never_asked_for_versions(supabase):
    assert "keeps no versions; keys are never used twice" in manage("init")

"""A store for a test: files under DATA_DIR, a real S3 server, or what stands in for Supabase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.stores import empty, set_up, use_local, use_s3
from tests.vendors.seaweed import SeaweedFS
from tests.vendors.supabase_storage import SupabaseStorage


@pytest.fixture(scope="session")
def seaweed() -> Iterator[SeaweedFS]:
    with SeaweedFS() as server:
        yield server


@pytest.fixture(scope="session")
def supabase_server(seaweed: SeaweedFS) -> Iterator[SupabaseStorage]:
    with SupabaseStorage(seaweed) as server:
        yield server


@pytest.fixture
def local(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    use_local(settings)


@pytest.fixture
def s3(settings: Any, seaweed: SeaweedFS) -> Iterator[SeaweedFS]:
    """A real S3 server whose buckets keep versions."""
    use_s3(settings, seaweed.env())
    set_up()
    yield seaweed
    use_s3(settings, seaweed.env())
    empty()


@pytest.fixture
def supabase(settings: Any, supabase_server: SupabaseStorage) -> Iterator[SupabaseStorage]:
    """A call Supabase would not understand fails the test."""
    use_s3(settings, supabase_server.env())
    set_up()
    yield supabase_server
    refused = supabase_server.refused
    supabase_server.reset()
    use_s3(settings, supabase_server.env())
    empty()
    assert not refused


@pytest.fixture(params=["local", "s3", "supabase"])
def store(request: pytest.FixtureRequest) -> str:
    """Each of the three in turn."""
    request.getfixturevalue(request.param)
    return request.param

"""What is done to a bucket once, when it is set up."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from .errors import status, store_errors
from .s3 import S3Media

NO_ACL = (400, 403, 501)
NO_VERSIONS = (400, 403, 404, 405, 409, 501)


def create(store: S3Media) -> bool:
    """Make the bucket, public to read where the store lets one say so (Supabase does). False: it was there."""
    with store_errors():
        if _is_there(store):
            return False
        try:
            store.client.create_bucket(Bucket=store.bucket, ACL="public-read", **_place(store))
        except ClientError as error:
            if status(error) not in NO_ACL:  # AWS makes no public buckets: there a policy opens them
                raise
            store.client.create_bucket(Bucket=store.bucket, **_place(store))
        return True


def _is_there(store: S3Media) -> bool:
    try:
        store.client.head_bucket(Bucket=store.bucket)
    except ClientError as error:
        if status(error) == 404:
            return False
        raise
    return True


def _place(store: S3Media) -> dict[str, Any]:
    """AWS wants to be told the region it was asked in, except the first one; others do not know the element."""
    region, host = store.options["region_name"], urlsplit(store.options["endpoint_url"]).hostname or ""
    if not host.endswith(".amazonaws.com") or region == "us-east-1":
        return {}
    return {"CreateBucketConfiguration": {"LocationConstraint": region}}


def keep_versions(store: S3Media) -> bool:
    """Turn versioning on where it was never touched. Returns whether the bucket keeps versions now.

    Supabase knows no versions: it says "Suspended", and would take the call that turns them on for another one.
    """
    with store_errors():
        try:
            state = store.client.get_bucket_versioning(Bucket=store.bucket).get("Status", "")
            if not state:
                store.client.put_bucket_versioning(Bucket=store.bucket, VersioningConfiguration={"Status": "Enabled"})
        except ClientError as error:
            if status(error) not in NO_VERSIONS:
                raise
            return False
        return state in ("", "Enabled")

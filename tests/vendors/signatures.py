"""AWS's signature version 4, as an S3 server checks it."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/s3/aws4_request, "
    r"SignedHeaders=(?P<names>[^,]+), Signature=(?P<signature>[0-9a-f]{64})"
)


def is_good(method: str, url: str, headers: Mapping[str, str], body: bytes, keys: Credentials) -> bool:
    """Whether the request was signed with these keys, as a whole: `url` and body too."""
    signed = AUTHORIZATION.fullmatch(headers.get("Authorization", ""))
    if not signed or signed["key"] != keys.access_key or not _is_body(headers.get("X-Amz-Content-SHA256", ""), body):
        return False
    request = AWSRequest(method, url, headers={name: headers.get(name, "") for name in signed["names"].split(";")})
    request.context["timestamp"] = headers.get("X-Amz-Date", "")
    auth = S3SigV4Auth(keys, "s3", signed["region"])
    expected = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
    return hmac.compare_digest(expected, signed["signature"])


def _is_body(digest: str, body: bytes) -> bool:
    return digest in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest())


def sign(method: str, url: str, headers: Mapping[str, str], body: bytes, keys: Credentials) -> dict[str, str]:
    """The headers to send such a request with."""
    request = AWSRequest(method, url, headers=dict(headers), data=body)
    S3SigV4Auth(keys, "s3", "us-east-1").add_auth(request)
    return dict(request.headers)

"""S3: bucket properties that the emulator's CloudFormation drops, though its S3 keeps them."""

from collections.abc import Callable
from typing import Any

import botocore.session
from botocore.serialize import create_serializer
from ministack.core.responses import get_account_id, get_region
from ministack.services import s3
from ministack.services.cloudformation import provisioners

from .calls import Properties

_service = botocore.session.get_session().get_service_model("s3")
_serializer = create_serializer("rest-xml", include_validation=False)


def _body(operation: str, **members: Any) -> bytes:
    """The XML that a client would send."""
    request = _serializer.serialize_to_request({"Bucket": "b", **members}, _service.operation_model(operation))
    return request["body"]


def _encryption(property_: Properties) -> bytes:
    rules = [
        {
            "ApplyServerSideEncryptionByDefault": _default_encryption(rule["ServerSideEncryptionByDefault"]),
            "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
        }
        for rule in property_["ServerSideEncryptionConfiguration"]
    ]
    return _body("PutBucketEncryption", ServerSideEncryptionConfiguration={"Rules": rules})


def _default_encryption(encryption: Properties) -> Properties:
    """Without a key AWS takes its own, which the emulator does not know: the bucket of the bootstrap has none."""
    if encryption["SSEAlgorithm"] == "aws:kms" and "KMSMasterKeyID" not in encryption:
        key = f"arn:aws:kms:{get_region()}:{get_account_id()}:alias/aws/s3"
        return {**encryption, "KMSMasterKeyID": key}
    return encryption


def _lifecycle(property_: Properties) -> bytes:
    rules = [_lifecycle_rule(rule) for rule in property_["Rules"]]
    return _body("PutBucketLifecycleConfiguration", LifecycleConfiguration={"Rules": rules})


def _lifecycle_rule(rule: Properties) -> Properties:
    translated = {"ID": rule.get("Id"), "Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "ExpirationInDays" in rule:
        translated["Expiration"] = {"Days": rule["ExpirationInDays"]}
    if "ExpiredObjectDeleteMarker" in rule:
        translated["Expiration"] = {"ExpiredObjectDeleteMarker": rule["ExpiredObjectDeleteMarker"]}
    if "Transitions" in rule:
        translated["Transitions"] = [
            {"Days": each["TransitionInDays"], "StorageClass": each["StorageClass"]} for each in rule["Transitions"]
        ]
    if "NoncurrentVersionTransitions" in rule:
        translated["NoncurrentVersionTransitions"] = [
            {"NoncurrentDays": each["TransitionInDays"], "StorageClass": each["StorageClass"]}
            for each in rule["NoncurrentVersionTransitions"]
        ]
    for same in ("NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"):
        if same in rule:
            translated[same] = rule[same]
    return translated


def _logging(property_: Properties) -> bytes:
    target = {
        "TargetBucket": property_["DestinationBucketName"],
        "TargetPrefix": property_.get("LogFilePrefix", ""),
    }
    return _body("PutBucketLogging", BucketLoggingStatus={"LoggingEnabled": target})


def _no_logging(bucket: str) -> None:
    s3._put_bucket_logging(bucket, _body("PutBucketLogging", BucketLoggingStatus={}))


def _ownership(property_: Properties) -> bytes:
    return _body("PutBucketOwnershipControls", OwnershipControls=property_)


def _tags(property_: list[Properties]) -> bytes:
    return _body("PutBucketTagging", Tagging={"TagSet": property_})


def _stored(put: Callable[[str, bytes], Any]) -> Callable[[str, bytes], None]:
    """The emulator ignores what its S3 answers here; an error has to fail the deploy."""

    def checked(bucket: str, body: bytes) -> None:
        status, _, answer = put(bucket, body)
        if status >= 400:
            raise ValueError(f"{put.__name__}: {answer!r}")

    return checked


def install() -> None:
    provisioners._S3_BUCKET_CONFIGURATIONS += (
        ("BucketEncryption", _encryption, _stored(s3._put_bucket_encryption), s3._delete_bucket_encryption),
        ("LifecycleConfiguration", _lifecycle, _stored(s3._put_bucket_lifecycle), s3._delete_bucket_lifecycle),
        ("Tags", _tags, _stored(s3._put_bucket_tagging), s3._delete_bucket_tagging),
        ("LoggingConfiguration", _logging, _stored(s3._put_bucket_logging), _no_logging),
        (
            "OwnershipControls",
            _ownership,
            _stored(s3._put_bucket_ownership_controls),
            s3._delete_bucket_ownership_controls,
        ),
    )
    provisioners._STACK_TAG_PROPERTY["AWS::S3::Bucket"] = ("Tags", "list")

"""S3: bucket properties that MiniStack's CloudFormation drops, although its S3 supports them."""

from collections.abc import Callable

import botocore.session
from botocore.serialize import create_serializer
from ministack.core.responses import get_account_id, get_region
from ministack.services import s3
from ministack.services.cloudformation import provisioners

from .shapes import Json, Properties, Reply

_service = botocore.session.get_session().get_service_model("s3")
_serializer = create_serializer("rest-xml", include_validation=False)


def _body(operation: str, **members: Json) -> bytes:
    """The XML of a client's request."""
    request = _serializer.serialize_to_request({"Bucket": "b", **members}, _service.operation_model(operation))
    body: bytes = request["body"]
    return body


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
    """Without a key, as in the bootstrap bucket, AWS uses an AWS managed key, which MiniStack lacks."""
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


def _checked(put: Callable[[str, bytes], Reply]) -> Callable[[str, bytes], None]:
    """MiniStack ignores the response of its S3 here; an error must fail the deployment."""

    def checked(bucket: str, body: bytes) -> None:
        status, _, answer = put(bucket, body)
        if status >= 400:
            raise ValueError(f"{put.__name__}: {answer!r}")

    return checked


def install() -> None:
    provisioners._S3_BUCKET_CONFIGURATIONS += (
        ("BucketEncryption", _encryption, _checked(s3._put_bucket_encryption), s3._delete_bucket_encryption),
        ("LifecycleConfiguration", _lifecycle, _checked(s3._put_bucket_lifecycle), s3._delete_bucket_lifecycle),
        ("Tags", _tags, _checked(s3._put_bucket_tagging), s3._delete_bucket_tagging),
        ("LoggingConfiguration", _logging, _checked(s3._put_bucket_logging), _no_logging),
        (
            "OwnershipControls",
            _ownership,
            _checked(s3._put_bucket_ownership_controls),
            s3._delete_bucket_ownership_controls,
        ),
    )
    provisioners._STACK_TAG_PROPERTY["AWS::S3::Bucket"] = ("Tags", "list")

"""Systems Manager: the public parameters of machine images."""

import hashlib
import re

from ministack.core.responses import get_region
from ministack.services import ssm

from .shapes import Properties

# Documented forms of the names; every such parameter exists in the account.
_IMAGE_PARAMETERS = re.compile(
    r"/aws/service/("
    r"ami-amazon-linux-latest/[\w.-]+"
    r"|ecs/optimized-ami/[\w.-]+/(gpu/|arm64/)?recommended/image_id"
    r"|eks/optimized-ami/\d\.\d+/amazon-linux-2023/(x86_64|arm64)/(standard|nvidia)/recommended/image_id"
    r"|deeplearning/ami/(x86_64|arm64)/[\w.-]+/latest/ami-id"
    r")"
)


def image_id(reference: str) -> str:
    """Resolves `resolve:ssm:NAME` to an image id; returns any other reference as it is."""
    if not reference.startswith("resolve:ssm:"):
        return reference
    parameter = _public_parameter(reference.removeprefix("resolve:ssm:"))
    if parameter is None:
        raise ValueError(f"No public parameter {reference}")
    value: str = parameter["Value"]
    return value


def _public_parameter(name: str) -> Properties | None:
    if not _IMAGE_PARAMETERS.fullmatch(name):
        return None
    return {
        "Name": name,
        "Type": "String",
        "DataType": "aws:ec2:image",
        "Value": f"ami-{hashlib.sha256(name.encode()).hexdigest()[:17]}",
        "Version": 1,
        "LastModifiedDate": 1728518400,
        "ARN": f"arn:aws:ssm:{get_region()}::parameter{name}",
    }


def install() -> None:
    ssm._public_parameter = _public_parameter

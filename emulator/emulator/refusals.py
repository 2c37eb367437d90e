"""Refusals of CloudFormation because of other resources: taken names, overlapping subnets, fixed volumes."""

from collections.abc import Callable, Mapping
from ipaddress import ip_network
from typing import NamedTuple

from ministack.services import autoscaling, cloudwatch_logs, dynamodb, ec2, iam, kms
from ministack.services.cloudformation import provisioners

from .shapes import Action, Created, Parameters, Properties, Reply


class Name(NamedTuple):
    """The property that names a resource, and whether the account has one of a name."""

    member: str
    is_taken: Callable[[str], bool]


def _in(store: Mapping[str, Properties]) -> Callable[[str], bool]:
    return lambda name: name in store


# Types whose resource MiniStack would take over, or replace, when another one has the name.
_NAMES = {
    "AWS::Logs::LogGroup": Name("LogGroupName", _in(cloudwatch_logs._log_groups)),
    "AWS::DynamoDB::Table": Name("TableName", _in(dynamodb._tables)),
    "AWS::IAM::Role": Name("RoleName", _in(iam._roles)),
    "AWS::AutoScaling::AutoScalingGroup": Name("AutoScalingGroupName", _in(autoscaling._asgs)),
    "AWS::KMS::Alias": Name("AliasName", lambda name: kms._alias_arn(name) in kms._aliases),
}

# "Update requires: Updates are not supported."
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-volume.html
_FIXED = {"AWS::EC2::Volume": ("AvailabilityZone", "Encrypted", "KmsKeyId", "SnapshotId")}
# A change of these makes a new subnet before the old one goes.
_SUBNET_PLACE = ("VpcId", "CidrBlock", "AvailabilityZone")


def _refuse_taken_name(resource_type: str, name: Name) -> None:
    handler = provisioners._RESOURCE_HANDLERS[resource_type]
    create = handler["create"]

    def checked(logical_id: str, properties: Properties, *rest: object) -> Created:
        wanted = properties.get(name.member)
        if wanted and name.is_taken(wanted):
            raise ValueError(f"Resource of type '{resource_type}' with identifier '{wanted}' already exists.")
        created: Created = create(logical_id, properties, *rest)
        return created

    handler["create"] = checked


def _refuse_change(resource_type: str, fixed: tuple[str, ...]) -> None:
    handler = provisioners._RESOURCE_HANDLERS[resource_type]
    update = handler["update"]

    def checked(physical_id: str, old: Properties, new: Properties, *rest: object) -> Created:
        changed = [name for name in fixed if old.get(name) != new.get(name)]
        if changed:
            raise ValueError(f"Update to resource type {resource_type} is not supported: {', '.join(changed)}")
        updated: Created = update(physical_id, old, new, *rest)
        return updated

    handler["update"] = checked


def overlap(vpc: str, cidr: str) -> str | None:
    """Why a new subnet of a VPC cannot have a range; None if it can."""
    wanted = ip_network(cidr)
    for subnet in ec2._subnets.values():
        if subnet["VpcId"] == vpc and wanted.overlaps(ip_network(subnet["CidrBlock"])):
            return f"The CIDR '{cidr}' conflicts with another subnet"
    return None


def _refuse_overlap(properties: Properties) -> None:
    refusal = overlap(properties["VpcId"], properties["CidrBlock"])
    if refusal:
        raise ValueError(refusal)


def _refuse_overlapping_subnets() -> None:
    handler = provisioners._RESOURCE_HANDLERS["AWS::EC2::Subnet"]
    create, update = handler["create"], handler["update"]

    def created(logical_id: str, properties: Properties, *rest: object) -> Created:
        _refuse_overlap(properties)
        answer: Created = create(logical_id, properties, *rest)
        return answer

    def updated(physical_id: str, old: Properties, new: Properties, *rest: object) -> Created:
        if any(old.get(name) != new.get(name) for name in _SUBNET_PLACE):
            _refuse_overlap(new)
        answer: Created = update(physical_id, old, new, *rest)
        return answer

    handler["create"], handler["update"] = created, updated


def _create_subnet(original: Action) -> Action:
    def checked(parameters: Parameters) -> Reply:
        refusal = overlap(ec2._p(parameters, "VpcId"), ec2._p(parameters, "CidrBlock"))
        return ec2._error("InvalidSubnet.Conflict", refusal, 400) if refusal else original(parameters)

    return checked


def install() -> None:
    for resource_type, name in _NAMES.items():
        _refuse_taken_name(resource_type, name)
    for resource_type, fixed in _FIXED.items():
        _refuse_change(resource_type, fixed)
    _refuse_overlapping_subnets()
    ec2._ACTION_MAP["CreateSubnet"] = _create_subnet(ec2._ACTION_MAP["CreateSubnet"])

"""EC2: addresses, gateways, rules, volumes and flow logs."""

import re

from ministack.services import ec2

from .answers import complete, keep
from .calls import boolean, element, number, query
from .resource_types import ResourceType, complete_type, register
from .shapes import Action, Created, Json, Parameters, Properties, Reply
from .volume_limits import check as check_limits


def call_ec2(action: str, **parameters: Json) -> str:
    return query(ec2._ACTION_MAP, action, **parameters)


def tag_specification(kind: str, properties: Properties) -> list[Properties] | None:
    tags = properties.get("Tags")
    return [{"ResourceType": kind, "Tag": tags}] if tags else None


def retag(identifier: str, old: Properties, new: Properties) -> None:
    """Replaces the tags of a resource with those of its new properties."""
    keys = [{"Key": tag["Key"]} for tag in old.get("Tags") or []]
    if keys:
        call_ec2("DeleteTags", ResourceId=[identifier], Tag=keys)
    if new.get("Tags"):
        call_ec2("CreateTags", ResourceId=[identifier], Tag=new["Tags"])


class ElasticIp(ResourceType):
    name = "AWS::EC2::EIP"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        answer = call_ec2("AllocateAddress", Domain="vpc", TagSpecification=tag_specification("elastic-ip", properties))
        address, allocation = element(answer, "publicIp"), element(answer, "allocationId")
        self._associate(allocation, properties)
        return address, {"AllocationId": allocation, "PublicIp": address}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        allocation = self._allocation(physical_id)
        retag(allocation, old, new)
        if new.get("InstanceId") != old.get("InstanceId"):
            self._disassociate(allocation, old)
            self._associate(allocation, new)
        return physical_id, {"AllocationId": allocation, "PublicIp": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        allocation = self._allocation(physical_id)
        self._disassociate(allocation, properties)
        call_ec2("ReleaseAddress", AllocationId=allocation)

    def _allocation(self, address: str) -> str:
        return element(call_ec2("DescribeAddresses", PublicIp=[address]), "allocationId")

    def _associate(self, allocation: str, properties: Properties) -> None:
        instance = properties.get("InstanceId")
        if instance:
            call_ec2("AssociateAddress", AllocationId=allocation, InstanceId=instance)
            ec2._instances[instance]["PublicIpAddress"] = ec2._addresses[allocation]["PublicIp"]

    def _disassociate(self, allocation: str, properties: Properties) -> None:
        association = ec2._addresses[allocation]["AssociationId"]
        if association:
            call_ec2("DisassociateAddress", AssociationId=association)
            ec2._instances.get(properties["InstanceId"], {})["PublicIpAddress"] = ""


class NatGateway(ResourceType):
    name = "AWS::EC2::NatGateway"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        allocation = properties.get("AllocationId")
        answer = call_ec2(
            "CreateNatGateway",
            SubnetId=properties["SubnetId"],
            AllocationId=allocation,
            TagSpecification=tag_specification("natgateway", properties),
        )
        gateway = element(answer, "natGatewayId")
        if allocation:
            address = element(call_ec2("DescribeAddresses", AllocationId=[allocation]), "publicIp")
            keep(
                ec2._nat_gateways[gateway],
                natGatewayAddressSet=[{"allocationId": allocation, "publicIp": address, "isPrimary": True}],
            )
        return gateway, {"NatGatewayId": gateway}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        retag(physical_id, old, new)
        return physical_id, {"NatGatewayId": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        call_ec2("DeleteNatGateway", NatGatewayId=physical_id)


class FlowLog(ResourceType):
    name = "AWS::EC2::FlowLog"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        settings = {name: value for name, value in properties.items() if name not in ("ResourceId", "Tags")}
        answer = call_ec2("CreateFlowLogs", ResourceId=[properties["ResourceId"]], **settings)
        flow_log = re.search(r"fl-[0-9a-fA-F]+", answer)
        if not flow_log:
            raise ValueError(f"CreateFlowLogs: {answer}")
        identifier = flow_log.group(0)
        retag(identifier, {}, properties)
        keep(
            ec2._flow_logs[identifier],
            deliverLogsPermissionArn=properties.get("DeliverLogsPermissionArn"),
            logGroupName=properties.get("LogGroupName"),
        )
        return identifier, {"Id": identifier}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        retag(physical_id, old, new)
        return physical_id, {"Id": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        call_ec2("DeleteFlowLogs", FlowLogId=[physical_id])


class SecurityGroupRule(ResourceType):
    """AWS::EC2::SecurityGroupIngress and AWS::EC2::SecurityGroupEgress."""

    def __init__(self, direction: str, peer: str) -> None:
        self.name = f"AWS::EC2::SecurityGroup{direction}"
        self._direction = direction
        self._peer = peer

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        if self._direction == "Egress":
            _remove_default_egress(properties["GroupId"])
        answer = call_ec2(
            f"AuthorizeSecurityGroup{self._direction}",
            GroupId=properties["GroupId"],
            IpPermissions=[self._permission(properties)],
        )
        rule = element(answer, "securityGroupRuleId")
        return rule, {"Id": rule}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        # Only the description changes in place.
        call_ec2(
            "ModifySecurityGroupRules",
            GroupId=new["GroupId"],
            SecurityGroupRule=[
                {"SecurityGroupRuleId": physical_id, "SecurityGroupRule": {"Description": new.get("Description")}}
            ],
        )
        return physical_id, {"Id": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        call_ec2(
            f"RevokeSecurityGroup{self._direction}", GroupId=properties["GroupId"], SecurityGroupRuleId=[physical_id]
        )

    def _permission(self, properties: Properties) -> Properties:
        description = properties.get("Description")
        permission = {name: properties.get(name) for name in ("IpProtocol", "FromPort", "ToPort")}
        for source, target in (("CidrIp", "IpRanges"), ("CidrIpv6", "Ipv6Ranges")):
            if properties.get(source):
                permission[target] = [{source: properties[source], "Description": description}]
        if properties.get(self._peer):
            permission["Groups"] = [{"GroupId": properties[self._peer], "Description": description}]
        return permission


def _remove_default_egress(group: str) -> None:
    """EC2 adds a rule to every group that allows all egress traffic. CloudFormation removes it if the template has an
    egress rule as a resource, even if that rule is the same.
    https://github.com/aws/aws-cdk/issues/987
    """
    rules = ec2._security_groups[group]["IpPermissionsEgress"]
    rules[:] = [rule for rule in rules if not _is_default_egress(rule)]


def _is_default_egress(rule: Properties) -> bool:
    ranges = [each["CidrIp"] for each in rule.get("IpRanges") or []]
    return rule["IpProtocol"] == "-1" and ranges == ["0.0.0.0/0"]


class Volume(ResourceType):
    name = "AWS::EC2::Volume"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        volume = create_volume(properties, properties.get("Tags"))
        return volume, {"VolumeId": volume}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        if number(new.get("Size", 0)) < number(old.get("Size", 0)):
            raise ValueError(f"New size cannot be smaller than existing size {old['Size']}")
        check_limits(new)
        call_ec2(
            "ModifyVolume",
            VolumeId=physical_id,
            **{name: new.get(name) for name in ("Size", "VolumeType", "Iops")},
        )
        _keep_throughput(ec2._volumes[physical_id], new)
        retag(physical_id, old, new)
        return physical_id, {"VolumeId": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        call_ec2("DeleteVolume", VolumeId=physical_id)


def create_volume(settings: Properties, tags: list[Properties] | None = None) -> str:
    """Creates a volume from an `Ebs` block or a volume resource, with the settings that MiniStack drops."""
    check_limits(settings)
    answer = call_ec2(
        "CreateVolume",
        TagSpecification=tag_specification("volume", {"Tags": tags}),
        **{
            name: settings.get(name)
            for name in ("AvailabilityZone", "Size", "VolumeType", "SnapshotId", "Iops", "Encrypted")
        },
    )
    volume = element(answer, "volumeId")
    record = ec2._volumes[volume]
    record["MultiAttachEnabled"] = boolean(settings.get("MultiAttachEnabled", False))
    _keep_throughput(record, settings)
    if settings.get("KmsKeyId"):
        keep(record, kmsKeyId=settings["KmsKeyId"])
    return volume


def _keep_throughput(record: Properties, settings: Properties) -> None:
    """MiniStack ignores and does not describe the setting; its record has the default of the volume type."""
    keep(record, throughput=number(settings.get("Throughput", record["Throughput"])))


def _complete_endpoint(identifier: str, properties: Properties) -> None:
    groups = properties.get("SecurityGroupIds") or []
    keep(
        ec2._vpc_endpoints[identifier],
        privateDnsEnabled=boolean(properties.get("PrivateDnsEnabled", False)),
        groupSet=[{"groupId": group, "groupName": ec2._security_groups[group]["GroupName"]} for group in groups],
    )


def _describe_addresses(original: Action) -> Action:
    """MiniStack filters by allocation only."""

    def filtered(parameters: Parameters) -> Reply:
        wanted = ec2._parse_member_list(parameters, "PublicIp")
        found = [each["AllocationId"] for each in ec2._addresses.values() if each["PublicIp"] in wanted]
        if wanted and not found:
            return ec2._error("InvalidAddress.NotFound", f"Address '{wanted[0]}' not found.", 400)
        named = {f"AllocationId.{index}": [each] for index, each in enumerate(found, 1)}
        return original({**parameters, **named})

    return filtered


def install() -> None:
    register(
        ElasticIp(),
        NatGateway(),
        FlowLog(),
        SecurityGroupRule("Ingress", "SourceSecurityGroupId"),
        SecurityGroupRule("Egress", "DestinationSecurityGroupId"),
        Volume(),
    )
    complete_type("AWS::EC2::VPC", lambda _, properties: {"CidrBlock": properties.get("CidrBlock", "")})
    complete_type("AWS::EC2::VPCEndpoint", _complete_endpoint)
    actions = ec2._ACTION_MAP
    actions["DescribeAddresses"] = _describe_addresses(actions["DescribeAddresses"])
    complete(actions, "DescribeVpcEndpoints", "vpcEndpointSet/item", "vpcEndpointId", ec2._vpc_endpoints.get)
    complete(actions, "DescribeNatGateways", "natGatewaySet/item", "natGatewayId", ec2._nat_gateways.get)
    complete(actions, "DescribeFlowLogs", "flowLogSet/item", "flowLogId", ec2._flow_logs.get)
    complete(actions, "DescribeVolumes", "volumeSet/item", "volumeId", ec2._volumes.get)

"""Live properties of EC2 resources, under their names in a template, for drift detection."""

from collections.abc import Callable, Iterator, MutableMapping

from ministack.services import ec2
from ministack.services.cloudformation import _stacks

from .answers import kept
from .calls import tag_pairs
from .shapes import Properties

Reader = Callable[[str, Properties], Properties | None]

_RULES = ("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress")
# Members of a rule in EC2 and in a template.
_PEERS = {
    "IpRanges": ("CidrIp", "CidrIp"),
    "Ipv6Ranges": ("CidrIpv6", "CidrIpv6"),
    "PrefixListIds": ("PrefixListId", "PrefixListId"),
    "UserIdGroupPairs": ("GroupId", "SecurityGroupId"),
}


def _stored(store: MutableMapping[str, Properties], complete: Reader | None = None) -> Reader:
    """Reads the record with the physical id, and its tags. `complete` gets the physical id and the record."""

    def read(physical_id: str, _: Properties) -> Properties | None:
        record = store.get(physical_id)
        if record is None or record.get("State") in ("deleted", "deleting"):
            return None
        more = complete(physical_id, record) if complete else None
        return {**record, **kept(record), "Tags": tag_pairs(ec2._tags.get(physical_id)), **(more or {})}

    return read


def _address(physical_id: str, _: Properties) -> Properties | None:
    for record in ec2._addresses.values():
        if record["PublicIp"] == physical_id:
            return {**record, "Tags": tag_pairs(ec2._tags.get(record["AllocationId"]))}
    return None


def _instance(physical_id: str, record: Properties) -> Properties:
    return {
        "SecurityGroupIds": [group["GroupId"] for group in record.get("SecurityGroups", ())],
        "Monitoring": record.get("Monitoring", {}).get("State") == "enabled",
        # The template of a launch cannot change, and the instance has a tag with its id.
        "LaunchTemplate": {
            "LaunchTemplateId": _tag(physical_id, "aws:ec2launchtemplate:id"),
            "Version": _tag(physical_id, "aws:ec2launchtemplate:version"),
        },
    }


def _tag(identifier: str, key: str) -> str | None:
    return next((tag["Value"] for tag in ec2._tags.get(identifier, ()) if tag["Key"] == key), None)


def _running_instance(physical_id: str, properties: Properties) -> Properties | None:
    record = ec2._instances.get(physical_id)
    if record is None or record["State"]["Name"] in ("terminated", "shutting-down"):
        return None
    return _stored(ec2._instances, _instance)(physical_id, properties)


def _launch_template(_: str, record: Properties) -> Properties:
    number = record["DefaultVersionNumber"]
    version = next(each for each in record["Versions"] if each["VersionNumber"] == number)
    tags = tag_pairs(ec2._tags.get(record["LaunchTemplateId"]))
    return {
        "LaunchTemplateData": version["LaunchTemplateData"],
        "VersionDescription": version.get("VersionDescription"),
        "TagSpecifications": [{"ResourceType": "launch-template", "Tags": tags}],
    }


def _route(physical_id: str, _: Properties) -> Properties | None:
    table, destination = physical_id.split("|", 1)
    record: Properties = ec2._route_tables.get(table) or {}
    for route in record.get("Routes", ()):
        if destination in (route.get("DestinationCidrBlock"), route.get("DestinationIpv6CidrBlock")):
            return {**route, "RouteTableId": table}
    return None


def _association(physical_id: str, _: Properties) -> Properties | None:
    for table in ec2._route_tables.values():
        for association in table["Associations"]:
            if association["RouteTableAssociationId"] == physical_id:
                return dict(association)
    return None


def _attachment(_: str, properties: Properties) -> Properties | None:
    gateway = properties.get("InternetGatewayId", "")
    for attachment in ec2._internet_gateways.get(gateway, {}).get("Attachments", ()):
        if attachment["VpcId"] == properties.get("VpcId"):
            return {"InternetGatewayId": gateway, "VpcId": attachment["VpcId"]}
    return None


def _endpoint(_: str, record: Properties) -> Properties:
    return {"PolicyDocument": record.get("PolicyDocument")}


def _security_group(physical_id: str, record: Properties) -> Properties:
    own: dict[str, list[Properties]] = {"Ingress": [], "Egress": []}
    for direction, rules in own.items():
        separate = list(_separate_rules(physical_id, direction))
        rules += [rule for rule in _rules(record, direction) if _plain(rule, direction) not in separate]
    return {
        "GroupDescription": record.get("Description"),
        "SecurityGroupIngress": own["Ingress"],
        "SecurityGroupEgress": own["Egress"],
    }


def _rules(record: Properties, direction: str) -> Iterator[Properties]:
    """Rules of a group as in a template: one for each peer."""
    side = "Source" if direction == "Ingress" else "Destination"
    for permission in record["IpPermissions" if direction == "Ingress" else "IpPermissionsEgress"]:
        ports = {name: permission[name] for name in ("IpProtocol", "FromPort", "ToPort") if name in permission}
        for member, (name, written) in _PEERS.items():
            for peer in permission.get(member, ()):
                key = f"{side}{written}" if written.endswith("Id") else written
                description = {"Description": peer["Description"]} if peer.get("Description") else {}
                yield {**ports, key: peer[name], **description}


def _separate_rules(group: str, direction: str) -> Iterator[Properties]:
    """Rules of a group that are resources of their own, in any stack. They are no drift of the group."""
    for stack in _stacks.values():
        if stack.get("StackStatus") == "DELETE_COMPLETE":
            continue
        for resource in stack.get("_resources", {}).values():
            properties = resource.get("Properties", {})
            if resource["ResourceType"] == f"AWS::EC2::SecurityGroup{direction}" and properties.get("GroupId") == group:
                yield _plain(properties, direction)


def _plain(rule: Properties, direction: str) -> Properties:
    """What makes a rule, without its description and group. Numbers may be texts."""
    skipped = ("Description", "GroupId", "SourceSecurityGroupOwnerId")
    return {name: str(value) for name, value in rule.items() if name not in skipped}


def _separate_rule(direction: str) -> Reader:
    def read(_: str, properties: Properties) -> Properties | None:
        group = properties.get("GroupId", "")
        record = ec2._security_groups.get(group)
        if record is None:
            return None
        wanted = _plain(properties, direction)
        found = [rule for rule in _rules(record, direction) if _plain(rule, direction) == wanted]
        # A changed rule is another rule in EC2, so this one is gone.
        return {**found[0], "GroupId": group} if found else None

    return read


def _placement_group(physical_id: str, _: Properties) -> Properties | None:
    record: Properties | None = ec2._placement_groups.get(physical_id)
    return record and {**record, "Tags": tag_pairs(ec2._tags.get(record.get("GroupId", "")))}


READERS: dict[str, Reader] = {
    "AWS::EC2::EIP": _address,
    "AWS::EC2::FlowLog": _stored(ec2._flow_logs),
    "AWS::EC2::Instance": _running_instance,
    "AWS::EC2::InternetGateway": _stored(ec2._internet_gateways),
    "AWS::EC2::LaunchTemplate": _stored(ec2._launch_templates, _launch_template),
    "AWS::EC2::NatGateway": _stored(ec2._nat_gateways),
    "AWS::EC2::PlacementGroup": _placement_group,
    "AWS::EC2::Route": _route,
    "AWS::EC2::RouteTable": _stored(ec2._route_tables),
    "AWS::EC2::SecurityGroup": _stored(ec2._security_groups, _security_group),
    "AWS::EC2::SecurityGroupEgress": _separate_rule("Egress"),
    "AWS::EC2::SecurityGroupIngress": _separate_rule("Ingress"),
    "AWS::EC2::Subnet": _stored(ec2._subnets),
    "AWS::EC2::SubnetRouteTableAssociation": _association,
    "AWS::EC2::VPC": _stored(ec2._vpcs),
    "AWS::EC2::VPCEndpoint": _stored(ec2._vpc_endpoints, _endpoint),
    "AWS::EC2::VPCGatewayAttachment": _attachment,
    "AWS::EC2::Volume": _stored(ec2._volumes),
}

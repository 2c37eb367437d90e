"""EC2 launch templates: the settings of an instance, and members that MiniStack leaves out of its responses."""

from collections.abc import Callable

from ministack.services import ec2

from .answers import xml
from .calls import camel
from .resource_types import complete_type
from .shapes import Properties


def launch_template_version(reference: Properties) -> Properties:
    """The version that a group or an instance refers to. Raises ValueError if it does not exist."""
    by = "LaunchTemplateId" if reference.get("LaunchTemplateId") else "LaunchTemplateName"
    found = [each for each in ec2._launch_templates.values() if each[by] == reference[by]]
    if not found:
        raise ValueError(f"The launch template {reference[by]} does not exist")
    template = found[0]
    asked = reference.get("Version", "$Default")
    version = {
        "$Latest": template["LatestVersionNumber"],
        "$Default": template["DefaultVersionNumber"],
    }.get(asked, asked)
    return next(each for each in template["Versions"] if str(each["VersionNumber"]) == str(version))


def launch_template_data(reference: Properties | None) -> Properties:
    """The settings of the referenced version; empty without a reference."""
    if not reference:
        return {}
    data: Properties = launch_template_version(reference)["LaunchTemplateData"]
    return data


def launch_tags(template: Properties, kind: str) -> list[dict[str, str]]:
    """The tags of a template for resources of a kind, such as `instance` or `volume`."""
    return [
        tag
        for specification in template.get("TagSpecifications") or []
        if specification["ResourceType"] == kind
        for tag in specification.get("Tags") or []
    ]


def template_tags(reference: Properties | None) -> list[Properties]:
    """The tags with which EC2 marks the launch template of an instance."""
    if not reference:
        return []
    version = launch_template_version(reference)
    return [
        {"Key": "aws:ec2launchtemplate:id", "Value": version["LaunchTemplateId"]},
        {"Key": "aws:ec2launchtemplate:version", "Value": str(version["VersionNumber"])},
    ]


def _tag_template(identifier: str, properties: Properties) -> None:
    """MiniStack tags a template only when it is created."""
    record = ec2._launch_templates[identifier]
    record["Tags"] = ec2._tags[identifier] = launch_tags(properties, "launch-template")


def _describe_all(original: Callable[[Properties], str]) -> Callable[[Properties], str]:
    """MiniStack leaves out market options, placement, keys of volumes, and most members of network interfaces."""

    def described(data: Properties) -> str:
        own = ("NetworkInterfaces", "BlockDeviceMappings")
        answer = original({name: value for name, value in data.items() if name not in own})
        if data.get("BlockDeviceMappings"):
            answer += xml("blockDeviceMappingSet", camel(data["BlockDeviceMappings"]))
        for member in ("InstanceMarketOptions", "CapacityReservationSpecification", "Placement"):
            if data.get(member):
                answer += xml(member[0].lower() + member[1:], camel(data[member]))
        interfaces = "".join(_interface_xml(each) for each in data.get("NetworkInterfaces") or [])
        return answer + (f"<networkInterfaceSet>{interfaces}</networkInterfaceSet>" if interfaces else "")

    return described


def _interface_xml(interface: Properties) -> str:
    groups = "".join(xml("groupId", group) for group in interface.get("Groups") or [])
    others = (xml(name[0].lower() + name[1:], value) for name, value in interface.items() if name != "Groups")
    return f"<item>{''.join(others)}<groupSet>{groups}</groupSet></item>"


def install() -> None:
    complete_type("AWS::EC2::LaunchTemplate", _tag_template)
    ec2._lt_data_xml = _describe_all(ec2._lt_data_xml)

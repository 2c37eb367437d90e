"""Launch and termination of EC2 instances, for stacks and groups. The instances run nothing."""

from ministack.services import ec2

from .answers import keep
from .calls import boolean, element
from .ec2 import call_ec2, create_volume, retag
from .launch_templates import launch_tags, launch_template_data, template_tags
from .shapes import Properties
from .spot_requests import instance_terminated, request_spot
from .ssm import image_id


def launch(properties: Properties) -> Properties:
    """Launches an instance with properties of AWS::EC2::Instance, which override those of its launch template.

    Returns MiniStack's record of the instance.
    """
    template = launch_template_data(properties.get("LaunchTemplate"))
    settings = {**template, **properties}
    profile = settings.get("IamInstanceProfile")
    answer = call_ec2(
        "RunInstances",
        MinCount=1,
        MaxCount=1,
        SecurityGroupId=_security_groups(settings),
        IamInstanceProfile={"Name": profile} if isinstance(profile, str) else profile,
        ImageId=image_id(settings["ImageId"]),
        **{name: settings.get(name) for name in ("InstanceType", "KeyName", "SubnetId", "UserData")},
    )
    record: Properties = ec2._instances[element(answer, "instanceId")]
    _place(record, settings)
    _attach_volumes(record, settings, template)
    describe(record, settings)
    tags = {tag["Key"]: tag for tag in [*launch_tags(template, "instance"), *(properties.get("Tags") or [])]}
    retag(record["InstanceId"], {}, {"Tags": [*tags.values(), *template_tags(properties.get("LaunchTemplate"))]})
    market = settings.get("InstanceMarketOptions") or {}
    if market.get("MarketType") == "spot":
        # The tags of the instance that come from the launch template are part of the request.
        next_one = {**settings, "Tags": launch_tags(template, "instance")}
        for member in ("LaunchTemplate", "InstanceMarketOptions"):
            next_one.pop(member, None)
        options = market.get("SpotOptions") or {}
        request_spot(record, options, launch_tags(template, "spot-instances-request"), next_one)
    elif market:
        keep(record, instanceLifecycle=market["MarketType"])
    return record


def terminate(instance: str) -> None:
    """Terminates an instance, and deletes its volumes with DeleteOnTermination."""
    record = ec2._instances.get(instance)
    if record is None or record["State"]["Name"] == "terminated":
        # Already terminated by a user.
        return
    _detach_volumes(record)
    call_ec2("TerminateInstances", InstanceId=[instance])
    instance_terminated(record)


def describe(record: Properties, settings: Properties) -> None:
    """Stores the settings that MiniStack's RunInstances drops."""
    record["SourceDestCheck"] = boolean(settings.get("SourceDestCheck", True))
    detailed = settings.get("Monitoring", False)
    enabled = boolean(detailed.get("Enabled") if isinstance(detailed, dict) else detailed)
    record["Monitoring"] = {"State": "enabled" if enabled else "disabled"}
    options = settings.get("MetadataOptions") or {}
    keep(
        record,
        ebsOptimized=boolean(settings.get("EbsOptimized", False)),
        metadataOptions={
            "state": "applied",
            "httpTokens": options.get("HttpTokens", "optional"),
            "httpPutResponseHopLimit": options.get("HttpPutResponseHopLimit", 1),
            "httpEndpoint": options.get("HttpEndpoint", "enabled"),
            "instanceMetadataTags": options.get("InstanceMetadataTags", "disabled"),
        },
    )


def _security_groups(settings: Properties) -> list[str] | None:
    """With network interfaces in the template, the groups are those of the first interface."""
    interfaces = settings.get("NetworkInterfaces")
    return interfaces[0].get("Groups") if interfaces else settings.get("SecurityGroupIds")


def _place(record: Properties, settings: Properties) -> None:
    subnet = ec2._subnets.get(record["SubnetId"], {})
    zone = settings.get("AvailabilityZone") or subnet.get("AvailabilityZone")
    record["Placement"]["AvailabilityZone"] = zone or record["Placement"]["AvailabilityZone"]
    if not subnet.get("MapPublicIpOnLaunch"):
        record["PublicIpAddress"] = record["PublicDnsName"] = ""


def _attach_volumes(record: Properties, settings: Properties, template: Properties) -> None:
    mappings = settings.get("BlockDeviceMappings")
    if not mappings:
        return
    for present in record["BlockDeviceMappings"]:
        ec2._volumes.pop(present["Ebs"]["VolumeId"], None)
    record["RootDeviceName"] = mappings[0]["DeviceName"]
    record["BlockDeviceMappings"] = []
    for mapping in mappings:
        ebs = mapping["Ebs"]
        size = {"Size": ebs.get("VolumeSize"), "AvailabilityZone": record["Placement"]["AvailabilityZone"]}
        volume = create_volume({**ebs, **size}, launch_tags(template, "volume"))
        deleted_on_termination = boolean(ebs.get("DeleteOnTermination", True))
        ec2._volumes[volume]["State"] = "in-use"
        ec2._volumes[volume]["Attachments"] = [
            {
                "VolumeId": volume,
                "InstanceId": record["InstanceId"],
                "Device": mapping["DeviceName"],
                "State": "attached",
                "AttachTime": record["LaunchTime"],
                "DeleteOnTermination": deleted_on_termination,
            }
        ]
        record["BlockDeviceMappings"].append(
            {
                "DeviceName": mapping["DeviceName"],
                "Ebs": {
                    "VolumeId": volume,
                    "Status": "attached",
                    "AttachTime": record["LaunchTime"],
                    "DeleteOnTermination": deleted_on_termination,
                },
            }
        )


def _detach_volumes(record: Properties) -> None:
    for mapping in record["BlockDeviceMappings"]:
        volume = mapping["Ebs"]["VolumeId"]
        if mapping["Ebs"]["DeleteOnTermination"]:
            ec2._volumes.pop(volume, None)
        elif volume in ec2._volumes:
            ec2._volumes[volume].update(State="available", Attachments=[])
    record["BlockDeviceMappings"] = []

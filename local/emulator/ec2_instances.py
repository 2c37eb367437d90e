"""EC2 instances: launch templates, block devices, metadata options, spot requests."""

import re
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import ec2

from . import state
from .answers import complete, keep, kept, xml
from .calls import Properties, boolean, camel, element
from .ec2 import call_ec2, create_volume, retag
from .resource_types import Created, ResourceType, mend, register
from .ssm import image_id

# A persistent request outlives its instance, so it is not part of the instance's record.
_spot_requests = state.store("spot_requests")


class Instance(ResourceType):
    name = "AWS::EC2::Instance"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        template = _launch_template_data(properties.get("LaunchTemplate"))
        settings = {**template, **properties}
        profile = settings.get("IamInstanceProfile")
        answer = call_ec2(
            "RunInstances",
            MinCount=1,
            MaxCount=1,
            SecurityGroupId=settings.get("SecurityGroupIds"),
            IamInstanceProfile={"Name": profile} if isinstance(profile, str) else profile,
            ImageId=image_id(settings["ImageId"]),
            **{name: settings.get(name) for name in ("InstanceType", "KeyName", "SubnetId", "UserData")},
        )
        instance = element(answer, "instanceId")
        record = ec2._instances[instance]
        self._place(record, settings)
        self._attach_volumes(record, settings, template)
        self._describe(record, settings)
        if "InstanceMarketOptions" in settings:
            _request_spot(record, settings["InstanceMarketOptions"].get("SpotOptions", {}))
        tags = {tag["Key"]: tag for tag in [*_launch_tags(template, "instance"), *(properties.get("Tags") or [])]}
        retag(instance, {}, {"Tags": [*tags.values(), *_template_tags(properties.get("LaunchTemplate"))]})
        return instance, self._attributes(instance)

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        record = ec2._instances[physical_id]
        settings = {**_launch_template_data(new.get("LaunchTemplate")), **new}
        record["SecurityGroups"] = [
            {"GroupId": group, "GroupName": ec2._security_groups[group]["GroupName"]}
            for group in settings.get("SecurityGroupIds") or []
        ]
        # Needs a stop and a start, after which the instance is the same.
        record["InstanceType"] = settings.get("InstanceType", record["InstanceType"])
        record["UserData"] = settings.get("UserData", "")
        self._describe(record, settings)
        retag(physical_id, old, new)
        return physical_id, self._attributes(physical_id)

    def delete(self, physical_id: str, properties: Properties) -> None:
        record = ec2._instances.get(physical_id)
        if record is None:
            # Somebody has ended it, and EC2 has forgotten it.
            return
        request = kept(record).get("spotInstanceRequestId")
        self._detach_volumes(record)
        call_ec2("TerminateInstances", InstanceId=[physical_id])
        if request and _spot_requests[request]["state"] == "active":
            # EC2 fills a persistent request again, with an instance of nobody.
            persistent = _spot_requests[request]["type"] == "persistent"
            _spot_requests[request]["state"] = "open" if persistent else "closed"

    def _place(self, record: Properties, settings: Properties) -> None:
        subnet = ec2._subnets.get(record["SubnetId"], {})
        zone = settings.get("AvailabilityZone") or subnet.get("AvailabilityZone")
        record["Placement"]["AvailabilityZone"] = zone or record["Placement"]["AvailabilityZone"]
        if not subnet.get("MapPublicIpOnLaunch"):
            record["PublicIpAddress"] = record["PublicDnsName"] = ""

    def _attach_volumes(self, record: Properties, settings: Properties, template: Properties) -> None:
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
            volume = create_volume({**ebs, **size}, _launch_tags(template, "volume"))
            ends_with_instance = boolean(ebs.get("DeleteOnTermination", True))
            ec2._volumes[volume]["State"] = "in-use"
            ec2._volumes[volume]["Attachments"] = [
                {
                    "VolumeId": volume,
                    "InstanceId": record["InstanceId"],
                    "Device": mapping["DeviceName"],
                    "State": "attached",
                    "AttachTime": record["LaunchTime"],
                    "DeleteOnTermination": ends_with_instance,
                }
            ]
            record["BlockDeviceMappings"].append(
                {
                    "DeviceName": mapping["DeviceName"],
                    "Ebs": {
                        "VolumeId": volume,
                        "Status": "attached",
                        "AttachTime": record["LaunchTime"],
                        "DeleteOnTermination": ends_with_instance,
                    },
                }
            )

    def _detach_volumes(self, record: Properties) -> None:
        for mapping in record["BlockDeviceMappings"]:
            volume = mapping["Ebs"]["VolumeId"]
            if mapping["Ebs"]["DeleteOnTermination"]:
                ec2._volumes.pop(volume, None)
            elif volume in ec2._volumes:
                ec2._volumes[volume].update(State="available", Attachments=[])
        record["BlockDeviceMappings"] = []

    def _describe(self, record: Properties, settings: Properties) -> None:
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

    def _attributes(self, instance: str) -> dict[str, str]:
        record = ec2._instances[instance]
        return {
            "InstanceId": instance,
            "PrivateIp": record["PrivateIpAddress"],
            "PublicIp": record["PublicIpAddress"],
            "PrivateDnsName": record["PrivateDnsName"],
            "AvailabilityZone": record["Placement"]["AvailabilityZone"],
        }


def _launch_template_version(reference: Properties) -> Properties:
    template = next(
        each
        for each in ec2._launch_templates.values()
        if reference.get("LaunchTemplateId") == each["LaunchTemplateId"]
        or reference.get("LaunchTemplateName") == each["LaunchTemplateName"]
    )
    version = {
        "$Latest": template["LatestVersionNumber"],
        "$Default": template["DefaultVersionNumber"],
    }.get(reference["Version"], reference["Version"])
    return next(each for each in template["Versions"] if str(each["VersionNumber"]) == str(version))


def _launch_template_data(reference: Properties | None) -> Properties:
    """What an instance starts with."""
    return _launch_template_version(reference)["LaunchTemplateData"] if reference else {}


def _template_tags(reference: Properties | None) -> list[Properties]:
    """EC2 names the template of an instance in tags, and nowhere else."""
    if not reference:
        return []
    version = _launch_template_version(reference)
    return [
        {"Key": "aws:ec2launchtemplate:id", "Value": version["LaunchTemplateId"]},
        {"Key": "aws:ec2launchtemplate:version", "Value": str(version["VersionNumber"])},
    ]


def _tag_template(identifier: str, properties: Properties) -> None:
    """The emulator tags a template when it is created only."""
    record: Any = ec2._launch_templates[identifier]
    record["Tags"] = ec2._tags[identifier] = _launch_tags(properties, "launch-template")


def _describe_market(original: Any) -> Any:
    """The emulator leaves out how the instances of a launch template are bought."""

    def described(data: Properties) -> str:
        market = data.get("InstanceMarketOptions")
        return original(data) + (xml("instanceMarketOptions", camel(market)) if market else "")

    return described


def _launch_tags(template: Properties, kind: str) -> list[Any]:
    return [
        tag
        for specification in template.get("TagSpecifications") or []
        if specification["ResourceType"] == kind
        for tag in specification.get("Tags") or []
    ]


def _request_spot(record: Properties, options: Properties) -> None:
    request = f"sir-{new_uuid().replace('-', '')[:8]}"
    _spot_requests[request] = {
        "spotInstanceRequestId": request,
        "instanceId": record["InstanceId"],
        "state": "active",
        "type": options.get("SpotInstanceType", "one-time"),
        "spotPrice": options.get("MaxPrice", ""),
        "instanceInterruptionBehavior": options.get("InstanceInterruptionBehavior", "terminate"),
    }
    keep(record, instanceLifecycle="spot", spotInstanceRequestId=request)


def _requested(parameters: Properties) -> list[str]:
    wanted = [value[0] for name, value in parameters.items() if re.match(r"SpotInstanceRequestId\.\d+$", name)]
    return wanted or list(_spot_requests)


def _spot_answer(action: str, requests: list[Properties]) -> tuple[int, dict[str, str], bytes]:
    return ec2._xml(200, f"{action}Response", xml("spotInstanceRequestSet", requests))


def _on_requests(action: str, apply: Any) -> Any:
    def answer(parameters: Properties) -> Any:
        wanted = _requested(parameters)
        unknown = [each for each in wanted if each not in _spot_requests]
        if unknown:
            message = f"The spot instance request ID '{unknown[0]}' does not exist"
            return ec2._error("InvalidSpotInstanceRequestID.NotFound", message, 400)
        return _spot_answer(action, [apply(_spot_requests[each]) for each in wanted])

    return answer


def _cancel(request: Properties) -> Properties:
    request["state"] = "cancelled"
    return request


def _describe_user_data(original: Any) -> Any:
    """The emulator answers none."""

    def described(parameters: Any) -> Any:
        record = ec2._instances.get(ec2._p(parameters, "InstanceId"))
        if record is None or ec2._p(parameters, "Attribute") != "userData":
            return original(parameters)
        value = xml("userData", {"value": record["UserData"]})
        answer = f"<instanceId>{record['InstanceId']}</instanceId>{value}"
        return ec2._xml(200, "DescribeInstanceAttributeResponse", answer)

    return described


def install() -> None:
    register(Instance())
    mend("AWS::EC2::LaunchTemplate", _tag_template)
    ec2._lt_data_xml = _describe_market(ec2._lt_data_xml)
    actions = ec2._ACTION_MAP
    actions["DescribeInstanceAttribute"] = _describe_user_data(actions["DescribeInstanceAttribute"])
    actions["DescribeSpotInstanceRequests"] = _on_requests("DescribeSpotInstanceRequests", lambda request: request)
    actions["CancelSpotInstanceRequests"] = _on_requests("CancelSpotInstanceRequests", _cancel)
    complete(
        actions,
        "DescribeInstances",
        "reservationSet/item/instancesSet/item",
        "instanceId",
        ec2._instances.get,
    )

"""Availability Zones of the account's region, by the data of the platform's catalog."""

import json
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from ministack.core.responses import get_region
from ministack.services import ec2
from ministack.services.cloudformation import provisioners

from .answers import parse, write
from .shapes import Action, Created, Parameters, Properties, Reply

_OFFERINGS = Path(__file__).parents[2] / "lib" / "catalog" / "data" / "offerings.json"


@lru_cache
def _recorded() -> dict[str, dict[str, str | None]]:
    """Ids of zones by region and letter."""
    regions = json.loads(_OFFERINGS.read_text())["regions"]
    return {region: each["zones"] for region, each in regions.items() if "zones" in each}


def zones(region: str) -> dict[str, str] | None:
    """Names of the region's zones with their ids; None for a region that the catalog does not know."""
    letters = _recorded().get(region)
    if letters is None:
        return None
    names = {f"{region}{letter}": identifier for letter, identifier in letters.items()}
    return {name: identifier or _ministack_id(name) for name, identifier in names.items()}


_ministack_id = ec2._az_id_for_zone_name


def _zone_id(name: str) -> str:
    """The id of a zone in this account."""
    return (zones(name[:-1]) or {}).get(name) or _ministack_id(name)


def refusal(zone: str | None) -> str | None:
    """The error of EC2 for a zone that the region lacks."""
    known = zones(get_region())
    if not zone or known is None or zone in known:
        return None
    return f"Value ({zone}) for parameter availabilityZone is invalid. The region has {', '.join(known)}."


def _refuse_zone(action: str, member: str) -> None:
    original = ec2._ACTION_MAP[action]

    def checked(parameters: Parameters) -> Reply:
        reason = refusal(ec2._p(parameters, member))
        return ec2._error("InvalidParameterValue", reason, 400) if reason else original(parameters)

    ec2._ACTION_MAP[action] = checked


def _refuse_resource(name: str) -> None:
    """MiniStack's own handlers write their records without a call of EC2."""
    handler = provisioners._RESOURCE_HANDLERS[name]
    create = handler["create"]

    def checked(logical_id: str, properties: Properties, stack: str) -> Created:
        reason = refusal(properties.get("AvailabilityZone"))
        if reason:
            raise ValueError(f"InvalidParameterValue: {reason}")
        created: Created = create(logical_id, properties, stack)
        return created

    handler["create"] = checked


def _describe_zones(original: Action) -> Action:
    """MiniStack has zones a, b and c in every region."""

    def described(parameters: Parameters) -> Reply:
        status, headers, body = original(parameters)
        known = zones(get_region())
        if known is None or status >= 400:
            return status, headers, body
        root, namespace = parse(body)
        [listed] = root.iterfind(f"{namespace}availabilityZoneInfo")
        model = ElementTree.tostring(listed[0])
        listed[:] = []
        for name, identifier in known.items():
            zone = ElementTree.fromstring(model)
            for member, value in (("zoneName", name), ("zoneId", identifier)):
                found = zone.find(f"{namespace}{member}")
                if found is not None:
                    found.text = value
            listed.append(zone)
        return status, headers, write(root, namespace)

    return described


def install() -> None:
    actions = ec2._ACTION_MAP
    actions["DescribeAvailabilityZones"] = _describe_zones(actions["DescribeAvailabilityZones"])
    _refuse_zone("CreateSubnet", "AvailabilityZone")
    _refuse_zone("CreateVolume", "AvailabilityZone")
    _refuse_zone("RunInstances", "Placement.AvailabilityZone")
    for name in ("AWS::EC2::Subnet", "AWS::EC2::Instance"):
        _refuse_resource(name)
    ec2._az_id_for_zone_name = _zone_id

"""EC2 placement groups."""

from ministack.services import ec2

from .ec2 import call_ec2, retag, tag_specification
from .resource_types import ResourceType, generated_name, register
from .shapes import Created, Properties


class PlacementGroup(ResourceType):
    name = "AWS::EC2::PlacementGroup"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        name = generated_name(stack, logical_id)
        call_ec2(
            "CreatePlacementGroup",
            GroupName=name,
            Strategy=properties.get("Strategy"),
            PartitionCount=properties.get("PartitionCount"),
            TagSpecification=tag_specification("placement-group", properties),
        )
        return name, {"GroupName": name}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        retag(ec2._placement_groups[physical_id]["GroupId"], old, new)
        return physical_id, {"GroupName": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        call_ec2("DeletePlacementGroup", GroupName=physical_id)


def install() -> None:
    register(PlacementGroup())

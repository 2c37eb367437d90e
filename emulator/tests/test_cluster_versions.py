"""EKS: versions change by one minor at a time, and releases of add-ons fit them."""

import re
from typing import Any

import fleet
import pytest

from account import client

ROLE = "arn:aws:iam::111122223333:role/cluster"


def _resources(version: str, nodes: str | None = None) -> dict[str, Any]:
    group = {
        "ClusterName": {"Ref": "Cluster"},
        "NodeRole": ROLE,
        "Subnets": [{"Ref": "Subnet"}],
        "Version": nodes or version,
    }
    cluster = {
        "Name": "cluster",
        "RoleArn": ROLE,
        "Version": version,
        "ResourcesVpcConfig": {"SubnetIds": [{"Ref": "Subnet"}]},
    }
    return {
        **fleet.NETWORK,
        "Cluster": {"Type": "AWS::EKS::Cluster", "Properties": cluster},
        "Nodes": {"Type": "AWS::EKS::Nodegroup", "Properties": group},
    }


def _versions() -> tuple[str, str]:
    eks = client("eks")
    (name,) = eks.list_nodegroups(clusterName="cluster")["nodegroups"]
    group = eks.describe_nodegroup(clusterName="cluster", nodegroupName=name)["nodegroup"]
    return eks.describe_cluster(name="cluster")["cluster"]["version"], group["version"]


def test_control_plane_and_nodes_are_upgraded_in_place() -> None:
    stack = fleet.deploy(_resources("1.34"))
    before = stack.id_of("Cluster"), stack.id_of("Nodes")
    stack.deploy(_resources("1.35", nodes="1.34"))
    assert _versions() == ("1.35", "1.34")
    stack.deploy(_resources("1.35"))
    assert _versions() == ("1.35", "1.35")
    assert (stack.id_of("Cluster"), stack.id_of("Nodes")) == before


@pytest.mark.parametrize(
    ("version", "reason"),
    [("1.36", "from 1.34 to 1.36"), ("1.33", "Nodegroup .* of version 1.34")],
)
def test_a_jump_and_a_control_plane_older_than_its_nodes_are_refused(version: str, reason: str) -> None:
    stack = fleet.deploy(_resources("1.34"))
    stack.deploy(_resources(version))
    assert re.search(reason, stack.failures)
    assert _versions() == ("1.34", "1.34")


def test_nodes_are_not_newer_than_their_control_plane() -> None:
    stack = fleet.deploy(_resources("1.34"))
    stack.deploy(_resources("1.34", nodes="1.35"))
    assert re.search("newer than that of its cluster", stack.failures)


def test_an_addon_has_a_default_release_for_each_version() -> None:
    found = client("eks").describe_addon_versions(addonName="vpc-cni", kubernetesVersion="1.36")["addons"]
    (addon,) = found
    (release,) = addon["addonVersions"]
    assert release["compatibilities"] == [{"clusterVersion": "1.36", "defaultVersion": True}]


def test_no_insight_is_found() -> None:
    fleet.deploy(_resources("1.34"))
    assert client("eks").list_insights(clusterName="cluster")["insights"] == []

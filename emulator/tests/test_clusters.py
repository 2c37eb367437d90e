"""EKS and ECS: settings that the describe calls return, and protection against deletion."""

from typing import Any

import fleet
import pytest
from botocore.exceptions import ClientError

from account import Stack, client

ROLE = "arn:aws:iam::111122223333:role/cluster"


def _cluster(**properties: Any) -> dict[str, Any]:
    settings = {
        "Name": "cluster",
        "RoleArn": ROLE,
        "ResourcesVpcConfig": {"SubnetIds": [{"Ref": "Subnet"}]},
        **properties,
    }
    return {**fleet.NETWORK, "Cluster": {"Type": "AWS::EKS::Cluster", "Properties": settings}}


def test_a_cluster_is_in_the_network_of_its_subnets_and_encrypts_secrets() -> None:
    key = {"Provider": {"KeyArn": "arn:aws:kms:us-west-2:111122223333:key/1"}, "Resources": ["secrets"]}
    stack = fleet.deploy(_cluster(EncryptionConfig=[key]))
    found = client("eks").describe_cluster(name="cluster")["cluster"]
    assert found["resourcesVpcConfig"]["vpcId"] == stack.id_of("Vpc")
    assert found["encryptionConfig"][0]["resources"] == ["secrets"]


def test_a_node_group_returns_its_warm_pool_and_its_repair() -> None:
    nodes = {
        "Type": "AWS::EKS::Nodegroup",
        "Properties": {
            "ClusterName": {"Ref": "Cluster"},
            "NodegroupName": "gpu",
            "NodeRole": ROLE,
            "Subnets": [{"Ref": "Subnet"}],
            "ScalingConfig": {"MinSize": 0, "MaxSize": 4, "DesiredSize": 0},
            "CapacityType": "CAPACITY_BLOCK",
            "NodeRepairConfig": {"Enabled": True},
            "WarmPoolConfig": {"Enabled": True, "MinSize": 1, "PoolState": "STOPPED"},
        },
    }
    fleet.deploy({**_cluster(), "Nodes": nodes})
    found = client("eks").describe_nodegroup(clusterName="cluster", nodegroupName="gpu")["nodegroup"]
    assert found["capacityType"] == "CAPACITY_BLOCK"
    assert found["nodeRepairConfig"] == {"enabled": True}
    assert found["warmPoolConfig"] == {"enabled": True, "minSize": 1, "poolState": "STOPPED"}


def test_a_protected_cluster_is_deleted_only_after_its_protection_is_off() -> None:
    stack = fleet.deploy(_cluster(DeletionProtection=True))
    stack.delete()
    assert stack.status == "DELETE_FAILED"
    assert "deletionProtection is enabled" in stack.failures
    client("eks").update_cluster_config(name="cluster", deletionProtection=False)
    stack.delete()
    assert stack.status == "DELETE_COMPLETE"


def _node_group() -> dict[str, Any]:
    settings = {"ClusterName": {"Ref": "Cluster"}, "NodeRole": ROLE, "Subnets": [{"Ref": "Subnet"}]}
    return {**_cluster(), "Nodes": {"Type": "AWS::EKS::Nodegroup", "Properties": settings}}


def test_the_service_refuses_to_delete_a_protected_cluster_and_one_with_node_groups() -> None:
    fleet.deploy(_node_group())
    eks = client("eks")
    with pytest.raises(eks.exceptions.ResourceInUseException, match="Cluster has nodegroups attached"):
        eks.delete_cluster(name="cluster")
    update = eks.update_cluster_config(name="cluster", deletionProtection=True)["update"]
    assert eks.describe_update(name="cluster", updateId=update["id"])["update"]["status"] == "Successful"
    with pytest.raises(eks.exceptions.InvalidRequestException, match="deletionProtection is enabled"):
        eks.delete_cluster(name="cluster")
    with pytest.raises(eks.exceptions.InvalidParameterException, match="No changes needed"):
        eks.update_cluster_config(name="cluster", deletionProtection=True)
    assert len(eks.list_nodegroups(clusterName="cluster")["nodegroups"]) == 1


def test_a_protected_cluster_keeps_what_it_depends_on_when_its_stack_is_deleted() -> None:
    stack = fleet.deploy(_cluster(DeletionProtection=True))
    stack.delete()
    kept = client("cloudformation").describe_stack_resources(StackName=stack.name)["StackResources"]
    states = {each["LogicalResourceId"]: each["ResourceStatus"] for each in kept}
    assert states == {"Vpc": "CREATE_COMPLETE", "Subnet": "CREATE_COMPLETE", "Cluster": "DELETE_FAILED"}
    assert len(client("ec2").describe_subnets(SubnetIds=[stack.id_of("Subnet")])["Subnets"]) == 1


def test_a_resource_that_a_parameter_names_is_not_created_and_the_stack_rolls_back() -> None:
    ssm = client("ssm")
    ssm.put_parameter(Name="/local-account/failing-resource", Type="String", Value="stack/Nodes")
    stack = Stack()
    stack.deploy(_node_group())
    assert stack.status == "ROLLBACK_COMPLETE"
    assert "HandlerErrorCode: GeneralServiceException" in stack.failures
    assert client("eks").list_clusters()["clusters"] == []
    ssm.delete_parameter(Name="/local-account/failing-resource")
    stack.delete()
    assert fleet.deploy(_node_group()).status == "CREATE_COMPLETE"


def test_other_changes_of_a_cluster_by_a_call_are_refused() -> None:
    fleet.deploy(_cluster())
    with pytest.raises(ClientError, match="deletionProtection only"):
        client("eks").update_cluster_config(name="cluster", logging={"clusterLogging": []})


def _addon(*accounts: str) -> dict[str, Any]:
    pods = [{"ServiceAccount": account, "RoleArn": ROLE} for account in accounts]
    settings = {"ClusterName": {"Ref": "Cluster"}, "AddonName": "aws-ebs-csi-driver", "PodIdentityAssociations": pods}
    return {**_cluster(), "Addon": {"Type": "AWS::EKS::Addon", "Properties": settings}}


def _associations() -> list[str]:
    found = client("eks").list_pod_identity_associations(clusterName="cluster")["associations"]
    return [each["serviceAccount"] for each in found]


def test_an_addon_owns_its_pod_identity_associations() -> None:
    stack = fleet.deploy(_addon("one"))
    assert _associations() == ["one"]
    stack.deploy(_addon("two"))
    assert _associations() == ["two"]
    stack.deploy(_cluster())
    assert _associations() == []


def test_an_access_entry_changes_its_policies_in_place() -> None:
    def entry(policy: str) -> dict[str, Any]:
        arn = f"arn:aws:eks::aws:cluster-access-policy/{policy}"
        policies = [{"PolicyArn": arn, "AccessScope": {"Type": "cluster"}}]
        settings = {"ClusterName": {"Ref": "Cluster"}, "PrincipalArn": ROLE, "AccessPolicies": policies}
        return {**_cluster(), "Entry": {"Type": "AWS::EKS::AccessEntry", "Properties": settings}}

    def policies() -> list[str]:
        found = client("eks").list_associated_access_policies(clusterName="cluster", principalArn=ROLE)
        return [each["policyArn"].rsplit("/", 1)[-1] for each in found["associatedAccessPolicies"]]

    stack = fleet.deploy(entry("AmazonEKSViewPolicy"))
    assert policies() == ["AmazonEKSViewPolicy"]
    stack.deploy(entry("AmazonEKSEditPolicy"))
    assert policies() == ["AmazonEKSEditPolicy"]


def _services(setting: str = "disabled") -> dict[str, Any]:
    provider = {"AutoScalingGroupArn": {"Ref": "Group"}, "ManagedTerminationProtection": "DISABLED"}
    strategy = [{"CapacityProvider": {"Ref": "Provider"}, "Weight": 1}]
    association = {
        "Cluster": {"Ref": "Cluster"},
        "CapacityProviders": [{"Ref": "Provider"}],
        "DefaultCapacityProviderStrategy": strategy,
    }
    insights = [{"Name": "containerInsights", "Value": setting}]
    return {
        **fleet.group(),
        "Cluster": {
            "Type": "AWS::ECS::Cluster",
            "Properties": {"ClusterName": "services", "ClusterSettings": insights},
        },
        "Provider": {
            "Type": "AWS::ECS::CapacityProvider",
            "Properties": {"Name": "gpu", "AutoScalingGroupProvider": provider},
        },
        "Association": {"Type": "AWS::ECS::ClusterCapacityProviderAssociations", "Properties": association},
    }


def test_a_capacity_provider_describes_the_arn_of_its_group() -> None:
    fleet.deploy(_services())
    [found] = client("ecs").describe_capacity_providers(capacityProviders=["gpu"])["capacityProviders"]
    assert found["autoScalingGroupProvider"]["autoScalingGroupArn"] == fleet.described()["AutoScalingGroupARN"]


def test_a_cluster_keeps_its_capacity_providers_when_it_changes() -> None:
    stack = fleet.deploy(_services())
    assert stack.deploy(_services("enabled")).status == "UPDATE_COMPLETE"
    [found] = client("ecs").describe_clusters(clusters=["services"])["clusters"]
    assert found["capacityProviders"] == ["gpu"]
    assert found["defaultCapacityProviderStrategy"][0]["capacityProvider"] == "gpu"


def test_a_task_definition_keeps_its_gpus_and_shared_memory() -> None:
    container = {
        "Name": "model",
        "Image": "model",
        "Memory": 512,
        "LinuxParameters": {"SharedMemorySize": 1024},
        "ResourceRequirements": [{"Type": "GPU", "Value": "1"}],
    }
    properties = {"Family": "model", "ContainerDefinitions": [container]}
    Stack().deploy({"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": properties}})
    [found] = client("ecs").describe_task_definition(taskDefinition="model")["taskDefinition"]["containerDefinitions"]
    assert found["linuxParameters"]["sharedMemorySize"] == 1024
    assert found["resourceRequirements"] == [{"type": "GPU", "value": "1"}]


def test_a_task_definition_keeps_its_volumes() -> None:
    container = {"Name": "model", "Image": "model", "Memory": 512}
    volumes = [{"Name": "of-the-task"}, {"Name": "of-the-instance", "Host": {"SourcePath": "/var/lib/models"}}]
    properties = {"Family": "volumes", "ContainerDefinitions": [container], "Volumes": volumes}
    Stack().deploy({"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": properties}})
    found = client("ecs").describe_task_definition(taskDefinition="volumes")["taskDefinition"]["volumes"]
    assert found == [{"name": "of-the-task"}, {"name": "of-the-instance", "host": {"sourcePath": "/var/lib/models"}}]

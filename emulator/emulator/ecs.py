"""ECS: capacity providers, and properties of task definitions and services that MiniStack drops."""

from ministack.services import autoscaling, ecs

from .calls import boolean, call, camel, number
from .resource_types import ResourceType, complete_type, generated_name, register
from .shapes import Created, Properties


class CapacityProvider(ResourceType):
    name = "AWS::ECS::CapacityProvider"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        name = properties.get("Name") or generated_name(stack, logical_id)
        request = {
            "name": name,
            "autoScalingGroupProvider": camel(properties.get("AutoScalingGroupProvider")),
            "tags": camel(properties.get("Tags") or []),
        }
        call(ecs._create_capacity_provider(request))
        self._complete(name, properties)
        return name, {}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        record = ecs._capacity_providers[physical_id]
        record["autoScalingGroupProvider"].update(camel(new["AutoScalingGroupProvider"]))
        record["tags"] = camel(new.get("Tags") or [])
        ecs._tags[record["capacityProviderArn"]] = record["tags"]
        self._complete(physical_id, new)
        return physical_id, {}

    def delete(self, physical_id: str, properties: Properties) -> None:
        call(ecs._delete_capacity_provider({"capacityProvider": physical_id}))

    def _complete(self, name: str, properties: Properties) -> None:
        record = ecs._capacity_providers[name]["autoScalingGroupProvider"]
        # A template may contain the name; the service describes the ARN.
        group = record["autoScalingGroupArn"]
        record["autoScalingGroupArn"] = autoscaling._asgs.get(group, {}).get("AutoScalingGroupARN", group)
        record["managedDraining"] = properties["AutoScalingGroupProvider"].get("ManagedDraining", "ENABLED")


class ClusterCapacityProviderAssociations(ResourceType):
    name = "AWS::ECS::ClusterCapacityProviderAssociations"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        self._put(properties, properties["CapacityProviders"], properties["DefaultCapacityProviderStrategy"])
        return properties["Cluster"], {}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        return self.create(logical_id, new, stack)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self._put(properties, [], [])

    def _put(self, properties: Properties, providers: list[str], strategy: list[Properties]) -> None:
        request = {
            "cluster": properties["Cluster"],
            "capacityProviders": providers,
            "defaultCapacityProviderStrategy": camel(strategy),
        }
        call(ecs._put_cluster_capacity_providers(request))
        ecs._clusters[properties["Cluster"]][_ASSOCIATED] = request


_ASSOCIATED = "_associated"


def _keep_associations(name: str, properties: Properties) -> None:
    """MiniStack removes the capacity providers of a cluster whenever the cluster changes."""
    request = ecs._clusters[name].get(_ASSOCIATED)
    if request:
        call(ecs._put_cluster_capacity_providers(request))


def _complete_task_definition(arn: str, properties: Properties) -> None:
    record = ecs._task_defs[arn.rsplit("/", 1)[-1]]
    for container, asked in zip(record["containerDefinitions"], properties["ContainerDefinitions"], strict=True):
        for member in ("LinuxParameters", "ResourceRequirements"):
            if member in asked:
                container[member[:1].lower() + member[1:]] = camel(asked[member])
    record["volumes"] = [camel(volume) for volume in properties.get("Volumes") or []]


def _complete_service(arn: str, properties: Properties) -> None:
    cluster = ecs._resolve_cluster_name(properties["Cluster"])
    record = ecs._services[f"{cluster}/{arn.rsplit('/', 1)[-1]}"]
    record["healthCheckGracePeriodSeconds"] = number(properties.get("HealthCheckGracePeriodSeconds", 0))
    record["tags"] = ecs._tags[arn] = camel(properties.get("Tags") or [])
    record["enableECSManagedTags"] = boolean(properties.get("EnableECSManagedTags", False))


def install() -> None:
    complete_type("AWS::ECS::Cluster", _keep_associations)
    complete_type("AWS::ECS::TaskDefinition", _complete_task_definition)
    complete_type("AWS::ECS::Service", _complete_service)
    register(CapacityProvider(), ClusterCapacityProviderAssociations())

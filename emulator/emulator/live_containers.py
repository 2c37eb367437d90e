"""Live properties of containers, clusters and load balancers, under their names in a template, for drift detection."""

from collections.abc import MutableMapping

from ministack.services import alb, ecs, eks

from .answers import kept
from .calls import tag_pairs
from .live_network import Reader
from .shapes import Json, Properties

_Store = MutableMapping[str, Properties]


def _capacity_provider(name: str, _: Properties) -> Properties | None:
    record = ecs._capacity_providers.get(name)
    return record and {**record, "Tags": tag_pairs(record.get("tags"))}


def _ecs_cluster(name: str, _: Properties) -> Properties | None:
    record = ecs._clusters.get(name)
    if record is None or record["status"] != "ACTIVE":
        return None
    return {
        **record,
        **kept(record),
        "Cluster": name,
        "ClusterSettings": record.get("settings"),
        "Tags": tag_pairs(record.get("tags")),
    }


def _ecs_service(arn: str, _: Properties) -> Properties | None:
    record = ecs._services.get(arn.split(":service/")[-1])
    if record is None or record["status"] != "ACTIVE":
        return None
    tags = record.get("tags")
    return {**record, **kept(record), "Cluster": record["clusterArn"].split("/")[-1], "Tags": tag_pairs(tags)}


def _task_definition(arn: str, _: Properties) -> Properties | None:
    record = ecs._task_defs.get(arn.split("task-definition/")[-1])
    if record is None or record["status"] != "ACTIVE":
        return None
    return {**record, **kept(record), "Tags": tag_pairs(ecs._tags.get(arn))}


def _access_entry(_: str, properties: Properties) -> Properties | None:
    key = f"{properties.get('ClusterName')}\0{properties.get('PrincipalArn')}"
    record = eks._access_entries.get(key)
    policies = [each for name, each in eks._access_policies.items() if name.startswith(f"{key}\0")]
    return record and {**record, "AccessPolicies": policies, "Tags": tag_pairs(record["tags"])}


def _addon(physical_id: str, _: Properties) -> Properties | None:
    record = eks._addons.get(physical_id.replace("|", "/"))
    return record and {**record, "Tags": tag_pairs(record["tags"])}


def _eks_cluster(name: str, _: Properties) -> Properties | None:
    record = eks._clusters.get(name)
    return record and {**record, "Tags": tag_pairs(record["tags"])}


def _node_group(name: str, properties: Properties) -> Properties | None:
    record = eks._nodegroups.get(f"{properties.get('ClusterName')}/{name.split('/')[-1]}")
    return record and {**record, "Tags": tag_pairs(record["tags"])}


def _pod_identity(arn: str, _: Properties) -> Properties | None:
    for record in eks._pod_identity_associations.values():
        if record["associationArn"] == arn:
            return {**record, "Tags": tag_pairs(record["tags"])}
    return None


def _balanced(store: _Store, attributes: str = "", values: MutableMapping[str, Json] | None = None) -> Reader:
    """Reads a resource of Elastic Load Balancing; `values` has its attributes, of the property `attributes`."""

    def read(arn: str, _: Properties) -> Properties | None:
        record = store.get(arn)
        more = {attributes: (values or {}).get(arn)} if attributes else {}
        return record and {**record, **more, "Tags": tag_pairs(alb._tags.get(arn))}

    return read


READERS: dict[str, Reader] = {
    "AWS::ECS::CapacityProvider": _capacity_provider,
    "AWS::ECS::Cluster": _ecs_cluster,
    "AWS::ECS::ClusterCapacityProviderAssociations": _ecs_cluster,
    "AWS::ECS::Service": _ecs_service,
    "AWS::ECS::TaskDefinition": _task_definition,
    "AWS::EKS::AccessEntry": _access_entry,
    "AWS::EKS::Addon": _addon,
    "AWS::EKS::Cluster": _eks_cluster,
    "AWS::EKS::Nodegroup": _node_group,
    "AWS::EKS::PodIdentityAssociation": _pod_identity,
    "AWS::ElasticLoadBalancingV2::Listener": _balanced(alb._listeners, "ListenerAttributes", alb._listener_attrs),
    "AWS::ElasticLoadBalancingV2::ListenerRule": _balanced(alb._rules),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _balanced(alb._lbs, "LoadBalancerAttributes", alb._lb_attrs),
    "AWS::ElasticLoadBalancingV2::TargetGroup": _balanced(alb._tgs, "TargetGroupAttributes", alb._tg_attrs),
}

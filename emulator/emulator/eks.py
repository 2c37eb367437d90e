"""EKS: add-ons, access entries, Pod Identity associations, and properties that MiniStack drops."""

import json
import re
from collections.abc import Callable, Mapping

from ministack.core.responses import new_uuid
from ministack.services import ec2, eks

from .calls import boolean, call, camel, tag_map
from .resource_types import ResourceType, complete_type, refuse_delete, register
from .shapes import Created, Parameters, Properties, Reply, RequestHandler


def _request(properties: Properties, *without: str) -> Properties:
    """Properties in the form of the API: camel case, and tags as a map."""
    named = {name: value for name, value in properties.items() if name not in ("Tags", *without)}
    return {**camel(named), "tags": tag_map(properties)}


class PodIdentityAssociation(ResourceType):
    name = "AWS::EKS::PodIdentityAssociation"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        answer = call(eks._create_pod_identity_association(properties["ClusterName"], _request(properties)))
        return self._created(answer["association"])

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        cluster, association = new["ClusterName"], physical_id.rsplit("/", 1)[-1]
        answer = call(eks._update_pod_identity_association(cluster, association, _request(new)))
        eks._pod_identity_associations[eks._pia_key(cluster, association)]["tags"] = tag_map(new)
        return self._created(answer["association"])

    def delete(self, physical_id: str, properties: Properties) -> None:
        call(eks._delete_pod_identity_association(properties["ClusterName"], physical_id.rsplit("/", 1)[-1]))

    def _created(self, association: Properties) -> Created:
        arn = association["associationArn"]
        return arn, {"AssociationArn": arn, "AssociationId": association["associationId"]}


class Addon(ResourceType):
    name = "AWS::EKS::Addon"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        cluster, addon = properties["ClusterName"], properties["AddonName"]
        request = _request(properties, "PodIdentityAssociations")
        request["podIdentityAssociations"] = self._associate(cluster, addon, properties)
        answer = call(eks._create_addon(cluster, request))
        return f"{cluster}|{addon}", {"Arn": answer["addon"]["addonArn"]}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        cluster, addon = new["ClusterName"], new["AddonName"]
        record = eks._addons[f"{cluster}/{addon}"]
        self._dissociate(cluster, record)
        request = _request(new, "PodIdentityAssociations")
        request["podIdentityAssociations"] = self._associate(cluster, addon, new)
        call(eks._update_addon(cluster, addon, {"configurationValues": "", **request}))
        record["tags"] = tag_map(new)
        return physical_id, {"Arn": record["addonArn"]}

    def delete(self, physical_id: str, properties: Properties) -> None:
        cluster, addon = properties["ClusterName"], properties["AddonName"]
        self._dissociate(cluster, eks._addons[f"{cluster}/{addon}"])
        call(eks._delete_addon(cluster, addon))

    def _associate(self, cluster: str, addon: str, properties: Properties) -> list[str]:
        """Creates the associations that an add-on owns. Returns their ARNs."""
        arns = []
        for wanted in properties.get("PodIdentityAssociations") or []:
            request = {**camel(wanted), "namespace": _ADDON_NAMESPACES.get(addon, "kube-system")}
            association = call(eks._create_pod_identity_association(cluster, request))["association"]
            association_key = f"{cluster}\x00{association['associationId']}"
            eks._pod_identity_associations[association_key]["ownerArn"] = eks._addon_arn(cluster, addon)
            arns.append(association["associationArn"])
        return arns

    def _dissociate(self, cluster: str, record: Properties) -> None:
        for arn in record["podIdentityAssociations"]:
            call(eks._delete_pod_identity_association(cluster, arn.rsplit("/", 1)[-1]))


# Namespaces of add-ons whose pods are not in kube-system.
_ADDON_NAMESPACES = {"amazon-cloudwatch-observability": "amazon-cloudwatch"}


class AccessEntry(ResourceType):
    name = "AWS::EKS::AccessEntry"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        cluster, principal = properties["ClusterName"], properties["PrincipalArn"]
        request = _request(properties, "AccessPolicies")
        entry = call(eks._create_access_entry(cluster, request))["accessEntry"]
        self._associate(cluster, principal, properties)
        return f"{principal}|{cluster}", {"AccessEntryArn": entry["accessEntryArn"]}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        cluster, principal = new["ClusterName"], new["PrincipalArn"]
        request = {"kubernetesGroups": [], **_request(new, "AccessPolicies")}
        entry = call(eks._update_access_entry(cluster, principal, request))["accessEntry"]
        for policy in old.get("AccessPolicies") or []:
            call(eks._disassociate_access_policy(cluster, principal, policy["PolicyArn"]))
        self._associate(cluster, principal, new)
        eks._access_entries[eks._ae_key(cluster, principal)]["tags"] = tag_map(new)
        return physical_id, {"AccessEntryArn": entry["accessEntryArn"]}

    def delete(self, physical_id: str, properties: Properties) -> None:
        call(eks._delete_access_entry(properties["ClusterName"], properties["PrincipalArn"]))

    def _associate(self, cluster: str, principal: str, properties: Properties) -> None:
        for policy in properties.get("AccessPolicies") or []:
            call(eks._associate_access_policy(cluster, principal, camel(policy)))


def _complete_cluster(name: str, properties: Properties) -> None:
    record = eks._clusters[name]
    record["encryptionConfig"] = camel(properties.get("EncryptionConfig") or [])
    network = record["resourcesVpcConfig"]
    network["vpcId"] = ec2._subnets[network["subnetIds"][0]]["VpcId"]
    record["accessConfig"] = camel(properties.get("AccessConfig") or {})
    record["deletionProtection"] = boolean(properties.get("DeletionProtection", False))
    for member in ("ComputeConfig", "StorageConfig", "UpgradePolicy"):
        if member in properties:
            record[member[:1].lower() + member[1:]] = camel(properties[member])
    balancing = (properties.get("KubernetesNetworkConfig") or {}).get("ElasticLoadBalancing")
    if balancing:
        record["kubernetesNetworkConfig"]["elasticLoadBalancing"] = camel(balancing)


def _delete_refusal(name: str) -> tuple[int, str, str] | None:
    """Why EKS does not delete a cluster: status, error code and message; None if it does.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/deletion-protection.html,
    https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteCluster.html
    """
    if (eks._clusters.get(name) or {}).get("deletionProtection"):
        return 400, "InvalidRequestException", f"Cannot delete cluster {name} because deletionProtection is enabled"
    if any(group["clusterName"] == name for group in list(eks._nodegroups.values())):
        return 409, "ResourceInUseException", "Cluster has nodegroups attached"
    return None


def _refused_delete(name: str) -> str | None:
    refusal = _delete_refusal(name)
    return refusal[2] if refusal else None


def _delete_cluster(original: Callable[[str], Reply]) -> Callable[[str], Reply]:
    """MiniStack deletes the node groups of a cluster with it."""

    def deleted(name: str) -> Reply:
        refusal = _delete_refusal(name)
        return eks._error(*refusal) if refusal else original(name)

    return deleted


_UPDATE_CONFIG = re.compile(r"/clusters/([^/]+)/update-config")
_UPDATE = re.compile(r"/clusters/([^/]+)/updates/([^/]+)")


def _update_cluster_config(original: RequestHandler) -> RequestHandler:
    """Adds UpdateClusterConfig for deletion protection, and DescribeUpdate. MiniStack has no action that changes a
    cluster.
    """

    async def handled(method: str, path: str, headers: Mapping[str, str], body: bytes, parameters: Parameters) -> Reply:
        described = _UPDATE.fullmatch(path)
        if method == "GET" and described and described.group(1) in eks._clusters:
            return eks._json_resp(200, {"update": _finished_update(described.group(2))})
        route = _UPDATE_CONFIG.fullmatch(path)
        if method != "POST" or route is None or route.group(1) not in eks._clusters:
            return await original(method, path, headers, body, parameters)
        asked = json.loads(body)
        if set(asked) - {"clientRequestToken", "deletionProtection"}:
            return eks._error(400, "InvalidParameterException", "The local account changes deletionProtection only.")
        cluster = eks._clusters[route.group(1)]
        if cluster.get("deletionProtection", False) == asked["deletionProtection"]:
            return eks._error(400, "InvalidParameterException", "No changes needed for deletionProtection")
        cluster["deletionProtection"] = asked["deletionProtection"]
        return eks._json_resp(200, {"update": _finished_update(new_uuid())})

    return handled


def _finished_update(identifier: str) -> Properties:
    return {"id": identifier, "status": "Successful", "type": "DeletionProtectionUpdate"}


def _complete_node_group(name: str, properties: Properties) -> None:
    record = eks._nodegroups[f"{properties['ClusterName']}/{name}"]
    record["capacityType"] = properties.get("CapacityType", "ON_DEMAND")
    for member in ("NodeRepairConfig", "WarmPoolConfig"):
        if member in properties:
            record[member[:1].lower() + member[1:]] = camel(properties[member])


def install() -> None:
    register(PodIdentityAssociation(), Addon(), AccessEntry())
    complete_type("AWS::EKS::Cluster", _complete_cluster)
    refuse_delete("AWS::EKS::Cluster", _refused_delete)
    eks._delete_cluster = _delete_cluster(eks._delete_cluster)
    eks.handle_request = _update_cluster_config(eks.handle_request)
    complete_type("AWS::EKS::Nodegroup", _complete_node_group)

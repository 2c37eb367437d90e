"""EKS: Kubernetes versions of clusters and node groups, releases of add-ons, and upgrade insights."""

import re
from collections.abc import Callable, Mapping

from ministack.services import eks
from ministack.services.cloudformation import provisioners

from .shapes import Created, Parameters, Properties, Reply, RequestHandler

# Minor versions that nodes may be older than their control plane.
_OLDEST_NODES = 3

# Versions for which the local account has releases of add-ons.
_MINORS = range(28, 37)

_SUPPORTED_VERSIONS = "/addons/supported-versions"
_INSIGHTS = re.compile(r"/clusters/([^/]+)/insights")


def _minor(version: str) -> int:
    return int(version.split(".")[1])


def _release(minor: int) -> str:
    """The release of every add-on for a Kubernetes version: invented, and newer than any real one."""
    return f"v99.{minor}.0-eksbuild.1"


def _refusal(cluster: str, old: str, new: str) -> str | None:
    """Why EKS does not change the version of a control plane; None if it does.

    Sources: https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html,
    https://docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html
    """
    step = _minor(new) - _minor(old)
    if _minor(new) not in _MINORS:
        return f"unsupported Kubernetes version {new}"
    if abs(step) > 1:
        return f"Unsupported Kubernetes minor version update from {old} to {new}"
    for group in eks._nodegroups.values():
        behind = _minor(new) - _minor(group["version"])
        if group["clusterName"] == cluster and not 0 <= behind <= _OLDEST_NODES:
            return f"Nodegroup {group['nodegroupName']} of version {group['version']} does not fit version {new}"
    return None


def _checked_cluster_update(update: Callable[..., Created]) -> Callable[..., Created]:
    def updated(physical_id: str, old: Properties, new: Properties, *rest: object) -> Created:
        record = eks._clusters.get(physical_id)
        asked = str(new.get("Version", ""))
        reason = _refusal(physical_id, record["version"], asked) if record and asked else None
        if reason:
            raise ValueError(reason)
        return update(physical_id, old, new, *rest)

    return updated


def _checked_group_update(update: Callable[..., Created]) -> Callable[..., Created]:
    """EKS updates nodes up to the version of their control plane."""

    def updated(physical_id: str, old: Properties, new: Properties, *rest: object) -> Created:
        cluster = eks._clusters.get(new.get("ClusterName", ""))
        asked = str(new.get("Version") or "")
        if cluster and asked and _minor(asked) > _minor(cluster["version"]):
            raise ValueError(f"Nodegroup Kubernetes version {asked} is newer than that of its cluster")
        return update(physical_id, old, new, *rest)

    return updated


def _answered(original: RequestHandler) -> RequestHandler:
    """Adds DescribeAddonVersions, and ListInsights, which finds nothing."""

    async def handled(method: str, path: str, headers: Mapping[str, str], body: bytes, parameters: Parameters) -> Reply:
        if method == "GET" and path == _SUPPORTED_VERSIONS:
            return eks._json_resp(200, {"addons": [_describe_addon_versions(parameters)]})
        if method == "POST" and _INSIGHTS.fullmatch(path):
            return eks._json_resp(200, {"insights": []})
        return await original(method, path, headers, body, parameters)

    return handled


def _describe_addon_versions(parameters: Parameters) -> Properties:
    asked = eks._qp(parameters, "kubernetesVersion")
    minors = [_minor(asked)] if asked else list(_MINORS)
    releases = [
        {
            "addonVersion": _release(minor),
            "compatibilities": [{"clusterVersion": f"1.{minor}", "defaultVersion": True}],
        }
        for minor in minors
    ]
    return {"addonName": eks._qp(parameters, "addonName"), "addonVersions": releases}


def install() -> None:
    for name, checked in (
        ("AWS::EKS::Cluster", _checked_cluster_update),
        ("AWS::EKS::Nodegroup", _checked_group_update),
    ):
        handler = provisioners._RESOURCE_HANDLERS[name]
        handler["update"] = checked(handler["update"])
    eks.handle_request = _answered(eks.handle_request)

"""Application Auto Scaling, which MiniStack lacks. Targets and policies are stored and described, but nothing
scales."""

import time
from collections.abc import Mapping

from ministack import app
from ministack.core import router
from ministack.core.responses import get_account_id, get_region, new_uuid

from . import state
from .calls import number, tag_map
from .json_service import ServiceError, action_name, answer
from .resource_types import ResourceType, register
from .shapes import Created, Parameters, Properties, Reply

_IDENTITY = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_targets = state.store("scalable_targets")
_policies = state.store("scaling_policies")
_tags = state.store("scalable_target_tags")


def _key(request: Properties) -> str:
    return "|".join(request[name] for name in _IDENTITY)


def _target(request: Properties) -> Properties:
    target = _targets.get(_key(request))
    if target is None:
        identity = f"service namespace {request['ServiceNamespace']}, resource ID {request['ResourceId']}"
        raise ServiceError("ObjectNotFoundException", f"No scalable target found for {identity}")
    return target


def _register_target(request: Properties) -> Properties:
    arn = f"arn:aws:application-autoscaling:{get_region()}:{get_account_id()}:scalable-target/{new_uuid()}"
    given = {name: value for name, value in request.items() if name != "Tags"}
    fresh = {"CreationTime": time.time(), "ScalableTargetARN": arn}
    target = {**_targets.get(_key(request), fresh), **given}
    if target["MinCapacity"] > target["MaxCapacity"]:
        raise ServiceError("ValidationException", "Maximum capacity cannot be less than minimum capacity")
    _targets[_key(request)] = target
    if "Tags" in request:
        _tags[target["ScalableTargetARN"]] = request["Tags"]
    return {"ScalableTargetARN": target["ScalableTargetARN"]}


def _deregister_target(request: Properties) -> Properties:
    _tags.pop(_target(request)["ScalableTargetARN"], None)
    _targets.pop(_key(request))
    # The policies of a target are deleted with it.
    for arn in [arn for arn, policy in _policies.items() if _key(policy) == _key(request)]:
        _policies.pop(arn)
    return {}


def _describe_targets(request: Properties) -> Properties:
    wanted = request.get("ResourceIds")
    found = [
        target
        for target in _targets.values()
        if target["ServiceNamespace"] == request["ServiceNamespace"] and (not wanted or target["ResourceId"] in wanted)
    ]
    return {"ScalableTargets": found}


def _put_policy(request: Properties) -> Properties:
    _target(request)
    named = (policy for policy in _policies.values() if _key(policy) == _key(request))
    present: Properties = next((policy for policy in named if policy["PolicyName"] == request["PolicyName"]), {})
    arn = present.get("PolicyARN") or (
        f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scalingPolicy:{new_uuid()}:"
        f"resource/{request['ServiceNamespace']}/{request['ResourceId']}:policyName/{request['PolicyName']}"
    )
    _policies[arn] = {"CreationTime": time.time(), "Alarms": [], **present, **request, "PolicyARN": arn}
    return {"PolicyARN": arn, "Alarms": []}


def _delete_policy(request: Properties) -> Properties:
    for arn, policy in list(_policies.items()):
        if policy["PolicyName"] == request["PolicyName"] and _key(policy) == _key(request):
            _policies.pop(arn)
            return {}
    raise ServiceError("ObjectNotFoundException", f"No scaling policy found for {request['PolicyName']}")


def _describe_policies(request: Properties) -> Properties:
    narrowing = ("ServiceNamespace", "ResourceId", "ScalableDimension")
    found = [
        policy
        for policy in _policies.values()
        if all(policy[name] == request.get(name, policy[name]) for name in narrowing)
        and policy["PolicyName"] in request.get("PolicyNames", [policy["PolicyName"]])
    ]
    return {"ScalingPolicies": found}


def _list_tags(request: Properties) -> Properties:
    return {"Tags": _tags.get(request["ResourceARN"], {})}


_ACTIONS = {
    "RegisterScalableTarget": _register_target,
    "DeregisterScalableTarget": _deregister_target,
    "DescribeScalableTargets": _describe_targets,
    "PutScalingPolicy": _put_policy,
    "DeleteScalingPolicy": _delete_policy,
    "DescribeScalingPolicies": _describe_policies,
    "ListTagsForResource": _list_tags,
}


async def _handle_request(
    method: str, path: str, headers: Mapping[str, str], body: bytes, parameters: Parameters
) -> Reply:
    return answer(_ACTIONS, action_name(headers), body)


class ScalableTarget(ResourceType):
    name = "AWS::ApplicationAutoScaling::ScalableTarget"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        request = {name: number(value) for name, value in properties.items() if name != "Tags"}
        arn = _register_target({**request, "Tags": tag_map(properties)})["ScalableTargetARN"]
        identifier = "|".join(properties[name] for name in ("ResourceId", "ScalableDimension", "ServiceNamespace"))
        return identifier, {"Id": identifier, "ScalableTargetARN": arn}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        return self.create(logical_id, new, stack)

    def delete(self, physical_id: str, properties: Properties) -> None:
        _deregister_target(properties)


class ScalingPolicy(ResourceType):
    name = "AWS::ApplicationAutoScaling::ScalingPolicy"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        arn = _put_policy(self._request(properties))["PolicyARN"]
        return arn, {"Arn": arn}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        return self.create(logical_id, new, stack)

    def delete(self, physical_id: str, properties: Properties) -> None:
        # Already deleted if its target was deleted first.
        _policies.pop(physical_id, None)

    def _request(self, properties: Properties) -> Properties:
        request = {name: value for name, value in properties.items() if name != "ScalingTargetId"}
        if "ScalingTargetId" in properties:
            resource, dimension, namespace = properties["ScalingTargetId"].split("|")
            request.update(ResourceId=resource, ScalableDimension=dimension, ServiceNamespace=namespace)
        return request


def install() -> None:
    register(ScalableTarget(), ScalingPolicy())
    app.SERVICE_HANDLERS["application-autoscaling"] = _handle_request
    router.SERVICE_PATTERNS["application-autoscaling"] = {
        "target_prefixes": ["AnyScaleFrontendService"],
        "host_patterns": [r"application-autoscaling\."],
        "credential_scope": "application-autoscaling",
    }

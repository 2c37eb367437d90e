"""EC2 spot requests. A persistent request outlives its instance, so it is not part of the instance's record."""

import re
from collections.abc import Callable

from ministack.core.responses import new_uuid
from ministack.services import ec2

from . import state
from .answers import keep, kept, xml
from .shapes import Action, Parameters, Properties, Reply

_requests = state.store("spot_requests")
# Properties of the next instance by request.
_instances = state.store("spot_request_instances")


def request_spot(record: Properties, options: Properties, tags: list[dict[str, str]], instance: Properties) -> None:
    """Creates a Spot request with these options, fulfilled by the instance.

    tags: those of the request; instance: properties of the next instance that fulfills it.
    """
    request = f"sir-{new_uuid().replace('-', '')[:8]}"
    _requests[request] = {
        "spotInstanceRequestId": request,
        "instanceId": record["InstanceId"],
        "state": "active",
        "type": options.get("SpotInstanceType", "one-time"),
        "spotPrice": options.get("MaxPrice", ""),
        "instanceInterruptionBehavior": options.get("InstanceInterruptionBehavior", "terminate"),
        "tagSet": [{"key": tag["Key"], "value": tag["Value"]} for tag in tags],
    }
    _instances[request] = instance
    keep(record, instanceLifecycle="spot", spotInstanceRequestId=request)


def instance_terminated(record: Properties) -> None:
    """Changes the state of the request of a terminated instance."""
    request = _requests.get(kept(record).get("spotInstanceRequestId", ""))
    if request and request["state"] == "active":
        # EC2 then launches another instance for a persistent request, outside the stack.
        request["state"] = "open" if request["type"] == "persistent" else "closed"


def fulfill(launch: Callable[[Properties], Properties]) -> None:
    """Fulfills every open request, as EC2 does until the request is cancelled. `launch` launches an instance."""
    for name, request in list(_requests.items()):
        if request["state"] != "open":
            continue
        record = launch(_instances[name])
        keep(record, instanceLifecycle="spot", spotInstanceRequestId=name)
        request.update(state="active", instanceId=record["InstanceId"])


def _matches(request: Properties, filters: dict[str, list[str]]) -> bool:
    tags = {f"tag:{tag['key']}": tag["value"] for tag in request["tagSet"]}
    members = {"state": request["state"], "instance-id": request["instanceId"], **tags}
    return all(members.get(name) in wanted for name, wanted in filters.items())


def _requested(parameters: Parameters) -> list[str]:
    wanted = [value[0] for name, value in parameters.items() if re.match(r"SpotInstanceRequestId\.\d+$", name)]
    return wanted or list(_requests)


def _on_requests(action: str, apply: Callable[[Properties], Properties]) -> Action:
    def answer(parameters: Parameters) -> Reply:
        wanted = _requested(parameters)
        unknown = [each for each in wanted if each not in _requests]
        if unknown:
            message = f"The spot instance request ID '{unknown[0]}' does not exist"
            return ec2._error("InvalidSpotInstanceRequestID.NotFound", message, 400)
        filters = ec2._parse_filters(parameters)
        requests = [apply(_requests[each]) for each in wanted if _matches(_requests[each], filters)]
        return ec2._xml(200, f"{action}Response", xml("spotInstanceRequestSet", requests))

    return answer


def _cancel(request: Properties) -> Properties:
    request["state"] = "cancelled"
    return request


def install() -> None:
    actions = ec2._ACTION_MAP
    actions["DescribeSpotInstanceRequests"] = _on_requests("DescribeSpotInstanceRequests", lambda request: request)
    actions["CancelSpotInstanceRequests"] = _on_requests("CancelSpotInstanceRequests", _cancel)

"""EC2 spot requests. A persistent request outlives its instance, so it is not part of the instance's record."""

import re
from collections.abc import Callable

from ministack.core.responses import new_uuid
from ministack.services import ec2

from . import state
from .answers import keep, kept, xml
from .shapes import Action, Parameters, Properties, Reply

_requests = state.store("spot_requests")


def request_spot(record: Properties, options: Properties) -> None:
    """Creates a Spot request with these options, fulfilled by the instance."""
    request = f"sir-{new_uuid().replace('-', '')[:8]}"
    _requests[request] = {
        "spotInstanceRequestId": request,
        "instanceId": record["InstanceId"],
        "state": "active",
        "type": options.get("SpotInstanceType", "one-time"),
        "spotPrice": options.get("MaxPrice", ""),
        "instanceInterruptionBehavior": options.get("InstanceInterruptionBehavior", "terminate"),
    }
    keep(record, instanceLifecycle="spot", spotInstanceRequestId=request)


def instance_terminated(record: Properties) -> None:
    """Changes the state of the request of a terminated instance."""
    request = _requests.get(kept(record).get("spotInstanceRequestId", ""))
    if request and request["state"] == "active":
        # EC2 then launches another instance for a persistent request, outside the stack.
        request["state"] = "open" if request["type"] == "persistent" else "closed"


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
        requests = [apply(_requests[each]) for each in wanted]
        return ec2._xml(200, f"{action}Response", xml("spotInstanceRequestSet", requests))

    return answer


def _cancel(request: Properties) -> Properties:
    request["state"] = "cancelled"
    return request


def install() -> None:
    actions = ec2._ACTION_MAP
    actions["DescribeSpotInstanceRequests"] = _on_requests("DescribeSpotInstanceRequests", lambda request: request)
    actions["CancelSpotInstanceRequests"] = _on_requests("CancelSpotInstanceRequests", _cancel)

"""EventBridge: events of AWS services, and functions that fail."""

import json
from typing import Any

from ministack.services import eventbridge, lambda_svc


def publish(source: str, kind: str, detail: dict[str, Any], *resources: str) -> None:
    """Puts an event of an AWS service on the default bus."""
    entry = {"Source": source, "DetailType": kind, "Detail": json.dumps(detail), "Resources": list(resources)}
    eventbridge._put_events({"Entries": [entry]})


def _take_events_of_services(original: Any) -> Any:
    """AWS refuses a source that starts with `aws.` from anybody else. Here nobody else is there to say that a spot
    machine is taken back.
    """

    def taken(data: Any, allow_aws_source: bool = True) -> Any:
        return original(data, allow_aws_source=True)

    return taken


def _invoke_function(arn: str, payload: str) -> None:
    """EventBridge invokes a function asynchronously: Lambda tries again, and then hands the event to its destination.
    The emulator runs it once.
    """
    function, configuration, _ = lambda_svc._get_func_record_for_ref(arn)
    if function and configuration:
        record = lambda_svc._execution_record_for_config(function, configuration)
        lambda_svc.invoke_async_with_retry(record, json.loads(payload))


def install() -> None:
    eventbridge._put_events = _take_events_of_services(eventbridge._put_events)
    eventbridge._dispatch_to_lambda = _invoke_function

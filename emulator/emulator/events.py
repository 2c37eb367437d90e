"""EventBridge: events of AWS services, and retries of functions."""

import json
from collections.abc import Callable

from ministack.services import eventbridge, lambda_svc

from .shapes import Properties, Reply


def publish(source: str, kind: str, detail: Properties, *resources: str) -> None:
    """Puts an event of an AWS service on the default bus."""
    entry = {"Source": source, "DetailType": kind, "Detail": json.dumps(detail), "Resources": list(resources)}
    eventbridge._put_events({"Entries": [entry]})


def _allow_sources_of_services(original: Callable[..., Reply]) -> Callable[..., Reply]:
    """Allows users to put events with a source that starts with `aws.`, for example to interrupt a Spot instance. AWS
    refuses them.
    """

    def put(data: Properties, allow_aws_source: bool = True) -> Reply:
        return original(data, allow_aws_source=True)

    return put


def _invoke_function(arn: str, payload: str) -> None:
    """EventBridge invokes a function asynchronously: after retries, Lambda sends the event to the failure destination.
    MiniStack runs the function once.
    """
    function, configuration, _ = lambda_svc._get_func_record_for_ref(arn)
    if function and configuration:
        record = lambda_svc._execution_record_for_config(function, configuration)
        lambda_svc.invoke_async_with_retry(record, json.loads(payload))


def install() -> None:
    eventbridge._put_events = _allow_sources_of_services(eventbridge._put_events)
    eventbridge._dispatch_to_lambda = _invoke_function

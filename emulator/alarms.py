"""CloudWatch alarms: metric math, and events of their states."""

import time
from typing import Any

from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

from .calls import Properties
from .events import publish

# An alarm with a list of metrics has none of its own.
_OWN_METRIC = ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "Dimensions", "Unit")


def _take_metric_math(original: Any) -> Any:
    """The emulator refuses it. Nothing computes it here: such an alarm changes by SetAlarmState only."""

    def taken(name: str, properties: Properties) -> Properties:
        metrics = properties.get("Metrics")
        if not metrics:
            return original(name, properties)
        others = {key: value for key, value in properties.items() if key != "Metrics"}
        record = original(name, {**others, "Namespace": "-", "MetricName": "-"})
        kept = {key: value for key, value in record.items() if key not in _OWN_METRIC}
        return {**kept, "Metrics": metrics}

    return taken


def _tell_event_bus(original: Any) -> Any:
    """The emulator tells SNS only. AWS puts an event on the bus too."""

    def told(alarm: Any, old_state: str, new_state: str, reason: str) -> None:
        original(alarm, old_state, new_state, reason)
        if old_state == new_state:
            return
        detail = {
            "alarmName": alarm["AlarmName"],
            "state": {"value": new_state, "reason": reason, "timestamp": _timestamp()},
            "previousState": {"value": old_state},
        }
        publish("aws.cloudwatch", "CloudWatch Alarm State Change", detail, alarm["AlarmArn"])

    return told


def _timestamp() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000+0000", time.gmtime())


def install() -> None:
    provisioners._cw_metric_alarm_record = _take_metric_math(provisioners._cw_metric_alarm_record)
    cloudwatch._dispatch_alarm_actions = _tell_event_bus(cloudwatch._dispatch_alarm_actions)

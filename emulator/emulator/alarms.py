"""CloudWatch alarms: metric math, and events of their states."""

import time
from collections.abc import Callable

from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

from .events import publish
from .shapes import Properties

# Members that an alarm with a list of metrics does not have.
_OWN_METRIC = ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "Dimensions", "Unit")


def _with_metric_math(original: Callable[[str, Properties], Properties]) -> Callable[[str, Properties], Properties]:
    """MiniStack refuses metric math. It is stored here, but not evaluated: only SetAlarmState changes such an alarm."""

    def record_of(name: str, properties: Properties) -> Properties:
        metrics = properties.get("Metrics")
        if not metrics:
            return original(name, properties)
        others = {key: value for key, value in properties.items() if key != "Metrics"}
        record = original(name, {**others, "Namespace": "-", "MetricName": "-"})
        kept = {key: value for key, value in record.items() if key not in _OWN_METRIC}
        return {**kept, "Metrics": metrics}

    return record_of


def _with_event(original: Callable[[Properties, str, str, str], None]) -> Callable[[Properties, str, str, str], None]:
    """MiniStack notifies SNS only. AWS also puts an event on the default bus."""

    def dispatch(alarm: Properties, old_state: str, new_state: str, reason: str) -> None:
        original(alarm, old_state, new_state, reason)
        if old_state == new_state:
            return
        detail = {
            "alarmName": alarm["AlarmName"],
            "state": {"value": new_state, "reason": reason, "timestamp": _timestamp()},
            "previousState": {"value": old_state},
        }
        publish("aws.cloudwatch", "CloudWatch Alarm State Change", detail, alarm["AlarmArn"])

    return dispatch


def _timestamp() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000+0000", time.gmtime())


def install() -> None:
    provisioners._cw_metric_alarm_record = _with_metric_math(provisioners._cw_metric_alarm_record)
    cloudwatch._dispatch_alarm_actions = _with_event(cloudwatch._dispatch_alarm_actions)

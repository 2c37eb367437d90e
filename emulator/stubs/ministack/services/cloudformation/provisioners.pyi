from collections.abc import Callable
from typing import Any

_Record = dict[str, Any]

_RESOURCE_HANDLERS: dict[str, dict[str, Any]]
_STACK_TAG_PROPERTY: dict[str, tuple[str, str]]
_S3_BUCKET_CONFIGURATIONS: tuple[
    tuple[str, Callable[[Any], bytes], Callable[[str, bytes], object], Callable[[str], object]], ...
]
_cw_metric_alarm_record: Callable[[str, _Record], _Record]
_replacing_change: Callable[[str, _Record, _Record], bool]

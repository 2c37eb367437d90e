from collections.abc import Callable, MutableMapping
from typing import Any

_Record = dict[str, Any]
_Reply = tuple[int, dict[str, str], bytes | str]
_Store = MutableMapping[str, _Record]

_alarms: _Store
_dashboards: _Store
_resource_tags: MutableMapping[str, dict[str, str]]
_dispatch_alarm_actions: Callable[[_Record, str, str, str], None]
_validate_alarm_tag_arn: Callable[..., _Reply | None]

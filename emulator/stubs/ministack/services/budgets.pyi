from collections.abc import Callable, MutableMapping
from typing import Any

_Record = dict[str, Any]
_Reply = tuple[int, dict[str, str], bytes | str]

_DISPATCH: dict[str, Callable[[_Record], _Reply]]
_budgets: MutableMapping[str, _Record]
_notification_store: MutableMapping[str, list[_Record]]
_tags: MutableMapping[str, dict[str, str]]

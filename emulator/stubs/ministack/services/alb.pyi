from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

_Record = dict[str, Any]
_Parameters = Mapping[str, str | list[str]]
_Reply = tuple[int, dict[str, str], bytes | str]
_Store = MutableMapping[str, _Record]

_ACTION_MAP: dict[str, Callable[[_Parameters], _Reply]]
_lbs: _Store
_listeners: _Store
_tags: MutableMapping[str, list[dict[str, str]]]
_tgs: _Store
_lb_attrs: MutableMapping[str, list[dict[str, str]]]
_listener_attrs: MutableMapping[str, list[dict[str, str]]]
_rules: _Store
_tg_attrs: MutableMapping[str, list[dict[str, str]]]

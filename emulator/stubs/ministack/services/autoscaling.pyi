from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

_Record = dict[str, Any]
_Parameters = Mapping[str, str | list[str]]
_Reply = tuple[int, dict[str, str], bytes | str]
_Store = MutableMapping[str, _Record]

_ACTION_MAP: dict[str, Callable[[_Parameters], _Reply]]
_asgs: _Store
_hooks: _Store
_reconcile_instances: Callable[[_Record], None]

def _error(code: str, message: str, status: int = 400) -> _Reply: ...
def _p(params: _Parameters, key: str) -> str: ...
def _parse_member_list(params: _Parameters, prefix: str) -> list[str]: ...
def _parse_nested(params: _Parameters, prefix: str) -> _Record: ...
def _xml(status: int, root_tag: str, inner: str) -> _Reply: ...

_scheduled_actions: _Store

from collections.abc import Awaitable, Callable
from typing import Any

_Record = dict[str, Any]

_resolve_stack_outputs: Callable[..., tuple[list[_Record], _Record]]
_DIFFED_ATTRIBUTES: tuple[str, ...]
_UNTAGGED_TYPES: tuple[str, ...]
_add_event: Callable[..., None]
_delete_resource: Callable[..., None]
_deploy_stack_async: Callable[..., Awaitable[None]]
_update_resource: Callable[..., tuple[str, dict[str, str]]]
_replacing_change: Callable[[str, _Record, _Record], bool]

def _policy_action(res_def: _Record, attribute: str, prefix: str = "") -> _Record: ...
def _replacement(details: list[_Record], type_changed: bool) -> str: ...

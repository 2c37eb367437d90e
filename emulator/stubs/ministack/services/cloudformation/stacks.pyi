from collections.abc import Awaitable, Callable
from typing import Any

_Record = dict[str, Any]

_resolve_stack_outputs: Callable[..., tuple[list[_Record], _Record]]
_DIFFED_ATTRIBUTES: tuple[str, ...]
_UNTAGGED_TYPES: tuple[str, ...]
_add_event: Callable[..., None]
_delete_resource: Callable[..., None]
_delete_stack_async: Callable[..., Awaitable[None]]
_deploy_stack_async: Callable[..., Awaitable[None]]
_provision_resource: Callable[[str, str, _Record, str], tuple[str, dict[str, str]]]
_update_resource: Callable[..., tuple[str, dict[str, str]]]
_replacing_change: Callable[[str, _Record, _Record], bool]

def _policy_action(res_def: _Record, attribute: str, prefix: str = "") -> _Record: ...
def _replacement(details: list[_Record], type_changed: bool) -> str: ...
def _with_dependencies(ids: list[str], res_defs: _Record, held: set[str]) -> set[str]: ...

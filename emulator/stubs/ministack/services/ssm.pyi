from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

_Record = dict[str, Any]
_Parameters = Mapping[str, str | list[str]]
_Reply = tuple[int, dict[str, str], bytes | str]
_Store = MutableMapping[str, _Record]

_commands: _Store
_parameters: _Store
_tags: MutableMapping[str, dict[str, str]]
_managed_instance_ids: Callable[[], set[str]]
_public_parameter: Callable[[str], _Record | None]
handle_request: Callable[[str, str, Mapping[str, str], bytes, _Parameters], Awaitable[_Reply]]

def _describe_instance_information(data: _Record) -> _Reply: ...
def _send_command(data: _Record) -> _Reply: ...

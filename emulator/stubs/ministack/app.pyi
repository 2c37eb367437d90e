from collections.abc import Awaitable, Callable, Mapping
from typing import Any

_Parameters = Mapping[str, str | list[str]]
_Reply = tuple[int, dict[str, str], bytes | str]

SERVICE_HANDLERS: dict[str, Callable[[str, str, Mapping[str, str], bytes, _Parameters], Awaitable[_Reply]]]
SERVICE_REGISTRY: dict[str, dict[str, Any]]
_state_map: dict[str, str]

async def app(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None: ...
def _reset_all_state() -> None: ...
def main() -> None: ...

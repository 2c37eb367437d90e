from collections.abc import Awaitable, Callable, Mapping

_Parameters = Mapping[str, str | list[str]]
_Reply = tuple[int, dict[str, str], bytes | str]

SERVICE_HANDLERS: dict[str, Callable[[str, str, Mapping[str, str], bytes, _Parameters], Awaitable[_Reply]]]
_state_map: dict[str, str]

def main() -> None: ...

from collections.abc import Callable, Mapping

_Parameters = Mapping[str, str | list[str]]
_Reply = tuple[int, dict[str, str], bytes | str]

_ACTION_HANDLERS: dict[str, Callable[[_Parameters], _Reply]]

from collections.abc import Callable

_Reply = tuple[int, dict[str, str], bytes | str]

_put_events: Callable[..., _Reply]
_dispatch_to_lambda: Callable[[str, str], None]

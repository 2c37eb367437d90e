from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

_Record = dict[str, Any]
_Parameters = Mapping[str, str | list[str]]
_Reply = tuple[int, dict[str, str], bytes | str]
_Store = MutableMapping[str, _Record]

_IAM_HANDLERS: dict[str, Callable[[_Parameters], _Reply]]
_oidc_providers: _Store
_roles: _Store
_instance_profiles: _Store

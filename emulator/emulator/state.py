"""State of this package that no service of MiniStack stores. It is saved and loaded with the state of the services."""

import sys
from types import ModuleType

from ministack import app
from ministack.core.responses import AccountRegionScopedDict

_NAME = "local_account"
_stores: dict[str, AccountRegionScopedDict] = {}


def store(name: str) -> AccountRegionScopedDict:
    """An empty store, by account and region."""
    return _stores.setdefault(name, AccountRegionScopedDict())


def install() -> None:
    """Registers the stores as a module of a service, so that MiniStack saves, loads and resets them."""
    module = ModuleType(f"ministack.services.{_NAME}")
    vars(module).update(get_state=lambda: dict(_stores), load_persisted_state=_load, reset=_reset)
    sys.modules[module.__name__] = module
    # The reset reads the registry, the persistence reads the map.
    app.SERVICE_REGISTRY[_NAME] = {"module": _NAME}
    app._state_map[_NAME] = _NAME


def _reset() -> None:
    for each in _stores.values():
        each.clear()


def _load(saved: dict[str, AccountRegionScopedDict]) -> None:
    for name, content in saved.items():
        store(name).clear()
        store(name).update(content)

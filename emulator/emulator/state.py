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
    """Makes MiniStack save, load and reset the stores, which it does through the modules of its services."""
    module = ModuleType(f"ministack.services.{_NAME}")
    vars(module).update(get_state=lambda: dict(_stores), load_persisted_state=_load, reset=_reset)
    sys.modules[module.__name__] = module
    # The registry is read by the reset, the map by the persistence.
    app.SERVICE_REGISTRY[_NAME] = {"module": _NAME}
    app._state_map[_NAME] = _NAME


def _reset() -> None:
    for each in _stores.values():
        each.clear()


def _load(saved: dict[str, AccountRegionScopedDict]) -> None:
    for name, content in saved.items():
        store(name).clear()
        store(name).update(content)

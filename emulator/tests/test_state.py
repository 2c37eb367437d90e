"""State that no service of MiniStack stores, across a restart."""

import sys
from pathlib import Path

import pytest
from ministack import app
from ministack.core import persistence

from account import client

TARGET = {"ServiceNamespace": "ecs", "ResourceId": "service/a/b", "ScalableDimension": "ecs:service:DesiredCount"}


def _targets() -> list[str]:
    described = client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")
    return [each["ResourceId"] for each in described["ScalableTargets"]]


def test_the_account_has_its_state_again_after_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client("application-autoscaling").register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=2)
    module = sys.modules["ministack.services.local_account"]
    monkeypatch.setattr(persistence, "PERSIST_STATE", True)
    monkeypatch.setattr(persistence, "STATE_DIR", str(tmp_path))
    persistence.save_state("local_account", module.get_state())
    monkeypatch.setattr(persistence, "PERSIST_STATE", False)
    app._reset_all_state()
    assert _targets() == []
    monkeypatch.setattr(persistence, "PERSIST_STATE", True)
    saved = persistence.load_state("local_account")
    assert saved is not None
    module.load_persisted_state(saved)
    assert _targets() == ["service/a/b"]


def test_the_state_is_part_of_what_the_account_saves() -> None:
    assert app._state_map["local_account"] == "local_account"

"""The names in the stubs exist in MiniStack, which mypy cannot check."""

import ast
import importlib
from pathlib import Path

import pytest

STUBS = Path(__file__).parent.parent / "stubs"


def _declared() -> list[tuple[str, str]]:
    found = []
    for file in sorted(STUBS.rglob("*.pyi")):
        module = ".".join(file.relative_to(STUBS).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                found.append((module, node.name))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.append((module, node.target.id))
    return found


def test_the_installed_version_has_every_declared_name() -> None:
    missing = [f"{module}.{name}" for module, name in _declared() if not hasattr(importlib.import_module(module), name)]
    assert missing == []


@pytest.mark.parametrize("module", ["eks", "ecs", "ec2", "autoscaling", "lambda_svc", "ssm"])
def test_declared_functions_have_the_parameters_of_the_installed_version(module: str) -> None:
    installed = importlib.import_module(f"ministack.services.{module}")
    for node in ast.parse((STUBS / f"ministack/services/{module}.pyi").read_text()).body:
        if isinstance(node, ast.FunctionDef):
            code = getattr(installed, node.name).__code__
            assert [each.arg for each in node.args.args] == list(code.co_varnames[: code.co_argcount]), node.name

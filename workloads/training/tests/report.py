"""The table of interruptions at the end of the tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Interruption:
    kind: str
    step: int
    """Completed steps."""
    resumed: int
    """Step from which training resumed."""
    note: str = ""

    @property
    def lost(self) -> int:
        return self.step - self.resumed


class Report:
    """Collects the interruptions of the tests."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, title: str, rows: list[Interruption], weights_equal: bool) -> None:
        self.lines += ["", title, f"{'':>3} {'interruption':<22} {'step':>5} {'resumed':>7} {'lost':>4}"]
        self.lines += [
            f"{number:>3} {row.kind:<22} {row.step:>5} {row.resumed:>7} {row.lost:>4}  {row.note}".rstrip()
            for number, row in enumerate(rows, 1)
        ]
        lost = sum(row.lost for row in rows)
        equal = "equal, bit for bit" if weights_equal else "DIFFERENT"
        self.lines.append(f"{len(rows)} interruptions, {lost} steps lost; final weights: {equal}")

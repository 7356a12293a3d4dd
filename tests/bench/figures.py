"""One measured figure, and the table of all of them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One measured figure, its unit, the aim, and a note; ``at_least`` turns the aim around."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    note: str = ""
    at_least: bool = False

    @property
    def is_met(self) -> bool | None:
        """Tell whether the aim is met; ``None`` without one."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim


def milliseconds(call: Callable[[], object]) -> float:
    """Time one call."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def show(figures: Sequence[Figure]) -> None:
    """Print the table."""
    table = Table(title="gluteal bench (medians)")
    for column in ("figure", "measured", "aim", "met", "note"):
        table.add_column(column, justify="right" if column in ("measured", "aim") else "left")
    for f in figures:
        sign = ">=" if f.at_least else "<="
        aim = "" if f.aim is None else f"{sign} {f.aim:g} {f.unit}"
        met = {None: "", True: "yes", False: "no"}[f.is_met]
        table.add_row(f.name, f"{f.value:,.2f} {f.unit}", aim, met, f.note)
    Console(width=120).print(table)

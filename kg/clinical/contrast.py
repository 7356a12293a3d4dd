"""Two conditions side by side: what they share, and what tells them apart."""

from kg.clinical.arrays import Arrays
from kg.clinical.engine.model import Cell
from kg.clinical.index import Index, Json
from kg.clinical.lexicon import AmbiguousNameError, Lexicon
from kg.errors import InputError, Pointed, UnknownEntityError
from kg.model import Condition, Entity

TELLING = 0.3
"""A difference of this much (log10) tells two conditions apart."""


def is_condition(entity: Entity) -> bool:
    """Tell whether ``entity`` is a condition or syndrome."""
    return isinstance(entity, Condition)


def resolve_condition(lexicon: Lexicon, name: str, pointer: str) -> str:
    """Return the CURIE of the condition that ``name`` means.

    Raises:
        InputError: none or several do; points at ``pointer``.
    """
    try:
        return lexicon.resolve(name, is_condition).curie
    except AmbiguousNameError as error:
        fault = Pointed(pointer, "this name may mean several conditions", error.candidates)
    except UnknownEntityError as error:
        fault = Pointed(pointer, "no condition is known by this name", error.candidates)
    raise InputError([fault])


def contrast(index: Index, arrays: Arrays, lexicon: Lexicon, one: str, other: str) -> Json:
    """Return the shared and the separating findings of two conditions, the most telling first.

    Raises:
        InputError: a name is no condition's.
    """
    first = resolve_condition(lexicon, one, "/conditions/0")
    second = resolve_condition(lexicon, other, "/conditions/1")
    shared: list[tuple[float, Json]] = []
    separating: list[tuple[float, Json]] = []
    for finding, column in enumerate(arrays.model.columns):
        cells = {arrays.rows[cell.row]: cell for cell in column}
        pair = cells.get(first), cells.get(second)
        if pair == (None, None):
            continue
        values = [0.0 if cell is None else _strength(cell) for cell in pair]
        item: Json = {
            "finding": index.ref(arrays.findings[finding]),
            "log10_lr": values,
            "favors": index.ref(first if values[0] >= values[1] else second),
            "sources": _sources(index, arrays, pair),
        }
        gap = abs(values[0] - values[1])
        if gap >= TELLING:
            separating.append((-gap, item))
        elif all(value > 0 for value in values):
            shared.append((-min(values), {k: v for k, v in item.items() if k != "favors"}))
    return {
        "conditions": [index.ref(first), index.ref(second)],
        "shared": _ordered(shared),
        "separating": _ordered(separating),
    }


def _strength(cell: Cell) -> float:
    return cell.present_gated if cell.gate >= 0 else cell.present


def _sources(
    index: Index, arrays: Arrays, pair: tuple[Cell | None, Cell | None]
) -> list[Json]:
    keys = [
        key
        for cell in pair if cell is not None
        for row in arrays.cells[cell.tag].evidence
        for key in row.sources
    ]
    return index.sources(dict.fromkeys(keys))


def _ordered(items: list[tuple[float, Json]]) -> list[Json]:
    return [item for _, item in sorted(items, key=lambda i: (i[0], i[1]["finding"]["id"]))]

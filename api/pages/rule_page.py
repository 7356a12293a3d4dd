"""A rule in words: what its members are called, its gates with the findings they name, its times.

The JSON of a rule keeps the codes; only the page reads as sentences do.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kg.catalogue.records import reference
from kg.model import Entity

_MEMBERS = {
    "all_of": "all of", "any_of": "any of", "none_of": "none of", "at_least": "at least",
    "flag_class": "urgency", "must_all_be_answered": "to be answered, every one",
    "excluded_only_by": "ruled out only by", "lr_pos": "likelihood ratio where positive",
    "lr_neg": "likelihood ratio where negative", "frequency_low_pct": "share with it, lowest (%)",
    "frequency_high_pct": "share with it, highest (%)", "max_members": "counted at most",
    "product_cap": "product of ratios at most", "usable_as_lr": "usable as a likelihood ratio",
    "condition_withholds": "withheld by",
}
"""Members of a rule that are not called what people call them."""
_GATES = frozenset({"all_of", "any_of", "none_of", "gate", "applies_if", "must_all_be_answered"})
_TITLES = (("Looks for", "pattern"), ("Concludes", "conclusion"), ("Details", "details"))
_GRADES = {"med": "medium"}
_UNITS = {"H": "hour", "D": "day", "W": "week"}
_DURATION = re.compile(r"PT?(\d+)([HDW])")
_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[^A-Za-z_]+")
_SYMBOLS = {">=": "at least", "<=": "at most", ">": "over", "<": "under", "==": "is"}


def page(rule: Mapping[str, Any], meaning: Callable[[str], Entity | None]) -> dict[str, Any]:
    """Return what the page of ``rule`` shows: ``name`` and ``parts``, each a title and members.

    A member is its name and a list of values, a value a list of pieces: text, or an entity with
    ``slug`` and ``label``. ``meaning`` finds the entity that a gate names by its key.
    """
    details = {k: v for k, v in rule["details"].items() if k != "name"}
    parts = [
        (title, [(member(name), list(_values(name, value, meaning)))
                 for name, value in ({**rule, "details": details}[part]).items()])
        for title, part in _TITLES
    ]
    return {"name": rule["details"].get("name", ""), "parts": [p for p in parts if p[1]]}


def member(name: str) -> str:
    """Return what the member ``name`` of a rule is called.

    >>> member("act_within")
    'act within'
    """
    return _MEMBERS.get(name, name.replace("_", " "))


def spoken(value: str) -> str:
    """Return a code as people say it.

    >>> spoken("PT24H"), spoken("emergency_same_day")
    ('24 hours', 'emergency same day')
    """
    if found := _DURATION.fullmatch(value):
        unit = _UNITS[found[2]]
        return f"{found[1]} {unit}{'' if found[1] == '1' else 's'}"
    return _GRADES.get(value, value.replace("_", " "))


def _values(
    name: str, value: Any, meaning: Callable[[str], Entity | None]
) -> Iterator[list[Any]]:
    for one in value if isinstance(value, list | tuple) else (value,):
        if isinstance(one, str) and name in _GATES:
            yield list(_gate(one, meaning))
        elif isinstance(one, Mapping):
            yield [one if "slug" in one else ", ".join(map(str, one.values()))]
        elif isinstance(one, bool):
            yield ["yes" if one else "no"]
        elif isinstance(one, list | tuple):
            yield [", ".join(spoken(str(part)) for part in one)]
        else:
            yield [spoken(one) if isinstance(one, str) else f"{one:g}"]


def _gate(text: str, meaning: Callable[[str], Entity | None]) -> Iterator[Any]:
    for token in _TOKEN.findall(text):
        entity = meaning(token)
        if entity is not None:
            yield reference(entity)
        else:
            yield _symbols(token)


def _symbols(token: str) -> str:
    for symbol, words in _SYMBOLS.items():
        if token.strip().startswith(symbol):
            return token.replace(symbol, words, 1)
    return token.replace("_", " ")

"""Templates of phrases: ``(hot|cold) leg|limp`` stands for three."""

from functools import cache
from itertools import product


def forms(template: str) -> list[str]:
    """Return the phrases that a template stands for; brackets may hold brackets.

    >>> forms("(hot|very (cold|pale)) leg|limp")
    ['hot leg', 'very cold leg', 'very pale leg', 'limp']
    """
    return [" ".join(one.split()) for one in _alternatives(template)]


@cache
def _alternatives(template: str) -> tuple[str, ...]:
    """Return the alternatives that bars separate, each with its brackets replaced."""
    found, depth = [""], 0
    for letter in template:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "|" and not depth:
            found.append("")
        else:
            found[-1] += letter
    return tuple(dict.fromkeys(one for part in found for one in _written(part)))


def _written(part: str) -> list[str]:
    pieces: list[tuple[str, ...]] = []
    depth, held = 0, ""
    for letter in part:
        if letter in "()":
            depth += 1 if letter == "(" else -1
            if (letter, depth) in {("(", 1), (")", 0)}:
                pieces.append((held,) if depth else _alternatives(held))
                held = ""
                continue
        held += letter
    return ["".join(chosen) for chosen in product(*pieces, [held])]

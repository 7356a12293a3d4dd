"""Chooses among what can be given by what a client says it takes (RFC 9110, 12.4 and 12.5).

The most specific range that covers an offer decides about it, whatever its weight. A range with
parameters counts where no plain range names the same type: an offer is never refused for a
parameter that it does not have.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_PART = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PIECE = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)+')
_WEIGHT = re.compile(r"[0-9]*\.?[0-9]*")
_UNDERSTOOD = ("charset=utf-8", 'charset="utf-8"')


class Range(NamedTuple):
    """What a client takes: a name or pattern, whether it has parameters, and its weight."""

    name: str
    has_parameters: bool
    weight: float


def best(offers: Sequence[str], header: str | None) -> str | None:
    """Return the media type of ``offers`` that ``header`` likes best; the first where it is even.

    Without a header that can be read anything will do; ``None`` says that nothing will.

    >>> best(["text/csv", "text/html"], "text/*;q=0.5, text/html;q=0.4, */*;q=0.1")
    'text/csv'
    """
    return _best(tuple(offers), header or "")


@lru_cache(maxsize=256)  # clients send the same few headers with every request
def _best(offers: tuple[str, ...], header: str) -> str | None:
    ranges = [read for read in _ranges(header) if "/" in read.name]
    if not ranges:
        return offers[0]
    chosen = max(offers, key=lambda offer: _weight(offer, ranges))
    return chosen if _weight(chosen, ranges) > 0 else None


def coding(offers: Sequence[str], header: str | None, *, is_small: bool = False) -> str | None:
    """Return the content coding of ``offers``, or ``identity``, that ``header`` likes best.

    Without a header, and for a body too small to gain, it is ``identity`` where that is not
    refused; ``None`` says that nothing will do.

    >>> coding(["zstd", "gzip"], "gzip;q=0.5, *;q=0.1"), coding(["gzip"], None)
    ('gzip', 'identity')
    """
    weights = {read.name: read.weight for read in _ranges(header or "")}
    rest = weights.get("*", 0.0)
    plain = weights.get("identity", rest if "*" in weights else 1.0)
    if not weights or (is_small and plain > 0):
        return "identity"
    taken = {offer: weights.get(offer, weights.get(f"x-{offer}", rest)) for offer in offers}
    chosen = max(taken, key=lambda offer: taken[offer], default="")
    if chosen and taken[chosen] > 0 and taken[chosen] >= weights.get("identity", 0.0):
        return chosen
    return "identity" if plain > 0 else None


def _ranges(header: str) -> Iterator[Range]:
    for part in _PART.findall(header):
        name, *parameters = (piece.strip().lower() for piece in _PIECE.findall(part))
        if name:
            weight, others = 1.0, False
            for parameter in parameters:
                key, _, value = (piece.strip() for piece in parameter.partition("="))
                if key == "q":
                    weight = _number(value)
                elif parameter not in _UNDERSTOOD:
                    others = True
            yield Range(name, others, weight)


def _number(text: str) -> float:
    """Return a weight; what is none says that the range is not taken."""
    if not _WEIGHT.fullmatch(text) or text in ("", "."):
        return 0.0
    return min(float(text), 1.0)


def _weight(offer: str, ranges: Sequence[Range]) -> float:
    kind = offer.partition("/")[0]
    for name in (offer, f"{kind}/*", "*/*"):
        for has_parameters in (False, True):
            weights = [read.weight for read in ranges
                       if read.name == name and read.has_parameters == has_parameters]
            if weights:
                return max(weights)
    return 0.0

"""Numbers become bands: a known number makes every band of it present or absent."""

from collections.abc import Mapping, Sequence

from kg.model import Finding

AGE, DURATION = "age_years", "duration_weeks"
"""Measures of the patient, as the finding bands name them."""
PERSONAL = frozenset({AGE, DURATION})
UNITS: Mapping[str, Mapping[str, tuple[float, float]]] = {
    AGE: {"": (1.0, 0.0), "year": (1.0, 0.0), "month": (1 / 12, 0.0), "y": (1.0, 0.0)},
    DURATION: {
        "": (1.0, 0.0), "week": (1.0, 0.0), "day": (1 / 7, 0.0), "month": (52 / 12, 0.0),
        "year": (52.0, 0.0),
    },
    "temperature_c": {
        "": (1.0, 0.0), "c": (1.0, 0.0), "cel": (1.0, 0.0), "°c": (1.0, 0.0),
        "celsius": (1.0, 0.0), "f": (5 / 9, -160 / 9), "°f": (5 / 9, -160 / 9),
        "[degf]": (5 / 9, -160 / 9),
    },
}
"""Factor and offset by measure and unit, to the unit that the bands are stated in."""


def convert(measure: str, value: float, unit: str) -> float | None:
    """Return ``value`` in the unit of ``measure``, or ``None`` where the unit is not known.

    A measure that is not listed takes its own last word as unit (``pvr_ml``: ml), or none.
    """
    wanted = unit.strip().casefold()
    known = UNITS.get(measure)
    if known is None:
        own = measure.rsplit("_", 1)[-1]
        return value if wanted in {"", own, f"{own}s", f"{own[:3]}"} else None
    for spelling in (wanted, wanted.rstrip("s")):
        if spelling in known:
            factor, offset = known[spelling]
            return value * factor + offset
    return None


def bands(
    known: Mapping[str, Sequence[Finding]], measure: str, value: float
) -> list[tuple[str, str]]:
    """Return (finding, present or absent) for every band of ``measure``."""
    return [
        (band.id, "present" if _contains(band, value) else "absent")
        for band in known.get(measure, ())
    ]


def telling(
    known: Sequence[Finding], value: float, wanted: frozenset[str]
) -> list[tuple[str, str]]:
    """Return the bands that imply all others: the narrowest present and the widest absent ones,
    and those ``wanted`` by name. The reasoner gives the others back."""
    inside = [f for f in known if _contains(f, value)]
    outside = [f for f in known if not _contains(f, value)]
    return [
        (band.id, "present") for band in inside
        if band.id in wanted or not any(_within(other, band) for other in inside)
    ] + [
        (band.id, "absent") for band in outside
        if band.id in wanted or not any(_within(band, other) for other in outside)
    ]


def _within(inner: Finding, outer: Finding) -> bool:
    (low, high), (least, most) = _bounds(inner), _bounds(outer)
    return least <= low and high <= most and (low, high) != (least, most)


def _bounds(band: Finding) -> tuple[float, float]:
    low = float("-inf") if band.minimum is None else band.minimum
    return low, float("inf") if band.maximum is None else band.maximum


def _contains(band: Finding, value: float) -> bool:
    low, high = _bounds(band)
    return low <= value < high

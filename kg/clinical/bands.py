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
        "fahrenheit": (5 / 9, -160 / 9),
        "[degf]": (5 / 9, -160 / 9),
    },
    "walking_distance_m": {
        "": (1.0, 0.0), "m": (1.0, 0.0), "meter": (1.0, 0.0), "km": (1000.0, 0.0),
        "yard": (0.9144, 0.0), "yd": (0.9144, 0.0), "mile": (1609.344, 0.0),
    },
    "esr_mm_per_h": dict.fromkeys(("", "mm/h", "mm/hr", "mm/hour", "mm"), (1.0, 0.0)),
    "crp_mg_per_l": {"": (1.0, 0.0), "mg/l": (1.0, 0.0), "mg/dl": (10.0, 0.0)},
    "white_cell_count_1e9_per_l": {
        "": (1.0, 0.0), "10^9/l": (1.0, 0.0), "x10^9/l": (1.0, 0.0), "10*9/l": (1.0, 0.0),
        "/ul": (0.001, 0.0), "10*3/ul": (1.0, 0.0), "k/ul": (1.0, 0.0),
    },
}
"""Factor and offset by measure and unit, to the unit that the bands are stated in."""
ABBREVIATED: Mapping[str, tuple[str, ...]] = {
    AGE: ("age",), DURATION: ("duration",), "temperature_c": ("temp", "body temperature"),
    "abi": ("ankle brachial index", "abpi"), "mrc_grade": ("power",),
    "post_void_residual_ml": ("pvr",), "heart_rate_per_min": ("hr", "pulse rate"),
    "respiratory_rate_per_min": ("rr",), "systolic_bp_mmhg": ("sbp", "systolic blood pressure"),
    "bmi": ("body mass index",), "esr_mm_per_h": ("erythrocyte sedimentation rate",),
    "pain_score": ("nrs", "vas", "pain intensity"), "walking_distance_m": ("walking distance",),
    "crp_mg_per_l": ("crp", "c-reactive protein"),
    "white_cell_count_1e9_per_l": ("wbc", "wcc", "white cell count", "white blood cell count"),
}
"""Other names of measures."""
OWN_UNITS = {
    "percent": "%", "mm_per_h": "mm/h", "per_min": "/min", "mmhg": "mmhg", "ml": "ml", "mm": "mm",
    "degrees": "degrees", "minutes": "minutes", "grade": "grade", "score": "score",
}
"""Words at the end of a measure, and the unit that they stand for."""


POSSIBLE: Mapping[str, tuple[float, float]] = {
    AGE: (0.0, 120.0), DURATION: (0.0, 6240.0), "temperature_c": (20.0, 46.0),
    "mrc_grade": (0.0, 5.0), "abi": (0.0, 3.0), "heart_rate_per_min": (0.0, 350.0),
    "respiratory_rate_per_min": (0.0, 120.0), "systolic_bp_mmhg": (0.0, 350.0),
    "bmi": (8.0, 120.0), "pain_score": (0.0, 10.0), "esr_mm_per_h": (0.0, 250.0),
    "crp_mg_per_l": (0.0, 1000.0), "white_cell_count_1e9_per_l": (0.0, 1000.0),
}
"""Least and greatest value that a measure can have in a person; others are only not negative."""


def is_possible(measure: str, value: float) -> bool:
    """Tell whether a person can have ``value`` of ``measure`` (in the unit of its bands)."""
    low, high = POSSIBLE.get(measure, (0.0, float("inf")))
    return low <= value <= high


def units(measure: str) -> tuple[str, ...]:
    """Return the units that ``measure`` may be given in, the one of its bands first.

    A measure that is not listed takes the words after its name, if any (``pvr_ml``: ml).
    """
    if measure in UNITS:
        return tuple(unit for unit in UNITS[measure] if unit)
    return tuple(unit for words, unit in OWN_UNITS.items() if measure.endswith(f"_{words}"))[:1]


def convert(measure: str, value: float, unit: str) -> float | None:
    """Return ``value`` in the unit of ``measure``, or ``None`` where the unit is not known.

    A temperature without a unit that no person can have in Celsius is taken as Fahrenheit.
    """
    wanted = unit.strip().casefold()
    known = UNITS.get(measure)
    if known is None:
        own = units(measure)
        return value if wanted in {"", *own, *(f"{u}s" for u in own)} else None
    if not wanted and measure == "temperature_c" and not is_possible(measure, value):
        wanted = "f"
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


class Nested:
    """The bands of one measure, each with the narrower ones in it and the wider ones around it."""

    def __init__(self, known: Sequence[Finding]) -> None:
        """Compare every band with every other."""
        self._bands = [
            (
                band.id, *_bounds(band),
                [i for i, other in enumerate(known) if _within(other, band)],
                [i for i, other in enumerate(known) if _within(band, other)],
            )
            for band in known
        ]

    def telling(self, value: float, wanted: frozenset[str]) -> list[tuple[str, str]]:
        """Return the bands that imply all others: the narrowest present and the widest absent
        ones, and those ``wanted`` by name. The reasoner gives the others back."""
        inside = [low <= value < high for _, low, high, *_ in self._bands]
        present = [
            (band, "present") for (band, _, _, narrower, _), in_it
            in zip(self._bands, inside, strict=True)
            if in_it and (band in wanted or not any(inside[i] for i in narrower))
        ]
        absent = [
            (band, "absent") for (band, _, _, _, wider), in_it
            in zip(self._bands, inside, strict=True)
            if not in_it and (band in wanted or all(inside[i] for i in wider))
        ]
        return present + absent


def bounds_of(
    present: Sequence[Finding], denied: Sequence[Finding]
) -> tuple[float, float]:
    """Return the least value and the first value too large that reported bands leave.

    A denied band narrows them only where it is open on one side.
    """
    low, high = float("-inf"), float("inf")
    for band in present:
        least, most = _bounds(band)
        low, high = max(low, least), min(high, most)
    for band in denied:
        if band.maximum is None and band.minimum is not None:
            high = min(high, band.minimum)
        elif band.minimum is None and band.maximum is not None:
            low = max(low, band.maximum)
    return low, high


def decided(relation: str, bound: float, low: float, high: float) -> bool | None:
    """Tell whether every value from ``low`` to below ``high`` stands in ``relation`` to
    ``bound``, or none does; ``None`` where only some do."""
    at_least, over, under = low >= bound, low > bound, high <= bound
    holds = {">=": at_least, ">": over, "<": under, "<=": under}
    fails = {">=": under, ">": under, "<": at_least, "<=": over, "==": over or under}
    return True if holds.get(relation) else False if fails[relation] else None


def _within(inner: Finding, outer: Finding) -> bool:
    (low, high), (least, most) = _bounds(inner), _bounds(outer)
    return least <= low and high <= most and (low, high) != (least, most)


def _bounds(band: Finding) -> tuple[float, float]:
    low = float("-inf") if band.minimum is None else band.minimum
    return low, float("inf") if band.maximum is None else band.maximum


def _contains(band: Finding, value: float) -> bool:
    low, high = _bounds(band)
    return low <= value < high

"""From an evidence row to log10 likelihood ratios.

The constants are starting points to calibrate against vignettes, not evidence. The tables carry
no interval columns: an interval is taken from the row's note ("CI 0.78-34.9"), and where the note
names none nothing is halved.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.gates import Atom, leaves, parse
from kg.model import Evidence

DIGITS = 4
CAP = math.log10(30.0)
"""No single likelihood ratio counts for more than 30 or less than 1/30."""
SHRINKAGE = 60
"""A study of n patients keeps n / (n + SHRINKAGE) of its log likelihood ratio."""
UNKNOWN_N = 60
"""Sample size assumed where a row asks for shrinkage and states none."""
MECHANISM = round(math.log10(1.25), DIGITS)
"""Weight of a manifestation that follows from a mechanism alone."""
USABLE = frozenset({"yes", "with_shrinkage", "pairwise_only"})
PSEUDO_CASES = {
    "author_estimate": 20.0, "from_sensitivity_or_LR": 40.0, "published_figure": 60.0,
    "definitional_criterion": 100.0,
}
"""How many patients a frequency is worth when it is smoothed towards the background."""
SMOOTHING = 2.0
FLOORS = {
    "author_estimate": -0.5, "from_sensitivity_or_LR": -1.0, "published_figure": -1.0,
    "definitional_criterion": -1.5,
}
"""How far a frequency may count against, by how it is known (log10)."""
_INTERVAL = re.compile(
    r"CI(?: of LR ?(?P<sign>[+-]))?(?: LR ?(?P<bare>[+-]))?\s*(?P<low>\d+(?:\.\d+)?)\s*-\s*"
    r"(?P<high>\d+(?:\.\d+)?)"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Log10 likelihood ratios of one condition and finding.

    ``present`` and ``absent`` hold for everyone, the ``gated`` ones inside ``gate``; ``None``
    where nothing is known. ``frequency`` is the smoothed probability of the finding, ``band`` and
    ``ratio`` the rows that the figures come from; ``ratio_present`` and ``ratio_absent`` tell
    whether the ratio (rather than the frequency) stands where its gate holds.
    """

    present: float | None
    absent: float | None
    gate: str
    present_gated: float | None
    absent_gated: float | None
    frequency: float | None
    band: Evidence | None = None
    ratio: Evidence | None = None
    ratio_present: bool = False
    ratio_absent: bool = False


def figures(rows: Sequence[Evidence], background_pct: float) -> Figures:
    """Combine the rows of one condition and finding into figures of the finding itself."""
    background = min(max(background_pct / 100.0, 1e-5), 1 - 1e-5)
    band = next((r for r in rows if frequency(r) is not None), None)
    ratio = next((r for r in rows if r.usable_as_lr in USABLE and _has_ratio(r)), None)
    known = None if band is None else _of_finding(band, background)
    present = absent = None
    if band is not None and known is not None:
        floor = FLOORS.get(band.band_basis, -0.5)
        present = _term(known / background, floor)
        absent = _term((1 - known) / (1 - background), floor)
    if ratio is None:
        return Figures(present, absent, "", None, None, known, band)
    by_status = (_shrunk(ratio, ratio.lr_pos, "+"), _shrunk(ratio, ratio.lr_neg, "-"))
    inside, inside_absent = by_status if ratio.status == "present" else by_status[::-1]
    return _with_gate(Figures(present, absent, ratio.gate, inside, inside_absent, known, band,
                              ratio, inside is not None, inside_absent is not None))


def frequency(row: Evidence) -> float | None:
    """Return the frequency of the row's status: the middle of the band, else the sensitivity."""
    low, high = row.frequency_low_pct, row.frequency_high_pct
    if low is not None and high is not None:
        return (low + high) / 200.0
    return row.sensitivity


def _has_ratio(row: Evidence) -> bool:
    return row.gate != "never" and (row.lr_pos is not None or row.lr_neg is not None)


def _of_finding(row: Evidence, background: float) -> float:
    """Return the smoothed probability of the finding, whichever status the row speaks of."""
    stated = frequency(row) or 0.0
    known = stated if row.status == "present" else 1.0 - stated
    cases = PSEUDO_CASES.get(row.band_basis, 20.0)
    return (cases * known + SMOOTHING * background) / (cases + SMOOTHING)


def _term(ratio: float, floor: float) -> float:
    return round(min(CAP, max(math.log10(ratio), floor)), DIGITS)


def _shrunk(row: Evidence, ratio: float | None, sign: str) -> float | None:
    if ratio is None or ratio <= 0.0:
        return None
    log = math.log10(ratio)
    if row.n is not None or row.usable_as_lr == "with_shrinkage":
        n = UNKNOWN_N if row.n is None else row.n
        log *= n / (n + SHRINKAGE)
    if _interval_includes_one(row.note, sign):
        log /= 2.0
    return round(min(CAP, max(-CAP, log)), DIGITS)


def _interval_includes_one(note: str, sign: str) -> bool:
    for match in _INTERVAL.finditer(note):
        stated = match["sign"] or match["bare"] or "+"
        if stated == sign and float(match["low"]) <= 1.0 <= float(match["high"]):
            return True
    return False


def _with_gate(all_: Figures) -> Figures:
    """Let the ratio hold inside its gate, and keep opening the gate from lowering a score.

    Where a finding can open the gate, a present finding counts outside for no more than it does
    inside, and an absent one counts inside for no less than it does outside.
    """
    outside, inside = all_.present, all_.present_gated
    outside_absent, inside_absent = all_.absent, all_.absent_gated
    inside = outside if inside is None else inside
    inside_absent = outside_absent if inside_absent is None else inside_absent
    if not all_.gate:
        return replace(
            all_, present=inside, absent=inside_absent, present_gated=None, absent_gated=None
        )
    if any(isinstance(leaf, Atom) for leaf in leaves(parse(all_.gate))):
        if inside is not None and (outside is not None or inside < 0):
            outside = inside if outside is None else min(outside, inside)
        if inside_absent is not None:
            inside_absent = max(outside_absent or 0.0, inside_absent)
    ratio_absent = all_.ratio_absent and inside_absent == all_.absent_gated
    return replace(
        all_, present=outside, present_gated=inside, absent_gated=inside_absent,
        ratio_absent=ratio_absent,
    )

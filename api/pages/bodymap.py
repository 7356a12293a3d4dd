"""The body map: which regions it offers, on which sides, and what a form that holds it says.

A place is written ``slug@side``, such as ``upper-buttock@left``; that is the value of its checkbox
(name ``site``) and of its shape in the figures. The shapes are drawn in ``web/bodymap.json``: those
of the side ``side`` stand for the patient's left where they are drawn, right of the middle of a
figure seen from the front and left of it from behind, and are mirrored for the other side.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.catalogue.catalogue import Catalogue
from kg.errors import InputError, Pointed
from kg.limits import limit

FIELD = "site"
"""The name of every checkbox."""
FIGURES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "web" / "bodymap.json").read_text(encoding="utf-8")
)
"""The figures ``front``, ``back`` and ``soles``: their sizes, outlines, lines and shapes."""
BOTH, MIDDLE, ANY = ("left", "right"), ("midline",), ("left", "midline", "right")
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "back and pelvis": {
        "low-back": ANY, "flank": BOTH, "iliac-crest-region": BOTH, "sacroiliac-region": BOTH,
        "sacral-region": MIDDLE, "coccyx-region": MIDDLE, "thoracic-spine-region": MIDDLE,
        "spine": MIDDLE, "pelvis-region": MIDDLE,
    },
    "buttock and hip": {
        "buttock": BOTH, "upper-buttock": BOTH, "lower-buttock": BOTH,
        "ischial-tuberosity-region": BOTH, "sciatic-notch-region": BOTH, "lateral-hip": BOTH,
        "greater-trochanter-region": BOTH, "hip-region": BOTH, "natal-cleft": MIDDLE,
    },
    "front and saddle": {
        "groin": BOTH, "abdomen": ANY, "pubic-region": MIDDLE, "saddle": MIDDLE,
        "perineum": MIDDLE, "genital-region": MIDDLE, "scrotum": BOTH, "chest": MIDDLE,
    },
    "thigh": {
        "posterior-thigh": BOTH, "lateral-thigh": BOTH, "anterior-thigh": BOTH,
        "anterolateral-thigh": BOTH, "medial-thigh": BOTH, "thigh": BOTH,
    },
    "leg and foot": {
        "knee": BOTH, "posterior-lower-leg": BOTH, "lateral-lower-leg": BOTH,
        "medial-lower-leg": BOTH, "lower-leg": BOTH, "foot": BOTH, "dorsal-foot": BOTH,
        "lateral-foot": BOTH, "sole": BOTH, "lower-limb": BOTH,
    },
    "elsewhere": {
        "trunk": MIDDLE, "neck": MIDDLE, "shoulder": BOTH, "arm": BOTH, "elbow": BOTH,
        "wrist": BOTH, "hand": BOTH, "head": MIDDLE, "jaw": BOTH, "eye": BOTH,
        "whole-body": MIDDLE,
    },
}
"""Every region that a complaint may name, by the part of the body, with its sides."""
SIDES = {region: sides for group in GROUPS.values() for region, sides in group.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """One checkbox: a region on a side, its value, its full name, and whether it is checked."""

    region: str
    side: str
    name: str
    is_chosen: bool = False

    @property
    def value(self) -> str:
        """Return ``slug@side``."""
        return f"{self.region}@{self.side}"


@dataclass(frozen=True, slots=True)
class Row:
    """One region of the list, with a place for each of its sides."""

    label: str
    places: tuple[Place, ...]


def regions(catalogue: Catalogue, chosen: Collection[str] = ()) -> dict[str, list[Row]]:
    """Return what ``bodymap.html`` takes as ``regions``: rows by part of the body.

    ``chosen`` are values that are checked. Regions that ``catalogue`` lacks are left out.
    """
    labels = catalogue.labels("regions")
    listed = {
        group: [_row(region, labels[region], sides, chosen)
                for region, sides in rows.items() if region in labels]
        for group, rows in GROUPS.items()
    }
    return {group: rows for group, rows in listed.items() if rows}


def _row(region: str, label: str, sides: Iterable[str], chosen: Collection[str]) -> Row:
    return Row(label, tuple(
        Place(region, side, _name(label, side), f"{region}@{side}" in chosen) for side in sides
    ))


def _name(label: str, side: str) -> str:
    return f"{label}, middle" if side == "midline" else f"{side} {label}"


def complaints(values: Sequence[str], field: str = FIELD) -> list[dict[str, str]]:
    """Return the complaints that the checked ``values`` stand for, as a presentation has them.

    A region that is checked on the left and on the right is one complaint on both sides.

    Raises:
        InputError: a value is none of the map's, or there are more complaints than allowed.
    """
    sides: dict[str, list[str]] = {}
    faults = []
    for value in dict.fromkeys(values):
        region, _, side = value.partition("@")
        if side in SIDES.get(region, ()):
            sides.setdefault(region, []).append(side)
        else:
            faults.append(Pointed(f"/{field}", "there is no such place on the body map"))
    found = [
        {"site": region, "side": side}
        for region, checked in sides.items() for side in _merged(checked)
    ]
    most = int(limit("complaints"))
    if len(found) > most:
        faults.append(Pointed(f"/{field}", f"choose at most {most} places"))
    if faults:
        raise InputError(faults)
    return found


def _merged(sides: Sequence[str]) -> list[str]:
    if set(BOTH) <= set(sides):
        return ["bilateral", *(side for side in sides if side not in BOTH)]
    return list(sides)

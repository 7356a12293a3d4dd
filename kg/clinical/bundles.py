"""What a treatment consists of: its own class, and the classes of other things it brings along.

"Cushion, sitting change and NSAID" is a device; whoever may not have the NSAID may not have the
whole item. Parts are known by the words of the label and the definition.
"""

from collections.abc import Mapping

from kg.clinical.words import normal_name
from kg.model import Entity

PARTS: Mapping[str, str] = {
    "nsaid": "nsaid", "anti inflammatory": "nsaid", "ibuprofen": "nsaid",
    "manual": "manual_therapy", "joint mobilization": "manual_therapy",
    "spinal mobilization": "manual_therapy",
    "manipulation": "manual_thrust", "chiropractic": "manual_thrust",
    "massage": "massage", "ischemic compression": "deep_pressure",
    "injection": "injection", "needling": "needling", "acupuncture": "needling",
}
"""Words that name a part, with the class of intervention that it belongs to."""
_DENYING = ("no", "not", "without", "instead of", "avoiding", "before", "after", "that an")
"""Words before a part that is not given: "disease that an NSAID does not control"."""
_REFUSING = tuple(f" {word}" for word in _DENYING)


def parts(treatment: Entity) -> dict[str, str]:
    """Return the classes of the parts of ``treatment`` with the words that name them.

    >>> from kg.model import Treatment
    >>> parts(Treatment(id="GKG:1", key="k", slug="k", label="cushion and NSAID",
    ...                 kind="Treatment"))
    {'nsaid': 'nsaid'}
    """
    found: dict[str, str] = {}
    for text in (treatment.label, treatment.definition):
        words = f" {normal_name(text)} "
        for name, kind in PARTS.items():
            before, met, _ = words.partition(f" {name} ")
            if met and not before.endswith(_REFUSING):
                found.setdefault(kind, name)
    return found

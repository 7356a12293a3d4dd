"""What must be asked before a test or a treatment, and which examinations are not offered."""

from collections.abc import Collection, Iterable, Mapping

from kg.clinical.case import Case
from kg.clinical.index import Index
from kg.clinical.words import normal_name
from kg.model import Examination

PREGNANCY, ANTICOAGULANT = "pregnant", "anticoagulant"
"""Keys of the findings that are asked before radiation and NSAIDs, before needles and pressure."""
RADIATION = frozenset({"radiograph", "xray", "x", "ct", "scintigraphy", "tomography", "dexa"})
"""Words in the names of examinations that use ionizing radiation."""
ASK_BEFORE_CLASS = {
    "nsaid": PREGNANCY, "injection": ANTICOAGULANT, "needling": ANTICOAGULANT,
    "deep_pressure": ANTICOAGULANT, "massage": ANTICOAGULANT,
}
"""Class of treatment, and the finding to ask for first."""


FORBIDDEN_WITH: Mapping[str, tuple[str, ...]] = {
    ANTICOAGULANT: ("manual_thrust", "deep_pressure", "injection", "nsaid"),
    "dose_of_anticoagulant": ("manual_thrust", "deep_pressure", "injection", "nsaid"),
    PREGNANCY: ("manual_thrust", "deep_pressure", "nsaid"),
    "pregnancy_test": ("manual_thrust", "deep_pressure", "nsaid"),
}
"""Classes withheld where a finding is present, whatever a single treatment option says: the
authors' own caution, so that no option slips through for want of a coded contraindication."""


def ask_before_treatment(intervention_class: str) -> str:
    """Return the key of what to ask before a class of treatment, empty for nothing."""
    return ASK_BEFORE_CLASS.get(intervention_class, "")


def ask_before_examination(examination: Examination) -> str:
    """Return the key of what to ask before an examination, empty for nothing."""
    words = normal_name(f"{examination.label} {examination.key}").split()
    if examination.cost == "imaging" and not RADIATION.isdisjoint(words):
        return PREGNANCY
    return ANTICOAGULANT if examination.cost == "invasive" else ""


def is_known(index: Index, case: Case, key: str) -> bool:
    """Tell whether someone said if the finding ``key`` is there; what nobody can enter is."""
    curie = index.curie(key)
    if not curie or key == PREGNANCY and case.presentation.patient.sex == "male":
        return True
    real = case.realisation
    return curie in real.present or curie in real.denied or curie in real.denied_broadly


def is_safe(
    case: Case, examinations: Iterable[Examination], suspects: Collection[str]
) -> bool:
    """Tell whether one of ``examinations`` may be offered; none at all is safe to ask.

    An unsafe condition or finding that holds forbids one; while a red flag stands, so does one
    that nobody asked about.
    """
    known = list(examinations)
    return not known or any(_allowed(case, e, suspects) for e in known)


def _allowed(case: Case, examination: Examination, suspects: Collection[str]) -> bool:
    real = case.realisation
    for curie in examination.unsafe_if:
        if curie in suspects or curie in real.present:
            return False
        known = curie in real.denied or curie in real.denied_broadly
        if suspects and curie in case.facts.index.findings and not known:
            return False
    return True

"""What a curator said of a manifestation that was inferred from anatomy."""

from kg.model.knowledge import Knowledge
from kg.model.provenance import MechanismAcceptance
from kg.model.records import Evidence

NOT_REVIEWED = "not reviewed by a curator yet"
"""What stands in place of a reason while nobody has reviewed an inferred manifestation."""


def review_of(knowledge: Knowledge, row: Evidence) -> dict[str, str] | None:
    """Return ``{verdict, id, reason}`` of the inferred ``row``; ``None`` for authored evidence.

    ``verdict`` is ``accepted`` or ``unreviewed``; ``id`` names the acceptance, empty without one.
    """
    if row.basis != "mechanism":
        return None
    accepted = knowledge.of(MechanismAcceptance).get(row.acceptance)
    if accepted is None:
        return {"verdict": "unreviewed", "id": "", "reason": NOT_REVIEWED}
    return {"verdict": "accepted", "id": accepted.id, "reason": accepted.reason}

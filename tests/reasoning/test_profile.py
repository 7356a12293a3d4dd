"""What leaves the profile is named; what the ontology says stays inside."""

from reasoning_world import World

from kg.axioms import SubPropertyOf
from kg.reasoning.presentation import HAS_FINDING
from kg.reasoning.profile import profile_faults

BASE = "https://w3id.org/gluteal/"


def test_the_ontology_stays_in_the_profile(world: World) -> None:
    assert profile_faults(world.axioms, HAS_FINDING) == []


def test_a_disposition_that_becomes_a_finding_is_refused() -> None:
    axioms = [SubPropertyOf((BASE + "canPresentWith",), HAS_FINDING)]
    assert "must not become a finding" in profile_faults(axioms, HAS_FINDING)[0]
    chained = [SubPropertyOf((BASE + "hasComplaint", BASE + "hasCandidate"), HAS_FINDING)]
    assert profile_faults(chained, HAS_FINDING)


def test_roles_that_define_each_other_are_refused() -> None:
    axioms = [SubPropertyOf(("urn:r", "urn:s"), "urn:t"), SubPropertyOf(("urn:t",), "urn:r")]
    faults = profile_faults(axioms, HAS_FINDING)
    assert [fault for fault in faults if "urn:t" in fault]
    assert [fault for fault in faults if "urn:r" in fault]


def test_transitive_and_left_recursive_roles_are_regular() -> None:
    axioms = [
        SubPropertyOf(("urn:r", "urn:r"), "urn:r"),
        SubPropertyOf(("urn:s", "urn:r"), "urn:s"),
    ]
    assert profile_faults(axioms, HAS_FINDING) == []
    assert profile_faults([SubPropertyOf(("urn:r",), "urn:r")], HAS_FINDING)

"""The examples that break an obvious model; each is a sentence of the knowledge model."""

import pytest
from reasoning_world import World

from kg.axioms import conjunction
from kg.iris import entity_iri
from kg.reasoning.presentation import Report


def _present(world: World, key: str, side: str = "none", complaint: int | None = 0) -> Report:
    return Report(world.finding(key), "present", side, complaint)


def _absent(world: World, key: str, side: str = "none", complaint: int | None = 0) -> Report:
    return Report(world.finding(key), "absent", side, complaint)


def test_an_l4_lesion_does_not_weaken_gastrocnemius(world: World) -> None:
    assert "gastrocnemius" in world.related("tibial nerve", "innervates")
    assert "gastrocnemius" not in world.related("L4 radiculopathy", "canWeaken")
    assert world.related("L4 radiculopathy", "canWeaken")


def test_the_sciatic_trunk_alone_does_not_explain_tingling_in_the_posterior_thigh(
    world: World,
) -> None:
    territory = world.related("sciatic nerve", "hasCutaneousTerritory")
    assert "foot" in territory
    assert not {"posterior thigh", "buttock", "saddle"} & territory
    thigh = world.related("posterior femoral cutaneous nerve", "hasCutaneousTerritory")
    assert "posterior thigh" in thigh


def test_hip_disease_does_not_hurt_in_the_whole_body(world: World) -> None:
    regions = world.related("hip osteoarthritis", "canHurtIn")
    assert "hip region" in regions
    assert "whole body" not in regions


def test_no_numbness_in_the_buttock_says_nothing_of_the_saddle(world: World) -> None:
    numb = conjunction([world.named("numbness"), world.some("feltAt", "buttock")])
    answer = world.realise(Report(numb, "absent"))
    saddle = world.key("saddle_sensory_new")
    assert saddle not in answer.denied
    assert saddle not in answer.denied_broadly
    assert "saddle" not in world.related("buttock", "regionPartOf")
    assert "buttock" not in world.related("saddle", "regionPartOf")
    assert "buttock" not in world.related("perineum", "regionPartOf")


def test_pain_coded_at_a_muscle_is_pain_in_its_region(world: World) -> None:
    pain = conjunction([world.named("pain"), world.some("hasPrimarySite", "gluteus maximus")])
    answer = world.realise(Report(pain, "present", "left"))
    assert world.key("buttock_pain") in answer.present
    assert world.key("buttock_pain") in answer.subsumed_by[0]


def test_a_post_coordinated_finding_needs_no_list(world: World) -> None:
    pain = conjunction([
        world.named("pain"), world.some("feltAt", "buttock"), world.some("aggravatedBy", "sitting"),
    ])
    answer = world.realise(Report(pain, "present", "right"))
    assert world.key("buttock_pain_sitting") in answer.present
    assert world.key("buttock_pain") in answer.present


def test_findings_of_two_sides_do_not_meet_one_set_of_criteria(world: World) -> None:
    met = world.key("lumbosacral_radiculopathy")
    keys = ("dermatomal_pain", "slr_positive", "sensory_deficit")
    one = [_present(world, key, "left") for key in keys]
    sides = ("right", "left", "left")
    two = [_present(world, key, side) for key, side in zip(keys, sides, strict=True)]
    marker = entity_iri(met).replace("/GKG_", "/meets-criteria-for/GKG_")
    assert marker in world.realise(*one).markers
    assert marker not in world.realise(*two).markers
    apart = [_present(world, key, "left", k) for key, k in zip(keys, (0, 1, 1), strict=True)]
    assert marker not in world.realise(*apart, complaints=2).markers


def test_an_unknown_side_meets_criteria_and_says_so(world: World) -> None:
    keys = ("dermatomal_pain", "slr_positive", "sensory_deficit")
    known = world.realise(*[_present(world, key, "left") for key in keys])
    unsure = [_present(world, keys[0], "unknown"), *[_present(world, k, "left") for k in keys[1:]]]
    assumed = world.realise(*unsure)
    assert known.criteria.keys() == assumed.criteria.keys()
    assert not any(known.criteria.values())
    assert any(assumed.criteria.values())


def test_left_and_right_make_bilateral(world: World) -> None:
    both = world.realise(
        _present(world, "leg_pain_any", "left", 0), _present(world, "leg_pain_any", "right", 1),
        complaints=2,
    )
    one = world.realise(_present(world, "leg_pain_any", "left"))
    bilateral = world.key("bilateral_leg_pain")
    assert bilateral in both.present
    assert bilateral not in one.present
    assert bilateral in world.realise(_present(world, "leg_pain_any", "bilateral")).present


@pytest.mark.parametrize("condition", ["lumbar disc herniation", "piriformis syndrome"])
def test_a_disposition_never_becomes_a_finding(world: World, condition: str) -> None:
    assert world.related(condition, "canCompress")
    assert not world.related(condition, "hasFinding")


def test_compression_does_not_pass_on_to_the_whole(world: World) -> None:
    compressed = world.related("L5 radiculopathy", "canCompress")
    assert compressed
    assert not {"sciatic nerve", "lumbosacral plexus", "cauda equina"} & compressed


def test_the_same_finding_present_and_absent_names_the_two_reports(world: World) -> None:
    answer = world.realise(
        _present(world, "fever", complaint=None),
        _present(world, "buttock_pain_sitting", "left"),
        _absent(world, "buttock_pain", "left"),
    )
    assert answer.contradictions == ((1, 2),)
    assert world.key("fever") in answer.present
    assert world.key("buttock_pain") in answer.present
    assert world.key("buttock_pain") not in answer.denied


def test_pain_on_both_sides_contradicts_no_bilateral_pain(world: World) -> None:
    denied = _absent(world, "bilateral_buttock_or_leg_pain")
    in_one = world.realise(_present(world, "buttock_pain", "bilateral"), denied)
    in_two = world.realise(
        _present(world, "buttock_pain", "left"), _present(world, "buttock_pain", "right"), denied
    )
    one_side = world.realise(_present(world, "buttock_pain", "left"), denied)
    assert in_one.contradictions == ((0, 1),)
    assert in_two.contradictions == ((0, 2), (1, 2))
    assert not one_side.contradictions


def test_the_other_side_is_no_contradiction(world: World) -> None:
    answer = world.realise(
        _present(world, "slr_positive", "left"), _absent(world, "slr_positive", "right")
    )
    assert not answer.contradictions
    assert not answer.ineffective


def test_an_unsided_negative_beside_a_sided_positive_is_a_warning(world: World) -> None:
    answer = world.realise(_present(world, "slr_positive", "left"), _absent(world, "slr_positive"))
    assert not answer.contradictions
    assert answer.ineffective == (1,)


def test_a_named_denial_refutes_and_a_broad_one_does_not(world: World) -> None:
    pudendal = world.key("pudendal_neuralgia")
    named = world.realise(_absent(world, "perineal_pain"))
    pain = Report(world.named("pain"), "absent")
    broad = world.realise(pain)
    assert named.refuted.get(pudendal) == world.key("perineal_pain")
    assert world.key("perineal_pain") in broad.denied_broadly
    assert pudendal not in broad.refuted


def test_a_narrower_band_is_a_kind_of_the_wider(world: World) -> None:
    over_70, over_50 = world.key("age_over_70"), world.key("age_over_50")
    assert entity_iri(over_50) in world.taxonomy.subsumers(entity_iri(over_70))
    assert entity_iri(over_70) not in world.taxonomy.subsumers(entity_iri(over_50))


def test_piriformis_syndrome_is_a_deep_gluteal_syndrome_and_sciatica_is_a_syndrome(
    world: World,
) -> None:
    assert world.is_a("piriformis syndrome", "deep gluteal syndrome")
    assert not world.is_a("deep gluteal syndrome", "piriformis syndrome")
    assert world.knowledge.entities[world.key("sciatica")].kind == "Syndrome"


def test_straight_leg_raise_is_two_things(world: World) -> None:
    meant = {
        e.kind for e in world.knowledge.entities.values() if "straight leg raise" in e.label
    }
    assert {"Treatment", "Examination"} <= meant

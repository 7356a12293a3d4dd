"""The ranking over the real ontology: what always holds, and what each part does."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kg.clinical.complications import inherited
from kg.clinical.facade import Clinician
from kg.clinical.silence import penalty
from kg.errors import ContradictionError

RED = "new saddle or perianal sensory change"
LEG = [
    {"concept": "low back pain"},
    {"concept": "pain radiating to the foot", "laterality": "right"},
    {"concept": "straight leg raise positive", "laterality": "right"},
]


def names(real: Clinician) -> list[str]:
    return sorted(
        f.id for f in real.index.findings.values()
        if f.kind != "FindingType" and not f.measure and f.id not in real.index.who
    )


def asked(real: Clinician, findings: list[dict], **request: object) -> dict:
    try:
        return real.differential({"findings": findings, "limit": 200, **request})
    except ContradictionError as error:
        return {"differential": [], "red_flags": error.answer["red_flags"]}


def card(answer: dict, slug: str) -> dict:
    return next(c for c in answer["differential"] if c["condition"]["slug"] == slug)


def places(answer: dict) -> list[str]:
    return [c["condition"]["slug"] for c in answer["differential"]]


def property_of(real: Clinician, check: object, *strategies: st.SearchStrategy) -> None:
    quiet = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    quiet(given(*strategies)(check))()


def test_what_is_unknown_is_as_if_it_was_not_given(real):
    known = names(real)

    def check(said: list[str], unknown: str, reason: str) -> None:
        assume(unknown not in said)
        findings = [{"concept": name} for name in said]
        item = {"concept": unknown, "status": "unknown", "unknown_reason": reason}
        before, after = asked(real, findings), asked(real, [*findings, item])
        scores = [[(c["condition"]["id"], c["score"]) for c in a["differential"]]
                  for a in (before, after)]
        assert scores[0] == scores[1]

    property_of(real, check, st.lists(st.sampled_from(known), min_size=2, max_size=5, unique=True),
                st.sampled_from(known), st.sampled_from(["not_asked", "not_done", "equivocal"]))


def test_bar_90_a_red_flag_is_never_lost_whatever_is_added(real):
    known = names(real)

    def check(present: set[str], absent: set[str]) -> None:
        findings = [{"concept": RED}, *({"concept": name} for name in sorted(present))]
        findings += [{"concept": n, "status": "absent"} for n in sorted(absent - present)]
        rules = {flag["rule"] for flag in asked(real, findings)["red_flags"]}
        assert {"R01"} <= rules

    property_of(real, check, st.sets(st.sampled_from(known), max_size=6),
                st.sets(st.sampled_from(known), max_size=3))


def test_bar_91_what_speaks_for_a_condition_never_lowers_it(real):
    """A row of evidence with support, entered by name, beside whatever else is present."""
    arrays = real._answerer.arrays
    rows = {family.parts[0]: family.condition for family in arrays.families
            if not family.gate and len(family.parts) == 1}
    supporting = sorted(
        (rows[cell.row], arrays.findings[cell.finding])
        for column in arrays.model.columns for cell in column
        if cell.row in rows and not cell.weak and min(
            cell.present, cell.present if cell.gate < 0 else cell.present_gated) > 0
    )
    known = names(real)

    def check(said: list[str], support: tuple[str, str]) -> None:
        condition, new = support
        real_ = real._answerer.work
        findings = [{"concept": name} for name in said]
        try:
            before = real_({"findings": findings})
            after = real_({"findings": [*findings, {"concept": new}]})
        except ContradictionError:
            return
        follows = (after.case.realisation.present.keys() - before.case.realisation.present.keys()
                   - {new} - real.index.ancestors[new])
        scores = [
            {e.condition: e.ranked.score for e in worked.rankings[0].entries}
            for worked in (before, after)
        ]
        if not follows and condition in scores[0]:
            assert scores[1][condition] >= scores[0][condition] - 1e-9

    property_of(real, check, st.lists(st.sampled_from(known), min_size=1, max_size=5, unique=True),
                st.sampled_from(supporting))


def test_a_condition_that_is_felt_elsewhere_does_not_lead(real):
    perineum = {"expression": {"type": "pain", "site": "perineum", "quality": "burning"}}
    answer = asked(real, [perineum, {"concept": "pain aggravated by sitting"},
                          {"concept": "regular cycling"}])
    assert places(answer)[0] == "pudendal-neuralgia"
    disc = card(answer, "lumbar-disc-herniation")
    assert [s["label"] for s in disc["elsewhere"]["sites"]] == ["perineum"]
    terms = [t["log10_lr"] for t in (*disc["for"], *disc["against"])]
    assert abs(disc["prior_log10"] + sum(terms) - disc["score"]) < 1e-9
    both = asked(real, [perineum, {"concept": "low back pain"},
                        {"concept": "pain aggravated by sitting"}])
    lifted = card(both, "lumbar-disc-herniation")
    assert lifted["elsewhere"] is None
    assert abs(lifted["prior_log10"] - disc["prior_log10"] + disc["elsewhere"]["log10"]) < 1e-9
    assert card(both, "pudendal-neuralgia")["elsewhere"] is None


def test_a_complication_explains_what_its_cause_does(real):
    saddle = [{"concept": RED}, {"concept": "new bladder disturbance"},
              {"concept": "new or worsening bilateral radicular leg symptom"}]
    answer = asked(real, [*LEG, *saddle])
    assert places(answer)[0] == "cauda-equina-syndrome"
    taken = {t["finding"]["label"]: t for t in card(answer, "cauda-equina-syndrome")["for"]}
    assert taken["leg pain below the knee"]["inferred"]
    assert places(asked(real, LEG))[0] == "lumbar-disc-herniation"


def test_what_a_condition_leaves_unexplained_counts_a_little(real):
    answer = asked(real, [*LEG, {"concept": "pain in step with the menstrual cycle"}])
    disc = card(answer, "lumbar-disc-herniation")
    term = next(t for t in disc["against"] if t["basis"] == "unexplained")
    assert term["finding"]["label"] == "pain in step with the menstrual cycle"
    assert -0.302 < term["log10_lr"] < -0.25
    assert term["estimate"]
    assert term["sources"]
    cyclic = card(answer, "catamenial-sciatica")
    assert "pain in step with the menstrual cycle" in [t["finding"]["label"] for t in cyclic["for"]]


def test_usual_history_needs_no_explanation(real):
    answer = asked(real, [*LEG, {"concept": "hypertension"}])
    disc = card(answer, "lumbar-disc-herniation")
    assert "hypertension" not in [t["finding"]["label"] for t in disc["against"]]


def test_what_supports_one_level_never_lowers_the_whole(real):
    """The levels of a root are felt where any of them is."""
    said = [{"concept": "bilateral buttock or leg pain"}, {"concept": "numbness in the leg"},
            {"concept": "pain worse walking"}, {"concept": "leg weakness"}]
    before = card(asked(real, said), "lumbosacral-radiculopathy")["score"]
    groin = [*said, {"concept": "anterior thigh pain"}]
    assert card(asked(real, groin), "lumbosacral-radiculopathy")["score"] >= before


@pytest.mark.parametrize(("background", "cost"), [(0.0, -0.301), (0.5, -0.1249), (1.0, 0.0)])
def test_usual_findings_need_no_explanation(background, cost):
    assert penalty(background) == cost


def test_causes_are_weighted_by_their_priors():
    row = object()
    mean, ratio, rows = inherited([(3.0, 0.5, [row]), (1.0, None, ())], 0.1)
    assert (mean, ratio, rows) == (0.4, 0.6021, [row])
    assert inherited([(1.0, 0.05, [row])], 0.1) is None
    assert inherited([(1.0, None, ())], 0.1) is None


def test_a_clinic_has_priors_of_its_own(real):
    answerer = real._answerer
    row = next(i for i, curie in enumerate(answerer.arrays.rows)
               if real.index.conditions[curie].slug == "vascular-claudication")
    usual, vascular = (answerer.priors(name)[0][row] for name in ("", "vascular"))
    assert vascular > usual + 0.5

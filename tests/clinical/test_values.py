"""Numbers: units, names of measures, what is possible, and the bands that gates compare with."""

import pytest

from kg.clinical.bands import bounds_of, convert, decided
from kg.errors import ContradictionError, InputError


def one(concept: str, **members: object) -> dict:
    return {"findings": [{"concept": concept, **members}]}


def rules(answer: dict) -> set[str]:
    return {flag["rule"] for flag in answer["red_flags"]}


@pytest.mark.parametrize(("name", "value", "unit", "present"), [
    ("fever", 38.6, "C", True), ("temperature", 101.5, "F", True), ("temp", 98.6, "", False),
    ("ABI", 0.8, "", True), ("ankle-brachial index", 1.1, "", False), ("MRC", 2, "grade", True),
    ("PVR", 300, "ml", True), ("ESR", 80, "mm/h", True), ("ESR", 20, "", False),
    ("NRS", 8, "", True), ("pain intensity", 4, "", False),
    ("walking distance", 200, "m", True), ("walking distance", 1.5, "km", False),
    ("walking distance", 300, "yard", True),
])
def test_a_measure_is_known_by_its_name(real, name, value, unit, present):
    answer = real.differential(one(name, value=value, unit=unit))
    assert answer["understood"][0]["status"] == ("present" if present else "absent")


@pytest.mark.parametrize(("members", "pointer"), [
    ({"value": 38.6, "unit": "bananas"}, "/findings/0/unit"),
    ({"value": 0.8}, "/findings/0/value"),
    ({"value": 38.6, "status": "absent"}, "/findings/0/status"),
    ({"value": 38.6, "status": "unknown"}, "/findings/0/status"),
])
def test_a_value_that_cannot_be_is_refused(real, members, pointer):
    with pytest.raises(InputError) as raised:
        real.differential(one("fever", **members))
    assert [fault.pointer for fault in raised.value.errors] == [pointer]


def test_a_wrong_unit_names_the_units_that_would_do(real):
    with pytest.raises(InputError) as raised:
        real.differential(one("fever", value=38.6, unit="ml"))
    assert "c" in raised.value.errors[0].candidates


def test_a_resolved_value_is_not_reasoned_with(real):
    answer = real.differential(
        {"findings": [{"concept": "fever", "value": 39, "temporal": "resolved"},
                      {"concept": "buttock pain"}]}
    )
    assert "R09" not in rules(answer)
    assert answer["warnings"][0]["code"] == "not_current"


def test_a_value_keeps_its_side(real):
    answer = real.differential(one("abi_low", value=0.7, laterality="left"))
    assert answer["understood"][0]["laterality"] == "left"
    assert real.differential(one("fever", value=39))["understood"][0]["laterality"] is None


def test_a_measured_finding_tells_more_than_a_site(real):
    said = {"findings": [{"concept": "ABI", "value": 0.6}, {"concept": "exertion_only"}]}
    assert real.differential(said)["outcome"] == "ranked"


def test_age_given_as_a_band_opens_gates(real):
    said = {"findings": [{"concept": "age over 50"}, {"concept": "unexplained weight loss"}]}
    assert "R19" in rules(real.differential(said))
    said["findings"][0]["concept"] = "age under 40"
    assert "R19" not in rules(real.differential(said))
    child = {"findings": [{"concept": "age under 16"}, {"concept": "limp"}]}
    answer = real.differential(child)
    assert answer["outcome"] == "out_of_scope"
    assert "R66" in rules(answer)


def test_sex_given_as_a_finding_opens_gates(real):
    def listed(request: dict) -> list[str]:
        worked = real._answerer.work(request)
        return [worked.case.facts.holds("sex == male"), worked.case.facts.holds("sex == female")]

    assert listed(one("male sex")) == [True, None]
    assert listed(one("female sex")) == [None, True]


@pytest.mark.parametrize(("relation", "bound", "low", "high", "result"), [
    (">=", 50, 51, float("inf"), True), (">", 51, 51, float("inf"), None),
    (">=", 50, 0, 40, False), ("<", 16, 0, 16, True), ("<", 16, 16, 20, False),
    ("<=", 12, 0, 12, True), ("<=", 12, 13, 20, False), ("==", 5, 6, 9, False),
    ("==", 5, 4, 9, None), (">", 10, 0, 10, False),
])
def test_a_comparison_is_decided_by_an_interval(relation, bound, low, high, result):
    assert decided(relation, bound, low, high) is result


def test_denied_bands_narrow_the_interval(real):
    over = next(f for f in real.index.bands["age_years"] if f.key == "age_over_50")
    under = next(f for f in real.index.bands["age_years"] if f.key == "age_under_16")
    assert bounds_of([], [over, under]) == (16, 51)
    assert bounds_of([over], []) == (51, float("inf"))


def test_a_temperature_without_unit_is_celsius_where_it_can_be():
    assert convert("temperature_c", 38.6, "") == 38.6
    assert convert("temperature_c", 98.6, "") == pytest.approx(37.0)
    assert convert("temperature_c", 98.6, "C") == 98.6


def test_a_pregnant_man_is_a_contradiction(real):
    with pytest.raises(ContradictionError) as raised:
        real.differential({"patient": {"sex": "male", "pregnant": True}})
    assert {f.pointer for f in raised.value.errors} == {"/patient/sex", "/patient/pregnant"}
    note = real.differential({"patient": {"sex": "male"}, "text": "is pregnant"})
    assert note["not_understood"][-1]["reason"] == "contradicts /patient/sex"


def test_number_against_band_names_both(real):
    with pytest.raises(ContradictionError) as raised:
        real.differential({"patient": {"age": 30}, **one("age over 50")})
    assert {f.pointer for f in raised.value.errors} == {"/patient/age", "/findings/0"}

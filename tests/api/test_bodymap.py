"""What the body map offers is what the ontology has and what a complaint may name."""

from pathlib import Path

import pytest

from api.pages import bodymap
from kg.catalogue.catalogue import Catalogue
from kg.clinical.facade import Clinician
from kg.errors import InputError
from kg.limits import limit
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import Snapshot, load_snapshot

DRAWN = [(figure, shape["region"], shape["side"])
         for figure, drawn in bodymap.FIGURES.items() for shape in drawn["shapes"]]


@pytest.fixture(scope="module")
def snapshot(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The snapshot of the compiled ontology."""
    return load_snapshot(build_snapshot(root / "ontology/compiled", tmp_path_factory.mktemp("s")))


@pytest.fixture(scope="module")
def catalogue(snapshot: Snapshot) -> Catalogue:
    """What it knows."""
    return Catalogue(snapshot.knowledge, snapshot.taxonomy)


def test_every_region_of_the_ontology_is_offered_and_nothing_else(catalogue: Catalogue):
    assert {entity.slug for entity in catalogue.listed("regions")} == set(bodymap.SIDES)


@pytest.mark.parametrize(("figure", "region", "side"), DRAWN)
def test_every_shape_has_a_checkbox_on_each_of_its_sides(figure: str, region: str, side: str):
    sides = bodymap.BOTH if side == "side" else (side,)
    assert set(sides) <= set(bodymap.SIDES[region]), figure


def test_every_place_is_accepted_as_the_site_of_a_complaint(snapshot: Snapshot):
    clinician = Clinician.of(snapshot)
    for region, sides in bodymap.SIDES.items():
        values = [f"{region}@{side}" for side in sides]
        complaints = bodymap.complaints(values)
        answer = clinician.differential({"complaints": complaints, "findings": []})
        sites = [entry["expression"]["site"][0]["slug"] for entry in answer["understood"]
                 if entry["input"].endswith("/site")]
        assert sites == [region] * len(complaints)


def test_rows_say_what_is_checked(catalogue: Catalogue):
    listed = bodymap.regions(catalogue, ["groin@right"])
    groin = next(r for r in listed["front and saddle"] if r.label == "groin")
    assert [(p.value, p.name, p.is_chosen) for p in groin.places] == [
        ("groin@left", "left groin", False), ("groin@right", "right groin", True)]


def test_both_sides_of_a_region_are_one_complaint():
    values = ["low-back@right", "low-back@midline", "low-back@left", "groin@left", "groin@left"]
    assert bodymap.complaints(values) == [
        {"site": "low-back", "side": "bilateral"}, {"site": "low-back", "side": "midline"},
        {"site": "groin", "side": "left"}]


@pytest.mark.parametrize("wrong", ["", "groin", "groin@midline", "zork@left", "groin@left@right"])
def test_what_is_not_on_the_map_is_refused_without_being_repeated(wrong: str):
    with pytest.raises(InputError) as error:
        bodymap.complaints([wrong])
    assert error.value.errors[0].pointer == "/site"
    assert "zork" not in str(error.value)


def test_there_may_be_no_more_places_than_complaints():
    most = int(limit("complaints"))
    values = [f"{region}@{sides[0]}" for region, sides in bodymap.SIDES.items()]
    assert len(bodymap.complaints(values[:most])) == most
    with pytest.raises(InputError, match=f"at most {most}"):
        bodymap.complaints(values[: most + 1])

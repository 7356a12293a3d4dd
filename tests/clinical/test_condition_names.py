"""Every name of a condition in the evidence tables means that condition here."""

import csv
from pathlib import Path

from kg.clinical.facade import Clinician
from kg.evaluation.truths import condition_named, conditions_named


def test_every_label_of_the_tables_means_the_condition_of_its_key(
    real: Clinician, shared: Path | None
) -> None:
    assert conditions_named(real, "Abdominal aortic / iliac aneurysm (known)") == {
        condition_named(real, "abdominal_aortic_aneurysm")}
    assert conditions_named(real, "nobody's name (known)") == set()
    if shared is not None:
        with (shared / "evidence" / "conditions.tsv").open(encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
        assert len(rows) > 70
        for row in rows:
            meant = conditions_named(real, row["label"])
            assert meant == {condition_named(real, row["id"])}, row["label"]


def test_a_kind_and_what_it_is_of_means_the_narrower_where_that_is_known(real):
    malignancy = condition_named(real, "malignancy of spine or pelvis")
    cord = condition_named(real, "metastatic spinal cord compression")
    assert conditions_named(real, "malignancy of spine or pelvis: nobody's name") == {malignancy}
    assert conditions_named(
        real, "malignancy of spine or pelvis: metastatic spinal cord compression") == {cord}

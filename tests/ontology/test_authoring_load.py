"""Loading: what is refused, with file, key and suggestion, and all of it at once."""

import pytest

TSV, TOML = "vocabulary/findings.tsv", "conditions/piriformis-syndrome.toml"
NERVES = "vocabulary/nerves.tsv"

FAULTS = [
    # file, old text, new text, part of the place, part of the message, part of the suggestion
    (TOML, 'urgency = "routine"', 'urgencey = "routine"', "urgencey", "unknown key", "urgency"),
    (NERVES, "innervates", "innervate", "innervate", "unknown column", "innervates"),
    (TOML, "can_compress", "can_compres", "relations.can_compres", "object property",
     "can_compress"),
    (TOML, "[[tests]]", "[[testz]]", "testz", "unknown key", ""),
    (TOML, 'definition = "Irritation of the sciatic nerve by the piriformis."', "", "definition",
     "required", ""),
    (NERVES, "Largest nerve of the leg.", "", "line 2 (GKG:0000200): definition", "required", ""),
    (NERVES, "\tsciatic nerve\t", "\t\t", "label", "required", ""),
    (NERVES, "GKG:0000200", "GKG:200", "id", "well-formed", "seven digits"),
    (TOML, 'id = "F001"', 'id = "F 001"', "id", "well-formed", ""),
    (TOML, 'id = "F001"', 'id = "../../F001"', "id", "well-formed", ""),
    (TOML, 'id = "F001"', 'id = "F002"', "id", "already used", ""),
    (TOML, 'id = "F001"', "", "id", "required", ""),
    (NERVES, "GKG:0000200", "GKG:0000100", "id", "already used by GKG:0000100 in", ""),
    (NERVES, "sciatic_nerve", "piriformis_muscle", "key", "already used", ""),
    (NERVES, "\tsciatic nerve\t", "\tPiriformis\t", "label", "already used", ""),
    (TSV, "pain in the bottom", "sciatic Nerve", "label", "already used", ""),
    (TSV, "pain in the bottom", "pain; Pain ", "label", "already used", ""),
    (NERVES, "\tsciatic nerve\t", "\tpiriformis (nerve)\t", "", "nothing is known", ""),
    (TOML, 'finding = "pain worse on sitting"', 'finding = "pain worse in sitting"',
     "[[evidence]] F001: finding", "nothing is known", "pain worse on sitting"),
    (TOML, 'finding = "pain worse on sitting"', 'finding = "stretching"', "finding",
     "not a finding", ""),
    (TOML, 'finding = "pain worse on sitting"', "", "[[evidence]] F001: finding", "required", ""),
    (TOML, 'sources = ["textbook"]\nconfidence = "med"', 'sources = ["textbok"]', "sources",
     "nothing is known", "textbook"),
    (TOML, "frequency_high_pct = 90", "frequency_high_pct = 190", "frequency_high_pct",
     "0 to 100", ""),
    (TOML, "frequency_high_pct = 90", "frequency_high_pct = 9", "frequency_low_pct", "more than",
     ""),
    (TOML, "frequency_high_pct = 90", 'frequency_high_pct = "90"', "frequency_high_pct",
     "without quotes", ""),
    (TOML, "frequency_high_pct = 90", "frequency_high_pct = true", "frequency_high_pct",
     "must be a number", ""),
    (TOML, "frequency_high_pct = 90", "frequency_high_pct = inf", "frequency_high_pct", "finite",
     ""),
    (TOML, "frequency_high_pct = 90", "frequency_high_pct = 1979-05-27", "frequency_high_pct",
     "must be a number", ""),
    (TOML, "sensitivity = 0.8", "sensitivity = 80", "sensitivity", "0 to 1", ""),
    (TOML, "n = 33", "n = 33.5", "n", "whole number", ""),
    (TOML, "n = 33", "n = 0", "n", "from 1", ""),
    (TOML, "at_least = 2", "at_least = 4", "at_least", "asks for 4 of only 3", ""),
    (TOML, "at_least = 2", "at_least = 0", "at_least", "at least 1", ""),
    (TOML, 'necessary = ["buttock pain"]', 'necessary = "buttock pain"', "necessary",
     "must be a list", ""),
    (TOML, 'can_affect = ["piriformis"]', "can_affect = [1]", "can_affect", "list of names", ""),
    (TOML, "age >= 50 or female_sex", "age >= fifty", "gate", "not a number", ""),
    (TOML, "age >= 50 or female_sex", "age >= 50 or femal_sex", "gate", "not the key",
     "female_sex"),
    (TOML, "age >= 50 or female_sex", "setting in (clinic)", "gate", "not one of", ""),
    (TOML, 'usable_as_lr = "yes"', 'usable_as_lr = "Yes"', "usable_as_lr", "not one of", "yes"),
    (TOML, "published_figure", "published_figur", "band_basis", "not one of", "published_figure"),
    (TOML, 'evidence_grade = "C"', 'evidence_grade = "E"', "evidence_grade", "not one of", ""),
    (TOML, 'category = "deep_gluteal"', 'category = "deep-gluteal"', "category", "not one of",
     "deep_gluteal"),
    (TOML, 'category = "deep_gluteal"', "", "category", "is required", ""),
    ("rules/groups.toml", "cauda_equina_syndrome = 3.5", "cauda_equina_syndrome = -1",
     "[[settings]] emergency: prior_factors", "cauda_equina_syndrome must be from 0 to 1000", ""),
    (TSV, "\tSymptom\tpain in the bottom", "\tSymptome\tpain in the bottom", "kind",
     "not a class", "Symptom"),
    (TSV, "\tyes\tyes\tpain in both", "\ttrue\tyes\tpain in both", "defined", "yes or no", ""),
    (TSV, "Pain felt in the buttock.", "Pain\tfelt\tin the buttock.", "line 2", "cells", ""),
    (TSV, "id\tkey", "key\tkey", "line 1", "header", ""),
    (TSV, "Pain felt in the buttock.", "Pain \u202e felt.", "line 2", "U+202E", ""),
    (TSV, "Pain felt in the buttock.", "Pain \x00 felt.", "line 2", "U+0000", ""),
    (TOML, "[[evidence]]", "[[evidence]", "", "line 20", ""),
    (TOML, 'key = "piriformis_syndrome"', 'key = "a"\nkey = "b"', "", "is not TOML", ""),
    ("schema.ttl", "gluteal:Muscle a owl:Class", "gluteal:Muscle a a owl:Class", "line",
     "not Turtle", ""),
    ("schema.ttl", "a owl:Ontology", "a owl:Ontology ; owl:imports <http://a.example/>",
     "owl:imports", "may import nothing", ""),
    ("schema.ttl", "gluteal:partOf a owl:ObjectProperty",
     "gluteal:rankingRole a owl:ObjectProperty", "rankingRole", "a field of records", ""),
    ("claims/d1.tsv", "performs\tperforms", "performs\tperform", "property", "not a property",
     "performs"),
    ("claims/d1.tsv", "performs\tperforms", "performs\t", "stance", "needs a subject", ""),
    ("conditions/cauda-equina-syndrome.toml", 'any_of = ["age >= 50"', 'any_of = ["age >= 55"',
     "[[red_flags]] R01", "no band", "bands.tsv"),
]


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: f"{case[2]}"[:40].replace("\x00", ""))
def test_a_planted_fault_is_reported_with_file_and_key(edit, load_faults, case):
    file, old, new, place, message, suggestion = case
    edit(file, old, new)
    found = load_faults()
    assert any(
        place in fault.key and message in fault.message and suggestion in fault.suggestion
        for fault in found
    ), "\n".join(map(str, found))


def test_a_fault_names_its_field_once(edit, load_faults):
    edit(TOML, "frequency_high_pct = 90", "frequency_high_pct = 150")
    assert f"{TOML}: [[evidence]] F001: frequency_high_pct: must be from 0 to 100, not 150" in map(
        str, load_faults())


def test_the_small_ontology_has_no_fault(load_faults):
    assert load_faults() == []


def test_all_faults_of_all_files_come_at_once(edit, load_faults):
    edit(TOML, "n = 33", "n = 0")
    edit(TOML, 'evidence_grade = "C"', 'evidence_grade = "E"')
    edit(NERVES, "innervates", "innervate")
    edit("sources.toml", "[[documents]]", "[[document]]")
    files = {(fault.file, fault.key.split(": ")[-1]) for fault in load_faults()}
    assert {(TOML, "n"), (TOML, "evidence_grade"), (NERVES, "innervate"),
            ("sources.toml", "document")} <= files


def test_names_of_every_sort_are_understood(small):
    finding = small.knowledge.entities["GKG:0002000"]
    assert finding.type == "GKG:0001200"  # by label
    assert finding.bilateral_form == "GKG:0002001"
    assert finding.composition == (("hasPrimarySite", "GKG:0000003"),)
    criterion = small.knowledge.records["criterion"]["C-piriformis"]
    assert criterion.concludes == "GKG:0004000"  # implied by the file


@pytest.mark.parametrize("name", [
    "sciatic nerve", "Sciatic Nerve", "sciatic-nerve", "sciatic_nerve", "GKG:0000200",
])
def test_a_reference_may_be_label_slug_key_or_id(edit, load_faults, name):
    edit(TOML, 'can_compress = ["sciatic nerve"]', f'can_compress = ["{name}"]')
    assert load_faults() == []


def test_a_synonym_is_a_reference_too(edit, load_faults):
    edit(TOML, 'necessary = ["buttock pain"]', 'necessary = ["Pain in the Bottom"]')
    assert load_faults() == []


def test_a_name_of_two_things_is_ambiguous(edit, load_faults):
    edit("vocabulary/muscles.tsv", "piriformis_muscle\t", "short_one\t")
    edit(NERVES, "\tsciatic nerve\t", "\tSHORT_ONE\t")
    edit(TOML, 'can_compress = ["sciatic nerve"]', 'can_compress = ["Short_One"]')
    (fault,) = load_faults()
    assert "ambiguous: it names GKG:0000100, GKG:0000200" in fault.message


def test_a_file_over_a_mebibyte_is_refused(append, load_faults):
    append(TOML, "# " + "x" * 2**20)
    assert any(f.file == TOML and "larger" in f.message for f in load_faults())


def test_bytes_that_are_not_text_are_refused(folder, load_faults):
    (folder / TOML).write_bytes(b'label = "\xff"')
    assert any(f.file == TOML and "UTF-8" in f.message for f in load_faults())

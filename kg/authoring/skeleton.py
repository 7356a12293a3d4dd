"""The text of a new condition file: a comment at every step, a block for every table.

Each ``# @Class.field`` line becomes the values that the closed list of that field allows.
"""

import re
import textwrap
from collections.abc import Mapping

from kg.authoring.closed_lists import CHOICES

_WIDTH = 100
_CHOICES = re.compile(r"(?m)^# @(\S+)$")

_TEXT = '''\
# {label}: all that is known about one condition, in this one file.
# Fill in the lines marked FILL IN. Uncomment the blocks that you have a source for, delete the
# rest; then run `gluteal check`. Entities are named by label, slug, key, synonym or id.
id = "{curie}"
key = "{key}"
label = "{label}"
# Condition, or Syndrome, which is met or not met and never ranked against its causes
kind = "Condition"
synonyms = []
# FILL IN: one or two sentences of your own: what it is, and what sets it apart.
definition = ""
# FILL IN: where the knowledge comes from, ids of ontology/sources.toml.
sources = []

# FILL IN
# @Condition.category
category = ""
# A subtype or level also has parent = "..."; a hypothesis is ranked.
# @Condition.ranking_role
ranking_role = "hypothesis"
# @Condition.urgency
urgency = "routine"
# A must-not-miss condition also needs [screening] below.
must_not_miss = false

# Share of adults with buttock pain in an outpatient clinic, in per cent, and what it rests on.
# prior_low_pct = 0.1
# prior_mid_pct = 0.5
# prior_high_pct = 1
# prior_basis = "author_estimate"
# prior_sources = ["textbook"]

# What is affected, in words; how; and who has it.
# structures = ["piriformis"]
# mechanism = "repeated pressure"
# typical_patient = "rowers"
# risk_factors = ["hard seats"]

# Findings whose denial refutes the condition.
# necessary = ["buttock pain"]
# What must hold before it ranks at all, in the language of gates: keys of findings and conditions,
# age, duration_weeks, sex == female; and, or, not.
# ranking_gate = "age >= 50 and not female_sex"
# Whether the documents of the project speak of it.
# @Condition.in_documents
# in_documents = "no"
# @confidence
# confidence = "low"
# Where the figures were had: searched, memory, author_estimate, with remarks.
# provenance = "memory"
# note = "what a curator should know"

# Codes elsewhere, as predicate, code and the label that the terminology has.
# @Mapping.predicate
# mappings = ["broad ICD10CM:M79.1 Myalgia"]

# What it does to anatomy, and its causes; the reasoner derives symptoms from the first two.
[relations]
# can_affect = ["piriformis"]
# can_compress = ["sciatic nerve"]
# cause_of = ["piriformis syndrome"]
# caused_by = ["sitting"]

# One table per finding that speaks for or against it. Figures need the study's comparator and
# population; an estimate needs only the frequencies.
# [[evidence]]
# id = "{F}"
# finding = "sciatic notch tenderness"
# @Evidence.status
# status = "present"
# frequency_low_pct = 50
# frequency_high_pct = 90
# @Evidence.band_basis
# band_basis = "author_estimate"
# sensitivity = 0.8
# specificity = 0.8
# lr_pos = 4
# lr_neg = 0.25
# @Evidence.lr_origin
# lr_origin = "reported"
# @Evidence.usable_as_lr
# usable_as_lr = "band_only"
# gate = "age >= 50"
# comparator = "buttock pain of another cause"
# n = 33
# population_scope = "hip clinic"
# sources = ["textbook"]
# @confidence
# confidence = "low"
# provenance = "memory"

# One table per study figure of an examination.
# [[tests]]
# id = "{T}"
# examination = "FAIR test"
# sensitivity = 0.8
# specificity = 0.8
# @TestAccuracy.lr_origin
# lr_origin = "none"
# sources = ["textbook"]
# confidence = "low"
# provenance = "memory"

# Met when all of all_of and at least so many of the others hold in one complaint, on one side.
# [[criteria]]
# id = "C-{key}-1"
# name = "pain with two signs"
# all_of = ["buttock pain"]
# of = ["sciatic notch tenderness", "positive FAIR test"]
# at_least = 2
# shared = ["female sex"]
# sided = true
# sources = ["textbook"]

# Fires when every gate of all_of, one of any_of and none of none_of holds.
# [[red_flags]]
# id = "{R}"
# name = "what the clinician reads"
# @RedFlag.flag_class
# flag_class = "referral"
# act_within = "P14D"
# @RedFlag.withholds
# withholds = ["deep_pressure"]
# action = "Refer to a clinic."
# all_of = ["buttock_pain"]
# any_of = ["age >= 50", "female_sex"]
# none_of = ["never"]
# sources = ["textbook"]
# confidence = "low"
# provenance = "memory"

# [[treatments]]
# id = "{TX}"
# treatment = "piriformis stretching"
# phase = "first line"
# @TreatmentOption.evidence_grade
# evidence_grade = "D"
# @TreatmentOption.recommendation
# recommendation = "for"
# precautions = "stop when it tingles"
# contraindicated_by = ["saddle numbness"]
# @TreatmentOption.condition_withholds
# condition_withholds = ["manual_thrust"]
# sources = ["textbook"]
# provenance = "memory"

# What to do by when, if it does not get better.
# [[escalation]]
# id = "{E}"
# time_point = "6 weeks"
# trigger = "no better with first-line care"
# action = "Image and refer."
# after_weeks = 6
# sources = ["textbook"]
# confidence = "low"

# What has to be asked by name before a must-not-miss condition may leave the list.
# [screening]
# id = "S-{key}"
# must_all_be_answered = ["saddle numbness"]
# applies_if = "age >= 50"
# excluded_only_by = "emergency MRI"
# sources = ["textbook"]
# provenance = "memory"

# Of what follows from the relations above (gluteal check lists what nobody has reviewed yet):
# findings that anatomy alone may conclude, those of one reason together.
# [[mechanism_acceptances]]
# id = "{XA}"
# findings = ["buttock pain"]
# reason = "the anatomy that makes it true"

# Findings that anatomy alone may not conclude.
# [[mechanism_refusals]]
# id = "{X}"
# findings = ["saddle numbness"]
# reason = "why it would mislead"
'''


def skeleton(fields: Mapping[str, str]) -> str:
    """Return the text with ``label``, ``curie``, ``key`` and the free row ids F, T, R, ... set."""
    return _CHOICES.sub(lambda line: _allowed(line[1]), _TEXT).format_map(fields)


def _allowed(field: str) -> str:
    values = ", ".join(sorted(value for value in CHOICES[field] if value))
    return textwrap.fill(
        values, _WIDTH, initial_indent="#   one of: ", subsequent_indent="#   ",
        break_long_words=False, break_on_hyphens=False)

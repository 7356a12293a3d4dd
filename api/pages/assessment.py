"""What the pages of an assessment show: the answer to a form, and a note with what was read in it.

Everything here is for one request; a presentation is neither kept nor logged.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from api.pages import composed
from api.pages.presentation_form import Form, faults_of, in_words, presentation
from api.pages.words import lasting
from api.service import Service
from kg.clinical.expressions import is_finding
from kg.clinical.text.demographics import demographics
from kg.clinical.wording import without_measurements
from kg.errors import ContradictionError, InputError, UnknownEntityError
from kg.model import ClinicSetting

Json = dict[str, Any]
WIDTHS = {"very likely": 100, "likely": 60, "possible": 28, "unlikely": 8}
"""Widths of the quiet bars; a band is all that they say."""
WITHHELD = {
    "all": "every treatment that is not for the emergency itself", "manual_thrust": "manipulation",
    "deep_pressure": "deep pressure and massage", "injection": "injections and needling",
    "exercise": "exercise", "self_care": "self-care", "nsaid": "NSAIDs", "heat": "heat",
}
"""What a red flag withholds, in words."""
LINES = (
    "emergency", "urgent", "first", "early", "phase 1", "second", "phase 2", "third", "phase 3",
    "return", "optional", "adjunct", "selected", "after", "late", "refractory", "last",
)
"""How the phases of treatments begin, in the order in which they come."""
_UNITS = {"H": "hour", "D": "day", "W": "week"}
_DURATION = re.compile(r"PT?(\d+)([HDW])")
UNREAD = "not recognized"
"""Why most wordings are not understood; it goes without saying."""
RED = ("emergency", "urgent")
"""Urgencies that make the band red."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a note: plain where it has no ``mention``."""

    text: str
    mention: Json | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A finding that a note was read to say, to be answered otherwise, and where it says so.

    ``name`` is its slug, or a composed finding as a field names it (:mod:`api.pages.composed`).
    """

    name: str
    label: str
    mentions: tuple[Json, ...]

    @property
    def status(self) -> str:
        """What was read; more than one thing where mentions differ."""
        return " and ".join(dict.fromkeys(one["status"] for one in self.mentions))

    @property
    def words(self) -> list[str]:
        """The words of the mentions."""
        return list(dict.fromkeys(one["text"] for one in self.mentions))

    @property
    def side(self) -> str:
        """The side that is meant: a denial without one says nothing of a sided mention."""
        sides = {one["laterality"] or "" for one in self.mentions}
        return sides.pop() if len(sides) == 1 else "bilateral"


@dataclass(frozen=True, slots=True)
class Assessed:
    """A form with its answer; ``answer`` is empty where nothing was entered or it was wrong."""

    form: Form
    presentation: Json = field(default_factory=dict)
    answer: Json = field(default_factory=dict)
    pieces: Sequence[Piece] = ()
    readings: Sequence[Reading] = ()
    """The findings that were read in the note and that no line answers yet."""
    beginnings: Mapping[int, int] = field(default_factory=dict)
    """How many findings were read from each place of the note on."""

    @property
    def red_flags(self) -> list[Json]:
        """The red flags of the answer, one for each rule, with every condition that it names."""
        rules: dict[str, Json] = {}
        for flag in self.answer.get("red_flags", ()):
            told = {"conditions": [], "within": spoken(flag["act_within"] or "")}
            known = rules.setdefault(flag["rule"], {**flag, **told})
            if flag["condition"]:
                known["conditions"].append(flag["condition"])
        return list(rules.values())

    @property
    def told(self) -> list[str]:
        """What the note says of the patient and no field does: age, sex and duration."""
        read = demographics(without_measurements(self.form.note))
        said = (
            (self.form.age, read.age is not None and f"{read.age:g} years"),
            (self.form.sex, read.sex),
            (self.form.weeks, read.weeks is not None and lasting(read.weeks)),
        )
        return [words for typed, words in said if words and not typed]

    @property
    def patient(self) -> str:
        """Who is assessed, in words: what the fields say, else what the note says."""
        weeks = self.presentation.get("duration_weeks")
        said = (
            self.form.age and f"{self.form.age} years", self.form.sex,
            "pregnant" if self.form.pregnant == "yes" else "",
            lasting(weeks) if weeks is not None else "", *self.told,
        )
        return ", ".join(words for words in said if words)

    @property
    def set_aside(self) -> frozenset[int]:
        """Where the mentions of the note begin that do not count: of others, past or in doubt."""
        return frozenset(
            one["start"] for one in self.answer.get("not_understood", ())
            if one["input"] == "/text" and one["reason"] != UNREAD
        ) - self.overruled

    @property
    def alarms(self) -> list[list[Json]]:
        """The red flags by what they fear and how soon it calls for action, most urgent first."""
        alarms: dict[tuple[str, ...], list[Json]] = {}
        for flag in self.red_flags:
            feared = [one["slug"] for one in flag["conditions"]] or [flag["rule"]]
            alarms.setdefault((flag["urgency"], flag["within"], *feared), []).append(flag)
        return list(alarms.values())

    @property
    def not_understood(self) -> list[Json]:
        """What was not understood or gave way, each with its reason in words."""
        return [
            {**one, "reason": in_words(one["reason"], self.form)}
            for one in self.answer.get("not_understood", ())
        ]

    @property
    def overruled(self) -> frozenset[int]:
        """Where the mentions of the note begin of which nothing is left against the lines."""
        gone = Counter(
            one["start"] for one in self.answer.get("not_understood", ())
            if one["input"] == "/text" and one["reason"].startswith("contradicts")
        )
        return frozenset(at for at, n in gone.items() if n >= self.beginnings.get(at, 1))

    @property
    def by_complaint(self) -> dict[int, list[Json]]:
        """The ranked conditions of each complaint."""
        found: dict[int, list[Json]] = {}
        for card in self.answer.get("differential", ()):
            found.setdefault(card["complaint"], []).append(card)
        return found

    @property
    def phases(self) -> list[tuple[str, list[Json]]]:
        """The treatments of the plan by phase, the first line first."""
        phases: dict[str, list[Json]] = {}
        for one in self.answer.get("plan", {}).get("treatments", ()):
            phases.setdefault(one["phase"].replace("_", " "), []).append(one)
        return sorted(phases.items(), key=lambda pair: _place(pair[0]))


def _place(phase: str) -> tuple[int, str]:
    start = phase.lower()
    return next((i for i, word in enumerate(LINES) if start.startswith(word)), len(LINES)), start


def spoken(duration: str) -> str:
    """Return an ISO 8601 duration of one unit in words; another text without underscores."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        return duration.replace("_", " ")
    unit = _UNITS[found[2]]
    return f"{found[1]} {unit}" if found[1] == "1" else f"{found[1]} {unit}s"


def finding_labels(service: Service) -> Mapping[str, str]:
    """Return the labels of findings by their slugs."""
    return service.catalogue.labels("findings")


def labels_of(service: Service) -> Mapping[str, str]:
    """Return the labels of all entities by their slugs, deprecated ones included."""
    return service.catalogue.labels()


def composed_named(service: Service) -> Callable[[str], str]:
    """Return what gives the wording of a composed finding, or nothing where it names none."""
    labels = labels_of(service)
    return lambda text: composed.in_words(text, labels)


def settings(service: Service) -> Mapping[str, str]:
    """Return the names of the kinds of clinic that have priors, by their ids."""
    known = service.clinician.index.knowledge.of(ClinicSetting).values()
    return {one.id: one.name for one in known}


def finding_named(service: Service) -> Callable[[str], str]:
    """Return what gives the slug of the finding that a wording names, or nothing where it names
    none, several, or one on a side."""
    clinician = service.clinician

    def slug(wording: str) -> str:
        try:
            match = clinician.lexicon.resolve(wording, is_finding)
        except UnknownEntityError:
            return ""
        return "" if match.side else clinician.index.knowledge.entities[match.curie].slug

    return slug


def assess(service: Service, form: Form) -> Assessed:
    """Return ``form`` with its answer, or with its faults and what must be said all the same."""
    sent: Json = {}
    try:
        sent = presentation(form)
        if form.is_empty:
            return Assessed(form)
        answer, mentions = service.clinician.differential_and_mentions(sent)
    except ContradictionError as error:
        answer = {"outcome": "contradiction", **error.answer}
        mentions = service.clinician.annotate(form.note)["mentions"] if form.note.strip() else []
        form = replace(form, faults=faults_of(error, form))
    except InputError as error:
        return Assessed(replace(form, faults=faults_of(error, form)), sent)
    return Assessed(
        form, sent, answer, pieces_of(form.note, mentions),
        readings_of(mentions, form, labels_of(service)),
        Counter(mention["start"] for mention in mentions),
    )


def readings_of(mentions: Iterable[Json], form: Form, labels: Mapping[str, str]) -> list[Reading]:
    """Return the findings that ``mentions`` say of the patient and that no line of ``form``
    answers; ``labels`` are those of all entities by their slugs."""
    answered = {line.names for line in form.lines}
    found: dict[tuple[str, str], list[Json]] = {}
    for mention in mentions:
        concept = mention.get("concept")
        name = concept["slug"] if concept else composed.written(mention["expression"])
        if name and name not in answered and mention["experiencer"] == "patient":
            label = concept["label"] if concept else composed.in_words(name, labels)
            found.setdefault((name, label), []).append(mention)
    return [Reading(name, label, tuple(said)) for (name, label), said in found.items()]


def pieces_of(note: str, mentions: Sequence[Json]) -> list[Piece]:
    """Return ``note`` in pieces; of mentions that overlap the first and longest is shown."""
    if not note.strip():
        return []
    found: list[Piece] = []
    at = 0
    for mention in sorted(mentions, key=lambda m: (m["start"], -m["end"])):
        if mention["start"] < at:
            continue
        if mention["start"] > at:
            found.append(Piece(note[at:mention["start"]]))
        found.append(Piece(note[mention["start"]:mention["end"]], mention))
        at = mention["end"]
    if at < len(note):
        found.append(Piece(note[at:]))
    return found

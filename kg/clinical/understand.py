"""A request becomes a presentation: codes, names, expressions, numbers and wording are resolved.

What cannot be resolved although it is coded is an error with a pointer; wording that is not
recognized is listed, never dropped and never an error.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kg.axioms import Expression, Named, conjunction
from kg.clinical.bands import (
    AGE,
    DURATION,
    bands,
    convert,
    is_possible,
    units,
)
from kg.clinical.expressions import Resolver, broader_sites, is_finding
from kg.clinical.families import REFERENCE_SETTING, default_setting, setting_named
from kg.clinical.index import Index
from kg.clinical.lexicon import Lexicon, Match
from kg.clinical.presentation import MISREAD, Patient, Presentation, TakenBack, Understood
from kg.clinical.text.annotate import Annotator
from kg.clinical.text.demographics import demographics
from kg.clinical.wording import add_note, add_wording, without_measurements
from kg.errors import InputError, Pointed
from kg.iris import entity_iri
from kg.model import ClinicSetting, Entity, Examination, Finding
from kg.reasoning.presentation import Report

Request = Mapping[str, Any]


class Understander:
    """Reads requests against one snapshot."""

    def __init__(self, index: Index, lexicon: Lexicon, annotator: Annotator) -> None:
        """Keep what names are resolved with."""
        self.index = index
        self.lexicon = lexicon
        self.annotator = annotator

    def understand(self, request: Request) -> Presentation:
        """Return what ``request`` says.

        Raises:
            InputError: something coded cannot be resolved; carries every such fault.
        """
        return _Reading(self, request).presentation()


class _Reading:
    """One request while it is read."""

    def __init__(self, by: Understander, request: Request) -> None:
        self.index, self.annotator = by.index, by.annotator
        self.request = request
        self.resolver = Resolver(by.index, by.lexicon)
        self.result = Presentation()

    def presentation(self) -> Presentation:
        complaints: Sequence[Request] = self.request.get("complaints") or []
        self.result.complaints = max(1, len(complaints))
        self.result.sides = [str(c.get("side") or "") for c in complaints] or [""]
        self._patient()
        shared = 0 if self.result.complaints == 1 else None
        for number, complaint in enumerate(complaints):
            pointer = f"/complaints/{number}"
            self._site(complaint, pointer, number)
            self._findings(complaint.get("findings"), f"{pointer}/findings", number)
        self._findings(self.request.get("findings"), "/findings", shared)
        self._findings(self.request.get("history"), "/history", None)
        if self.resolver.errors:
            raise InputError(self.resolver.errors)
        if self.request.get("text"):
            add_note(self.result, self.index, self.annotator, self.request["text"], shared)
        return self.result

    def _patient(self) -> None:
        stated: Request = self.request.get("patient") or {}
        age, sex, weeks = stated.get("age"), stated.get("sex"), self.request.get("duration_weeks")
        if note := self.request.get("text"):
            read = demographics(without_measurements(note))
            age, sex = read.age if age is None else age, sex or read.sex
            weeks = read.weeks if weeks is None else weeks
        setting = self._setting()
        patient = Patient(
            age, sex or "", stated.get("pregnant"), weeks, setting.gate_name, setting.id
        )
        self.result.patient = patient
        if patient.age is not None:
            self._bands(AGE, patient.age, "/patient/age")
        if patient.duration_weeks is not None:
            self._bands(DURATION, patient.duration_weeks, "/duration_weeks")
        if patient.sex in {"female", "male"}:
            for name in ("female", "male"):
                self._key(f"{name}_sex", "/patient/sex", present=patient.sex == name)
        if patient.sex == "male":
            self._key("pregnant", "/patient/sex", present=False)
        if patient.pregnant is not None:
            self._key("pregnant", "/patient/pregnant", present=patient.pregnant)

    def _setting(self) -> ClinicSetting:
        name = self.request.get("setting")
        if name is None:
            return default_setting(self.index.knowledge)
        found = setting_named(self.index.knowledge, name)
        if found is not None:
            return found
        known = [s.id for s in self.index.knowledge.of(ClinicSetting).values()]
        if known or name != REFERENCE_SETTING.gate_name:
            detail = "no clinic setting is known by this name"
            self.resolver.errors.append(Pointed("/setting", detail, tuple(sorted(known))))
        return REFERENCE_SETTING

    def _bands(self, measure: str, value: float, pointer: str) -> None:
        for finding, status in self.index.nested[measure].telling(value, self.index.necessary):
            self._report(Named(entity_iri(finding)), status, "none", None, pointer)

    def _key(self, key: str, pointer: str, *, present: bool) -> None:
        if curie := self.index.curie(key):
            status = "present" if present else "absent"
            self._report(Named(entity_iri(curie)), status, "none", None, pointer)

    def _report(
        self, expression: Expression, status: str, side: str, complaint: int | None, pointer: str
    ) -> int:
        self.result.reports.append(Report(expression, status, side, complaint, pointer))
        return len(self.result.reports) - 1

    def _site(self, complaint: Request, pointer: str, number: int) -> None:
        site = complaint.get("site")
        if not site:
            return
        made = self.resolver.expression({"type": "pain", "site": site}, pointer)
        if made is not None:
            side = str(complaint.get("side") or "unknown")
            entry = self._report(made[0], "present", side, number, f"{pointer}/site")
            self.result.understood.append(Understood(
                f"{pointer}/site", "", "expression", "present", side, made[1], report=entry
            ))

    def _findings(
        self, findings: Sequence[Request] | None, pointer: str, complaint: int | None
    ) -> None:
        for position, finding in enumerate(findings or ()):
            where = f"{pointer}/{position}"
            if finding.get("text") is not None:
                fault = add_wording(
                    self.result, self.index, self.annotator, finding, where, complaint
                )
                self.resolver.errors.extend(fault)
            elif finding.get("expression") is not None:
                self._expression(finding, where, complaint)
            else:
                self._concept(finding, where, complaint)

    def _expression(self, finding: Request, pointer: str, complaint: int | None) -> None:
        made = self.resolver.expression(finding["expression"], f"{pointer}/expression")
        if made is not None:
            self._enter(finding, made[0], Match("", "expression"), made[1], pointer, complaint)

    def _concept(self, finding: Request, pointer: str, complaint: int | None) -> None:
        name = str(finding.get("concept") or "")
        if finding.get("value") is not None and (measure := self.index.measure(name)):
            self._value(finding, Match(measure, "label"), pointer, complaint)
            return
        match = self.resolver.name(name, _reportable, f"{pointer}/concept", "finding")
        if match is None:
            return
        entity = self.index.knowledge.entities[match.curie]
        if isinstance(entity, Examination):
            match = Match(entity.result, match.via, match.side)
        if finding.get("value") is not None:
            self._value(finding, match, pointer, complaint)
        else:
            self._enter(
                finding, Named(entity_iri(match.curie)), match, None, pointer, complaint
            )

    def _value(
        self, finding: Request, match: Match, pointer: str, complaint: int | None
    ) -> None:
        """Enter a number: every band of its measure becomes present or absent."""
        named = self.index.findings[match.curie]
        number = self._number(finding, named, pointer)
        if number is None:
            return
        side = self._side(finding, match, pointer, complaint)
        current = self._is_current(finding, match.curie, pointer)
        where = self._complaint_of(match.curie, complaint)
        for band, status in bands(self.index.bands, named.measure, number):
            entry = -1
            if current:
                entry = self._report(Named(entity_iri(band)), status, side, where, pointer)
            self.result.understood.append(
                Understood(pointer, band, match.via, status, side, report=entry)
            )

    def _number(self, finding: Request, named: Finding, pointer: str) -> float | None:
        """Return the value of a finding in the unit of its bands, or note what is wrong."""
        stated, unit = float(finding["value"]), str(finding.get("unit") or "")
        measure = named.measure
        words = measure.replace("_", " ")
        value = convert(measure, stated, unit) if measure else None
        if not measure:
            fault = Pointed(f"{pointer}/value", f"{named.label!r} takes no value")
        elif value is None:
            fault = Pointed(f"{pointer}/unit", f"this is no unit of {words}", units(measure))
        elif not is_possible(measure, value):
            fault = Pointed(f"{pointer}/value", f"no person has this {words}", units(measure))
        elif finding.get("status") in {"absent", "unknown"}:
            detail = "a value says itself what is present: leave the status out"
            fault = Pointed(f"{pointer}/status", detail)
        else:
            return value
        self.resolver.errors.append(fault)
        return None

    def _enter(
        self,
        finding: Request,
        expression: Expression,
        match: Match,
        echo: Mapping[str, Any] | None,
        pointer: str,
        complaint: int | None,
    ) -> None:
        status = finding.get("status") or "present"
        side = self._side(finding, match, pointer, complaint)
        if status == "unknown":
            reason = finding.get("unknown_reason") or "not_asked"
            if reason == MISREAD:
                said = str(finding.get("laterality") or "")
                self.result.taken_back.append(TakenBack(expression, said, pointer))
            if match.curie:
                self.result.unknown[match.curie] = reason
            self.result.understood.append(Understood(
                pointer, match.curie, match.via, status, side, echo, reason
            ))
            return
        whole = conjunction([expression, *self.resolver.modifiers(finding, pointer)])
        entry = -1
        if self._is_current(finding, match.curie, pointer):
            where = self._complaint_of(match.curie, complaint)
            entry = self._report(whole, status, side, where, pointer)
            for wider in broader_sites(whole) if status == "absent" else ():
                self._report(wider, status, side, where, pointer)
        self.result.understood.append(
            Understood(pointer, match.curie, match.via, status, side, echo, report=entry)
        )

    def _is_current(self, finding: Request, curie: str, pointer: str) -> bool:
        """Tell whether a finding is reasoned with; one of the past only if it is history."""
        history = bool(curie) and self.index.findings[curie].kind == "HistoryItem"
        if finding.get("temporal") not in {"resolved", "past"} or history:
            return True
        self.result.warnings.append({
            "code": "not_current", "input": pointer,
            "detail": "a resolved finding is noted and not reasoned with",
        })
        return False

    def _complaint_of(self, curie: str, complaint: int | None) -> int | None:
        """Return the complaint that a finding belongs to; a systemic one belongs to all."""
        return None if curie in self.index.systemic else complaint

    def _side(
        self, finding: Request, match: Match, pointer: str, complaint: int | None
    ) -> str:
        curie, given = match.curie, str(finding.get("laterality") or "")
        if match.side and given not in {"", match.side}:
            detail = f"the code itself says {match.side}: leave the laterality out"
            self.resolver.errors.append(Pointed(f"{pointer}/laterality", detail, (match.side,)))
        given = match.side or given
        if curie and not self.index.findings[curie].side_applies:
            if given not in {"", "midline"}:
                self.result.warnings.append({
                    "code": "laterality_ignored", "input": pointer,
                    "detail": f"{self.index.findings[curie].label} has no side",
                })
            return "none"
        if given:
            return given
        return (self.result.sides[complaint] if complaint is not None else "") or "unknown"


def _reportable(entity: Entity) -> bool:
    return is_finding(entity) or isinstance(entity, Examination) and bool(entity.result)

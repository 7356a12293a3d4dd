"""Red flags: rules over what is present, apart from everything that could fail or rank.

A rule fires when every ``all_of`` gate is true, one of ``any_of`` where there are any, and none of
``none_of``; what nobody said is not true, so an unknown onset fires. A modifier never fires alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.clinical.bands import AGE, DURATION
from kg.clinical.circumstances import Circumstances, true_atoms
from kg.clinical.index import Index, Json
from kg.gates import AllOf, AnyOf, Atom, Comparison, Gate, leaves
from kg.model import RedFlag

URGENCY = {
    "emergency_same_hour": "emergency", "emergency_same_day": "emergency",
    "urgent_within_days": "urgent",
}
"""The classes that count as red and withhold treatments, with their urgency."""
EMERGENCIES = frozenset(name for name, urgency in URGENCY.items() if urgency == "emergency")
"""The classes that must be acted on today."""
SHOWN = (*URGENCY, "urgent_within_2_weeks", "referral", "modifier")
"""Every class that is listed among the red flags, the most urgent first."""
PSYCHOSOCIAL = "yellow_flag"
_MEASURES = {"age": AGE, "duration_weeks": DURATION}


@dataclass(frozen=True, slots=True)
class Rule:
    """A red-flag rule with its gates read."""

    flag: RedFlag
    all_of: Sequence[Gate]
    any_of: Sequence[Gate]
    none_of: Sequence[Gate]
    needs: frozenset[str]
    """Findings of which one must be present; empty where the rule can fire without any."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired, and the findings that made it fire."""

    flag: RedFlag
    because: Sequence[str]


def read_rules(index: Index) -> list[Rule]:
    """Read every red-flag rule, the most urgent class first, then by identifier."""
    flags: Iterable[RedFlag] = index.knowledge.of(RedFlag).values()
    order = {name: i for i, name in enumerate((*SHOWN, PSYCHOSOCIAL))}
    rules = []
    for flag in sorted(flags, key=lambda f: (order.get(f.flag_class, len(order)), f.id)):
        every, some = _gates(index, flag.all_of), _gates(index, flag.any_of)
        needs = _needs(index, AllOf((*every, AnyOf(tuple(some))) if some else tuple(every)))
        rules.append(Rule(flag, every, some, _gates(index, flag.none_of), needs))
    return rules


def evaluate_flags(rules: Sequence[Rule], facts: Circumstances) -> list[Fired]:
    """Return the rules that fire; a modifier only beside a red rule for the same condition."""
    fired = [Fired(rule.flag, _because(rule, facts)) for rule in rules if fires(rule, facts)]
    red = {c for f in fired if f.flag.flag_class in URGENCY for c in f.flag.conditions}
    return [
        f for f in fired
        if f.flag.flag_class != "modifier" or not red.isdisjoint(f.flag.conditions)
    ]


def fires(rule: Rule, facts: Circumstances) -> bool:
    """Tell whether ``rule`` fires on ``facts``."""
    if not rule.all_of and not rule.any_of or (
        rule.needs and rule.needs.isdisjoint(facts.present)
    ):
        return False
    return (
        all(facts.value_of(gate) is True for gate in rule.all_of)
        and (not rule.any_of or any(facts.value_of(gate) is True for gate in rule.any_of))
        and not any(facts.value_of(gate) is True for gate in rule.none_of)
    )


def suspected(fired: Iterable[Fired]) -> list[str]:
    """Return the conditions that red rules suspect, the most urgent first."""
    found = (c for f in fired if f.flag.flag_class in URGENCY for c in f.flag.conditions)
    return list(dict.fromkeys(found))


def withheld_classes(fired: Iterable[Fired]) -> dict[str, list[Fired]]:
    """Return the classes of treatment that red rules withhold, with the rules."""
    classes: dict[str, list[Fired]] = {}
    for found in fired:
        if found.flag.flag_class in URGENCY:
            for name in found.flag.withholds:
                classes.setdefault(name, []).append(found)
    return classes


def render(
    index: Index, fired: Iterable[Fired], inputs: Mapping[str, Sequence[str]]
) -> list[Json]:
    """Return the red flags of an answer, one for each condition that a rule suspects.

    ``inputs`` gives the pointers of the reports that entail a finding.
    """
    return [
        _entry(index, found, condition, inputs)
        for found in fired
        if found.flag.flag_class in SHOWN
        for condition in (found.flag.conditions or ("",))
    ]


def _entry(
    index: Index, found: Fired, condition: str, inputs: Mapping[str, Sequence[str]]
) -> Json:
    flag = found.flag
    return {
        "condition": index.ref(condition) if condition else None,
        "class": flag.flag_class,
        "urgency": URGENCY.get(flag.flag_class, "soon"),
        "act_within": flag.act_within,
        "action": flag.action,
        "because": [
            {"finding": index.ref(finding), "status": "present", "input": pointer}
            for finding in found.because
            for pointer in inputs.get(finding, ("",))
        ],
        "withholds": list(flag.withholds) if flag.flag_class in URGENCY else [],
        "rule": flag.id,
        "sources": index.sources(flag.sources),
    }


def _because(rule: Rule, facts: Circumstances) -> list[str]:
    true = [g for g in (*rule.all_of, *rule.any_of) if facts.value_of(g) is True]
    found = [curie for gate in true for curie in true_atoms(gate, facts)]
    measures = {
        _MEASURES[leaf.measure]
        for gate in true for leaf in leaves(gate) if isinstance(leaf, Comparison)
    }
    for measure in sorted(measures):
        bands = facts.index.bands.get(measure, ())
        found.extend(band.id for band in bands if band.id in facts.present)
    return list(dict.fromkeys(found))


def _needs(index: Index, gate: Gate) -> frozenset[str]:
    """Return findings one of which a true ``gate`` implies, empty where it implies none."""
    if isinstance(gate, Atom):
        curie = index.curie(gate.key)
        return frozenset({curie} if curie in index.findings else ())
    if isinstance(gate, AllOf | AnyOf):
        each = [_needs(index, operand) for operand in gate.operands]
        if isinstance(gate, AnyOf):
            return frozenset[str]().union(*each) if all(each) else frozenset()
        return min((needs for needs in each if needs), key=len, default=frozenset())
    return frozenset()


def _gates(index: Index, texts: Iterable[str]) -> list[Gate]:
    return [index.gate(text) for text in texts]

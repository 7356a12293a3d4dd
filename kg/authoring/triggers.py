"""Red-flag gates -> the conjunctions of positive facts that can make the rule fire.

What a reasoner cannot see (a negation, a kind of clinic) is left out, so a trigger fires at
least whenever the rule does; the exact gate is evaluated afterwards.
"""

from collections.abc import Iterator, Sequence

from kg.authoring import terms
from kg.authoring.problems import Problem
from kg.axioms import Expression
from kg.gates import AllOf, AnyOf, Atom, Comparison, Gate, Leaf, Never, Not, Setting, Sex, parse
from kg.iris import record_iri
from kg.model import Condition, Finding, Knowledge, RedFlag

MOST_DISJUNCTS = 200
"""The largest disjunctive normal form of one red flag."""

MEASURES = {"age": "age_years", "duration_weeks": "duration_weeks"}
"""The measure of the bands that stand for each number of the gate language."""

_LARGEST_STEP = 1.0
"""A minimum is inclusive and a maximum exclusive, so ``age > 60`` is the band from 60, which is
a little too wide, or else the one from 61; ``age <= 55`` is the one below 56."""

Conjunct = tuple[Expression, ...]


class _NoTrigger(Exception):
    """A gate cannot be turned into triggers; the arguments are the fault and a suggestion."""


def triggers(flag: RedFlag, knowledge: Knowledge, problems: list[Problem]) -> list[Conjunct]:
    """Return the conjunctions that trigger ``flag``; what is wrong is added to ``problems``."""
    iri = record_iri("red-flag", flag.id)
    vocabulary = _Vocabulary(knowledge)
    gates: list[Gate] = [parse(text) for text in flag.all_of]
    if flag.any_of:
        gates.append(AnyOf(tuple(parse(text) for text in flag.any_of)))
    try:
        found = vocabulary.normal_form(AllOf(tuple(gates)))
    except _NoTrigger as error:
        problems.append(Problem(iri, "all_of, any_of", str(error.args[0]), error.args[1]))
        return []
    if not found or not all(found):
        problems.append(Problem(iri, "all_of", "the rule has no positive part that can trigger it"))
        return []
    return [tuple(conjunct.values()) for conjunct in found]


class _Vocabulary:
    """The expressions that leaves of gates stand for."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._by_key = {entity.key: entity for entity in knowledge.entities.values() if entity.key}
        self._bands = [f for f in knowledge.findings().values() if f.measure]

    def normal_form(self, gate: Gate) -> list[dict[str, Expression]]:
        """Return the disjuncts of the positive part, each a conjunction by canonical text."""
        if isinstance(gate, AnyOf):
            return [part for operand in gate.operands for part in self.normal_form(operand)]
        if isinstance(gate, AllOf):
            return self._product([self.normal_form(operand) for operand in gate.operands])
        if isinstance(gate, Never):
            return []
        if isinstance(gate, Not | Setting):
            return [{}]
        expression = self._leaf(gate)
        return [{expression.text: expression}]

    @staticmethod
    def _product(parts: Sequence[list[dict[str, Expression]]]) -> list[dict[str, Expression]]:
        result: list[dict[str, Expression]] = [{}]
        for part in parts:
            if len(result) * len(part) > MOST_DISJUNCTS:
                raise _NoTrigger(f"expands into over {MOST_DISJUNCTS} cases", "split the rule")
            result = [{**left, **right} for left in result for right in part]
        return result

    def _leaf(self, leaf: Leaf) -> Expression:
        if isinstance(leaf, Comparison):
            return terms.some("hasFinding", terms.entity(self._band(leaf).id))
        key = f"{leaf.value}_sex" if isinstance(leaf, Sex) else ""
        if isinstance(leaf, Atom):
            key = leaf.key
        entity = self._by_key.get(key)
        if isinstance(entity, Condition):
            return terms.some("hasCandidate", terms.entity(entity.id))
        if isinstance(entity, Finding):
            return terms.some("hasFinding", terms.entity(entity.id))
        raise _NoTrigger(f"no finding has the key {key!r}", "add it to the vocabulary")

    def _band(self, comparison: Comparison) -> Finding:
        fitting = sorted(self._fitting(comparison), key=lambda pair: (pair[0], pair[1].id))
        if not fitting:
            text = f"{comparison.measure} {comparison.relation} {comparison.bound:g}"
            raise _NoTrigger(f"no band of the vocabulary stands for {text!r}",
                             "add a row with these bounds to vocabulary/bands.tsv")
        return fitting[0][1]

    def _fitting(self, comparison: Comparison) -> Iterator[tuple[float, Finding]]:
        bound, relation = comparison.bound, comparison.relation
        for band in self._bands:
            if band.measure != MEASURES[comparison.measure]:
                continue
            low, high = band.minimum, band.maximum
            if high is None and low is not None and relation in (">", ">="):
                excess = low - bound
                fits = excess == 0 or (relation == ">" and 0 < excess <= _LARGEST_STEP)
            elif low is None and high is not None and relation in ("<", "<="):
                excess = high - bound
                fits = 0 < excess <= _LARGEST_STEP if relation == "<=" else excess == 0
            else:
                continue
            if fits:
                yield excess, band

"""The gate language of rules: ``age >= 50 and (fever or rigors) and not sex == male``.

A bare name is the key of a finding (true when present) or of a condition (true when it is a
candidate). ``age`` and ``duration_weeks`` compare with a number, ``sex`` with female or male,
``setting in (a, b)`` names kinds of clinic, ``never`` is always false. Evaluation is
three-valued: what nobody reported is unknown, and ``not unknown`` is unknown.
"""

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from kg.errors import GateError

SETTINGS = frozenset({
    "primary_care", "outpatient_msk", "spine_surgery", "secondary_spine",
    "hip_surgery", "rheumatology", "vascular", "emergency",
})
NUMBERS = frozenset({"age", "duration_weeks"})
COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le, "==": operator.eq,
}
_TOKEN = re.compile(r"\s*(>=|<=|==|>|<|\(|\)|,|[A-Za-z_][A-Za-z0-9_]*|\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Atom:
    """The key of a finding or a condition."""

    key: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number of the patient against a bound: ``age >= 50``, ``duration_weeks < 12``."""

    measure: str
    relation: str
    bound: float


@dataclass(frozen=True, slots=True)
class Sex:
    """The patient's sex: female or male."""

    value: str


@dataclass(frozen=True, slots=True)
class Setting:
    """The kinds of clinic in which the gate holds."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Never:
    """Always false."""


@dataclass(frozen=True, slots=True)
class Not:
    """Negation; of an unknown it is unknown."""

    operand: "Gate"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Conjunction."""

    operands: tuple["Gate", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Disjunction."""

    operands: tuple["Gate", ...]


Leaf = Atom | Comparison | Sex | Setting | Never
Gate = Leaf | Not | AllOf | AnyOf


def parse(text: str) -> Gate:
    """Read a gate.

    Raises:
        GateError: the text is not in the gate language; the message quotes where.
    """
    return _Parser(text).whole()


def leaves(gate: Gate) -> Iterator[Leaf]:
    """Yield every leaf of ``gate``, left to right."""
    if isinstance(gate, Not):
        yield from leaves(gate.operand)
    elif isinstance(gate, AllOf | AnyOf):
        for operand in gate.operands:
            yield from leaves(operand)
    else:
        yield gate


def evaluate(gate: Gate, value: Callable[[Leaf], bool | None]) -> bool | None:
    """Evaluate ``gate`` in Kleene's three-valued logic; ``value`` answers each leaf."""
    if isinstance(gate, AllOf | AnyOf):
        decisive = isinstance(gate, AnyOf)
        whole: bool | None = not decisive
        for operand in gate.operands:
            one = evaluate(operand, value)
            if one is decisive:
                return decisive
            if one is None:
                whole = None
        return whole
    if isinstance(gate, Not):
        inner = evaluate(gate.operand, value)
        return None if inner is None else not inner
    return False if isinstance(gate, Never) else value(gate)


class _Parser:
    """Recursive descent over the tokens of one gate."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._tokenize(text)
        self._at = 0

    def whole(self) -> Gate:
        gate = self._any_of()
        left = self._peek()
        if left in COMPARE:
            raise GateError(self._no_number(self._tokens[self._at - 1]))
        if left is not None:
            raise GateError(f"{self._text!r}: unexpected {left!r}")
        return gate

    def _no_number(self, name: str) -> str:
        meant = get_close_matches(name, NUMBERS, n=1)
        hint = f"; did you mean {meant[0]!r}?" if meant else f"; only {sorted(NUMBERS)} are"
        return f"{self._text!r}: {name!r} is not a number that gates can compare{hint}"

    @staticmethod
    def _tokenize(text: str) -> list[str]:
        tokens, at = [], 0
        while at < len(text.rstrip()):
            match = _TOKEN.match(text, at)
            if match is None:
                raise GateError(f"{text!r}: cannot read {text[at:].strip()!r}")
            tokens.append(match.group(1))
            at = match.end()
        return tokens

    def _peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> str:
        token = self._peek()
        if token is None:
            raise GateError(f"{self._text!r}: ends too early")
        self._at += 1
        return token

    def _expect(self, wanted: str) -> None:
        if (token := self._next()) != wanted:
            raise GateError(f"{self._text!r}: expected {wanted!r}, found {token!r}")

    def _any_of(self) -> Gate:
        operands = [self._all_of()]
        while self._peek() == "or":
            self._next()
            operands.append(self._all_of())
        return operands[0] if len(operands) == 1 else AnyOf(tuple(operands))

    def _all_of(self) -> Gate:
        operands = [self._negation()]
        while self._peek() == "and":
            self._next()
            operands.append(self._negation())
        return operands[0] if len(operands) == 1 else AllOf(tuple(operands))

    def _negation(self) -> Gate:
        if self._peek() == "not":
            self._next()
            return Not(self._negation())
        if self._peek() == "(":
            self._next()
            inner = self._any_of()
            self._expect(")")
            return inner
        return self._leaf(self._next())

    def _leaf(self, word: str) -> Leaf:
        if word == "never":
            return Never()
        if word in NUMBERS:
            return self._comparison(word)
        if word == "sex":
            self._expect("==")
            return Sex(self._choice(frozenset({"female", "male"})))
        if word == "setting":
            return self._setting()
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", word):
            raise GateError(f"{self._text!r}: expected a name, found {word!r}")
        return Atom(word)

    def _choice(self, allowed: frozenset[str]) -> str:
        if (token := self._next()) not in allowed:
            raise GateError(f"{self._text!r}: {token!r} is not one of {sorted(allowed)}")
        return token

    def _comparison(self, measure: str) -> Comparison:
        relation = self._choice(frozenset(COMPARE))
        bound = self._next()
        try:
            return Comparison(measure, relation, float(bound))
        except ValueError:
            raise GateError(f"{self._text!r}: {bound!r} is not a number") from None

    def _setting(self) -> Setting:
        self._expect("in")
        self._expect("(")
        names = [self._choice(SETTINGS)]
        while self._peek() == ",":
            self._next()
            names.append(self._choice(SETTINGS))
        self._expect(")")
        return Setting(tuple(names))

"""The gate language and the table of bounds: what they accept, and what they say otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import GateError, SettingError
from kg.gates import AllOf, AnyOf, Atom, Comparison, Gate, Leaf, Not, evaluate, leaves, parse
from kg.limits import LIMITS, limit

KEYS = ("fever", "rigors", "hx_cancer")


def _text(gate: Gate) -> str:
    if isinstance(gate, AllOf | AnyOf):
        word = " and " if isinstance(gate, AllOf) else " or "
        return "(" + word.join(_text(operand) for operand in gate.operands) + ")"
    if isinstance(gate, Not):
        return f"not {_text(gate.operand)}"
    if isinstance(gate, Comparison):
        return f"{gate.measure} {gate.relation} {gate.bound:g}"
    assert isinstance(gate, Atom)
    return gate.key


_LEAVES: st.SearchStrategy[Gate] = st.one_of(
    st.sampled_from(KEYS).map(Atom),
    st.builds(
        Comparison, st.sampled_from(("age", "duration_weeks")),
        st.sampled_from((">", "<=")), st.integers(0, 90).map(float),
    ),
)
GATES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda o: AllOf(tuple(o))),
        st.lists(inner, min_size=2, max_size=3).map(lambda o: AnyOf(tuple(o))),
    ),
    max_leaves=8,
)


@given(GATES, st.dictionaries(st.sampled_from(KEYS), st.booleans()), st.integers(0, 90))
def test_what_is_written_is_what_is_read(gate: Gate, known: dict[str, bool], age: int) -> None:
    def value(leaf: Leaf) -> bool | None:
        if isinstance(leaf, Atom):
            return known.get(leaf.key)
        assert isinstance(leaf, Comparison)
        return None if leaf.measure != "age" else (age > leaf.bound) == (leaf.relation == ">")

    read = parse(_text(gate))
    assert evaluate(read, value) == evaluate(gate, value)
    assert sorted(map(str, leaves(read))) == sorted(map(str, leaves(gate)))


@given(GATES, st.dictionaries(st.sampled_from(KEYS), st.booleans()))
def test_learning_more_never_turns_an_answer_round(gate: Gate, known: dict[str, bool]) -> None:
    """Three-valued logic is monotone in what is known: only an unknown may change."""
    fewer = evaluate(gate, lambda _: None)
    more = evaluate(gate, lambda leaf: known.get(leaf.key) if isinstance(leaf, Atom) else None)
    assert fewer is None or fewer == more


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("agee >= 50", "did you mean 'age'"),
        ("fever >= 50", "only ['age', 'duration_weeks'] are"),
        ("fever and", "ends too early"),
        ("(fever", "ends too early"),
        ("fever fever", "unexpected 'fever'"),
        ("age >= old", "'old' is not a number"),
        ("sex == other", "'other' is not one of"),
        ("setting in (moon)", "'moon' is not one of"),
        ("fever & rigors", "cannot read"),
        ("", "ends too early"),
    ],
)
def test_a_gate_that_cannot_be_read_says_why(text: str, said: str) -> None:
    with pytest.raises(GateError) as error:
        parse(text)
    assert said in str(error.value)


@pytest.mark.parametrize("text", ["abc", "-1", "0", "inf", "nan", ""])
def test_a_bound_that_is_no_positive_number_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("GLUTEAL_QUERY_WORKERS", text)
    with pytest.raises(SettingError, match="GLUTEAL_QUERY_WORKERS"):
        limit("query_workers")


def test_the_environment_overrides_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLUTEAL_BODY_BYTES", "2048")
    assert limit("body_bytes") == 2048
    monkeypatch.delenv("GLUTEAL_BODY_BYTES")
    assert limit("body_bytes") == LIMITS["body_bytes"].default

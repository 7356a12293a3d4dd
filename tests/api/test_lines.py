"""Lines of the access log, and the JSON of the answers, written by shorter ways than usual."""

import json
import math
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.negotiate import json_bytes
from api.serving import lines

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(["NaN", "-Infinity"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.fixture
def written() -> Iterator[int]:
    """Lines go into a pipe; give its end."""
    end, beginning = os.pipe()
    lines.straight_to(beginning)
    yield end
    lines._descriptor.clear()
    os.close(beginning)
    os.close(end)


def test_a_line_is_one_whole_json_object(written: int):
    identifiers = {lines.identifier() for _ in range(100)}
    assert {uuid.UUID(i).version for i in identifiers} == {4}
    assert {uuid.UUID(i).variant for i in identifiers} == {uuid.RFC_4122}
    assert len(identifiers) == 100
    lines.write(lines.line("an-id", "GET", "/sparql", 200, 0.00123, None, "sha256:" + "0" * 64))
    text = os.read(written, 4096).decode()
    assert text.endswith("}\n")
    line = json.loads(text)
    age = datetime.now(UTC) - datetime.fromisoformat(line.pop("time"))
    assert timedelta() <= age < timedelta(seconds=60)
    assert line == {"request": "an-id", "method": "GET", "route": "/sparql", "status": 200,
                    "ms": 1.23, "bytes": None, "snapshot": "sha256:000000000000"}


def test_a_log_that_cannot_be_written_costs_nobody_an_answer():
    end, beginning = os.pipe()
    os.close(end)
    lines.straight_to(beginning)
    try:
        lines.write("lost")
    finally:
        lines._descriptor.clear()
        os.close(beginning)


@given(document=st.dictionaries(st.text(), JSON))
def test_json_says_what_the_standard_library_says(document):
    content = json_bytes(document)
    assert json.loads(content) == document
    assert b": " not in json_bytes({"a": {"b": [1, 2]}})


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_cannot_write_is_refused(number: float):
    with pytest.raises(ValueError, match="Out of range"):
        json_bytes({"score": [number]})

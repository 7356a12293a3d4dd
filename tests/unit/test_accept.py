"""Content negotiation, by the rules and examples of RFC 9110."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query.accept import best, coding
from kg.query.formats import GRAPHS, RESULTS

OFFERS = ("application/json", "text/html", "text/turtle")


@pytest.mark.parametrize(("header", "expected"), [
    (None, "application/json"), ("", "application/json"), (" , ,", "application/json"),
    ("*/*", "application/json"), ("text/*", "text/html"), ("text/turtle", "text/turtle"),
    ("TEXT/Turtle", "text/turtle"), ("text/plain", None), ("image/*", None),
    # A more specific range decides, whatever its weight.
    ("text/*;q=0.3, text/html;q=0.7, */*;q=0.5", "text/html"),
    ("text/*, text/html;q=0", "text/turtle"), ("*/*, application/json;q=0", "text/html"),
    ("text/html;q=0, text/turtle;q=0, application/json;q=0", None),
    ("*/*;q=0", None), ("text/turtle;q=0.001, */*;q=0", "text/turtle"),
    ("text/turtle;q=0.000", None),
    # The order of the header does not count, the order of the offers does.
    ("text/turtle, text/html", "text/html"), ("text/turtle;q=1, text/html;q=1.0", "text/html"),
    ("text/turtle ; q = 0.9 , text/html;Q=0.8", "text/turtle"),
    # Parameters.
    ("text/turtle;charset=utf-8", "text/turtle"), ('text/turtle;charset="utf-8"', "text/turtle"),
    ("text/html;level=1, text/html;q=0.4, text/turtle;q=0.5", "text/turtle"),
    ("text/html;level=1, text/turtle;q=0.5", "text/html"),
    ('text/turtle;a="x,y;q=0";q=0.5, text/html;q=0.4', "text/turtle"),
    # What cannot be read is left out; a weight that is none takes nothing.
    ("nonsense", "application/json"), ("nonsense, text/html", "text/html"),
    ("*;q=.2, text/html;q=.1", "text/html"), ("text/html;q=high", None),
    ("text/html;q=NaN", None), ("text/html;q=-1", None), ("text/html;q=", None),
    ("text/html;q=9, text/turtle", "text/html"),
])
def test_bar_39_the_best_offer_is_chosen(header: str | None, expected: str | None):
    assert best(OFFERS, header) == expected


@pytest.mark.parametrize("offers", [tuple(RESULTS), tuple(GRAPHS)])
def test_bar_39_every_format_can_be_asked_for_and_refused(offers):
    for offer in offers:
        assert best(offers, offer) == offer
        assert best(offers, f"{offer};q=0.2, */*;q=0.1") == offer
        assert best(offers, f"*/*;q=0.2, {offer};q=0.3") == offer
        refused = best(offers, f"*/*, {offer};q=0")
        assert refused not in (None, offer)


@given(st.text(alphabet='texturl/*;,q=0.159 "\\\t', max_size=60))
def test_bar_39_any_header_is_answered_by_an_offer_or_by_none(header: str):
    assert best(OFFERS, header) in (*OFFERS, None)
    assert coding(("zstd", "gzip"), header) in ("zstd", "gzip", "identity", None)

"""What is accepted as a body, and how the rest is refused."""

import gzip
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api import create_app
from api.body import pointer
from api.models import Presentation
from kg.limits import limit
from tests.api.standins import service

MIB = 2**20
APP = create_app(service())


def test_an_empty_object_is_a_presentation(post):
    answer = post({})
    assert answer.status_code == 200
    assert answer.json["asked"] == {}


def test_what_the_client_left_out_or_sent_as_null_is_left_out(post):
    answer = post({"findings": [{"concept": "a", "status": None}], "text": None})
    assert answer.json["asked"] == {"findings": [{"concept": "a"}]}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"null", "object"),
        (b"[]", "object"),
        (b'"text"', "object"),
        (b"{", "line 1"),
        (b"{}{}", "line 1"),
        (b'{"text": "\xff"}', "UTF-8 at byte 10"),
        ('{"text": "\u00e9"}'.encode("utf-16"), "UTF-8"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b'{"text": "\\ud800"}', "Unicode"),
        (b'{"text": "a", "text": "b"}', "twice"),
        (b'{"patient": {"age": 3, "age": 4}}', "twice"),
        (b'{"duration_weeks": NaN}', "NaN"),
        (b'{"duration_weeks": -Infinity}', "Infinity"),
        (b'{"duration_weeks": 1e999}', "too large"),
        (b'{"limit": ' + b"9" * 5000 + b"}", "too long"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "nested"),
        (b"[" * 500_000, "nested"),
        (b'{"text": "[[' + b"[" * 100 + b'"', "line 1"),
    ],
)
def test_what_is_not_acceptable_json_is_a_400(post, body: bytes, said: str):
    answer = post(body)
    assert (answer.status_code, answer.json["type"]) == (400, "malformed-json")
    assert said in answer.json["detail"]


def test_brackets_in_text_are_not_nesting(post):
    assert post({"text": '[{"' * 2000}).status_code == 200


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "",
                                        "application/json; charset=utf-16", "application/ld+json"])
def test_another_media_type_is_a_415(post, media_type: str):
    assert post("{}", Content_Type=media_type).status_code == 415


def test_bar_31_a_body_over_the_limit_is_a_413(post):
    answer = post(b'{"text": "' + b"x" * MIB + b'"}')
    assert (answer.status_code, answer.json["type"]) == (413, "body-too-large")


class _Endless(io.RawIOBase):
    """A body without a length that never ends; it remembers how much was taken."""

    taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        buffer[:] = b"x" * len(buffer)
        self.taken += len(buffer)
        return len(buffer)


def test_bar_31_a_body_without_a_length_is_cut_off_just_past_the_limit(client):
    body = _Endless()
    answer = client.post(
        "/v1/differential",
        headers={"Content-Type": "application/json", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input": body, "wsgi.input_terminated": True},
    )
    assert answer.status_code == 413
    assert limit("body_bytes") < body.taken <= limit("body_bytes") + 64 * 1024


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "identity, gzip", "x"])
def test_bar_32_an_encoded_body_is_a_415_and_never_opened(post, encoding: str):
    bomb = gzip.compress(b'{"text": "' + b" " * (8 * MIB) + b'"}')
    answer = post(bomb, Content_Encoding=encoding)
    assert (answer.status_code, answer.json["type"]) == (415, "unsupported-media-type")


WRONG = [
    ({"zork": 1}, "/zork"),
    ({"patient": {"age": "34"}}, "/patient/age"),
    ({"patient": {"age": True}}, "/patient/age"),
    ({"patient": {"age": -1}}, "/patient/age"),
    ({"patient": {"age": 121}}, "/patient/age"),
    ({"patient": {"sex": "F"}}, "/patient/sex"),
    ({"patient": {"pregnant": "no"}}, "/patient/pregnant"),
    ({"duration_weeks": -0.5}, "/duration_weeks"),
    ({"limit": 0}, "/limit"),
    ({"limit": 1.5}, "/limit"),
    ({"findings": {}}, "/findings"),
    ({"findings": [{}]}, "/findings/0"),
    ({"findings": [{"concept": "a"}, {"concept": "a", "text": "b"}]}, "/findings/1"),
    ({"findings": [{"concept": "a", "status": "maybe"}]}, "/findings/0/status"),
    ({"findings": [{"concept": "a", "unknown_reason": "not_done"}]}, "/findings/0"),
    ({"findings": [{"concept": "a", "unit": "deg"}]}, "/findings/0"),
    ({"findings": [{"concept": ""}]}, "/findings/0/concept"),
    ({"findings": [{"concept": "x" * 301}]}, "/findings/0/concept"),
    ({"findings": [{"expression": {"site": "buttock"}}]}, "/findings/0/expression/type"),
    ({"findings": [{"expression": {"type": "pain", "site": 5}}]}, "/findings/0/expression/site"),
    ({"findings": [{"expression": {"type": "pain", "a/b~c": 5}}]},
     "/findings/0/expression/a~1b~0c"),
    ({"findings": [{"concept": "a"}] * 201}, "/findings"),
    ({"complaints": [{}] * 9}, "/complaints"),
    ({"complaints": [{"findings": [{"concept": 1}]}]}, "/complaints/0/findings/0/concept"),
    ({"text": "x" * 20_001}, "/text"),
]


@pytest.mark.parametrize(("body", "place"), WRONG)
def test_what_is_well_formed_but_wrong_is_a_422_that_points_at_it(post, body, place: str):
    answer = post(body)
    assert (answer.status_code, answer.json["type"]) == (422, "invalid-request")
    assert [error["pointer"] for error in answer.json["errors"]] == [place]


def test_all_faults_are_pointed_at_together(post):
    answer = post({"patient": {"age": 200, "sex": 1}, "limit": "x"})
    places = {error["pointer"] for error in answer.json["errors"]}
    assert places == {"/patient/age", "/patient/sex", "/limit"}


def test_faults_found_by_the_engine_keep_their_pointers_and_candidates(post):
    answer = post({"findings": [{"concept": "nonsense"}]})
    assert answer.status_code == 422
    assert answer.json["errors"] == [
        {"pointer": "/findings/0/concept", "detail": "not known", "candidates": ["sense"]}
    ]


def test_a_contradiction_still_tells_the_red_flags(post):
    answer = post({"findings": [{"concept": "clash"}]})
    assert (answer.status_code, answer.json["type"]) == (422, "contradiction")
    assert answer.json["red_flags"] == ["kept"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
members = st.sampled_from([*Presentation.model_fields, "zork"])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(document=st.dictionaries(members, json_values))
def test_no_document_is_a_500(document):
    client = APP.test_client()
    answer = client.post("/v1/differential", data=json.dumps(document),
                         headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 400, 422)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(raw=st.binary(max_size=60))
def test_no_bytes_are_a_500(raw):
    client = APP.test_client()
    answer = client.post("/v1/differential", data=raw,
                         headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 400, 422)


def test_a_pointer_leaves_out_what_only_names_a_variant():
    document = {"a": [{"b": 1}]}
    assert pointer(("a", 0, "b", "str"), document) == "/a/0/b"
    assert pointer(("a", 0, "c"), document, missing=True) == "/a/0/c"
    assert pointer((), document) == ""

"""What templates find in the answers that they show."""

import pytest
from flask import Flask
from jinja2 import StrictUndefined, UndefinedError

from api.pages.templating import Templates


@pytest.fixture
def shown():
    """Return a function that renders a template with an answer."""
    templates = Templates(Flask(__name__), undefined=StrictUndefined)
    return lambda text, answer: templates.from_string(text).render(answer=answer)


def test_a_member_of_an_answer_is_found_by_its_name(shown):
    assert shown("{{ answer.entity.label }}", {"entity": {"label": "coccyx"}}) == "coccyx"


def test_a_method_stays_a_method_where_a_member_has_its_name(shown):
    answer = {"items": "three", "b": 2}
    assert shown("{% for k, v in answer.items() %}{{ k }}={{ v }} {% endfor %}", answer) == (
        "items=three b=2 ")
    assert shown("{{ answer['items'] }}", answer) == "three"


def test_what_is_missing_is_undefined_as_ever(shown):
    with pytest.raises(UndefinedError, match="no attribute 'label'"):
        shown("{{ answer.label }}", {})

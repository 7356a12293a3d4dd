"""The plan page: why treatments are withheld, told once and in full."""

import re
from html import unescape

from flask import Flask

from api.pages.withheld import reasons
from tests.api.test_assess import Sent, app, send

__all__ = ["app", "send"]
DANGER = {"note": "low back pain, saddle numbness, cannot pass urine, fever"}
SCIATICA, FEVER = {"id": "C1", "label": "sciatica"}, {"id": "F1", "label": "fever"}


def test_a_condition_that_several_rules_name_is_one_reason_with_each_rule():
    told = reasons([
        {"condition": SCIATICA}, {"finding": FEVER}, {"condition": SCIATICA, "rule": "R01"},
        {"condition": SCIATICA, "rule": "R02", "part": "deep_pressure"},
        {"condition": SCIATICA, "rule": "R02", "part": "heat"},
        {"condition": None, "rule": "R09"},
    ])
    assert [(one.text, one.rules) for one in told] == [
        ("sciatica is suspected (also for its parts deep pressure and heat)", ["R01", "R02"]),
        ("fever", []), ("a red flag", ["R09"]),
    ]


def test_what_only_ranks_is_possible_and_a_part_alone_is_no_whole():
    told = reasons([{"condition": SCIATICA}, {"finding": FEVER, "part": "heat"}])
    assert [one.text for one in told] == ["sciatica is possible", "fever (for its part heat)"]


def test_the_plan_names_each_cause_once_and_leaves_out_none(app: Flask, send: Sent):
    page = unescape(send(DANGER, "/plan").text)
    table = page.split("<h2>Withheld")[1].split("</table>")[0]
    cells = re.findall(r"✕ withheld</span> (.*?)</td></tr>", table, re.DOTALL)
    saved = send(DANGER, "/assess/file").json
    plan = app.test_client().post("/v1/differential", json=saved).json["plan"]["withheld"]
    assert len(cells) == len(plan) > 5
    assert any(len(one["because"]) > len(reasons(one["because"])) for one in plan)
    for cell, one in zip(cells, plan, strict=True):
        said = [re.sub(r"<[^>]+>.*?</a>", "", part).strip() for part in cell.split("; ")]
        named = [re.split(r" is (?:suspected|possible)| \(", part)[0] for part in said]
        assert len(named) == len(set(named)), cell
        for cause in one["because"]:
            about = cause.get("finding") or cause.get("condition")
            assert (about["label"] if about else "a red flag") in named
            if cause.get("rule"):
                assert f'href="/v1/rules/{cause["rule"]}"' in cell
            if cause.get("part"):
                assert cause["part"].replace("_", " ") in cell

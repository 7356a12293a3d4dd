"""Numbers that decide a finding: "4/5 SIJ provocation tests positive", "SLR R 80, L 35"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.clinical.text.laboratory import results

_COUNT = re.compile(
    r"(?P<count>[0-6])\s*(?:/|of|out of)\s*(?P<all>[3-6])\b", re.IGNORECASE
)
_JOINT = re.compile(
    r"\b(?:sijs?|sacro-?iliac|si|laslett|(?:pain )?provocation)\b", re.IGNORECASE
)
_TESTS = re.compile(
    r"\b(?:tests?|cluster|provocation|maneuvers?|manoeuvres?|laslett)\b", re.IGNORECASE
)
_SIDE = r"(?P<{0}>\b(?:(?-i:L|R)|left|right|lt|rt)\b)"
_RAISE = re.compile(
    r"\b(?:slr|straight[- ]leg[- ]rais(?:e|ing)|lasegue(?:'s)?)\b"
    r"(?P<between>(?:\s|[:=+~(]|\b(?:was|is|at|to|limited|pos\w*|on|the|active|passive|painful|only"
    r"|until|from|stops|stopped|reduced|neg\w*|normal|bilat\w*|b/l|(?-i:L|R)|left|right|lt|rt)\b|-ve|\+ve)*?)"
    r"(?P<angles>(?:(?:(?-i:L|R)|left|right)\s*)?\d{2,3}(?:\s*(?:°|deg\w*))?(?!\s*[%.]?\d"
    r"|\s*/\s*10"
    r"|\s*(?:yo|y/o|kg|mg|weeks?|months?|days?|years?|yrs?|min\w*|s\b|sec\w*|x\b))"
    r"(?:\s*(?:on\s+(?:the\s+)?)?(?:(?-i:L|R)|left|right)\b(?!\s*\d))?"
    r"(?:(?:\s*[,/;&]\s*|\s+(?=(?:(?-i:L|R)|left|right)\b))(?:(?:(?-i:L|R)|left|right)\s*)?\d{2,3}(?:\s*(?:°|deg\w*))?"
    r"(?:\s*(?:on\s+(?:the\s+)?)?(?:(?-i:L|R)|left|right)\b)?(?!\s*(?:%|yo|kg)))?)"
    r"(?P<result>\s*(?:pos\w*|\+ve|\+|neg\w*|-ve|painless))?",
    re.IGNORECASE,
)
_TIGHT_ONLY = re.compile(
    r"\s*(?:°|deg\w*)?\s*(?:by|with|d/t|due to|from|because of)\s+(?:the |just |only )?"
    r"(?:(?:tight )(?:hams?\w*|HS)\b|(?:hams?\w*|HS) tight\w*)"
    r"(?![^.;\n]{0,25}(?:\?|neural|pain|leg))",
    re.IGNORECASE,
)
"""What stops a leg that is raised and is no nerve."""
_ANGLE = re.compile(
    r"(?:(?P<before>(?-i:\b[LR]\b)|left|right)\s*)?(?P<angle>\d{2,3})"
    r"(?:\s*(?:°|deg\w*))?(?:\s*(?:on\s+(?:the\s+)?)?(?P<after>(?-i:\b[LR]\b)|left|right)(?!\s*\d))?",
    re.IGNORECASE,
)
_LOST_WEIGHT = re.compile(
    r"\b(?:(?:lost|losing|lose|loses|loss of|dropped|shed)\s+"
    r"(?:about |around |over |nearly |~|approx\w* )?"
    r"(?:\d+(?:\.\d+)?|a|one|two|three|four|five|six|seven|eight|nine|ten|half a)\s*"
    r"(?:kg|kgs|kilos?|kilograms?|stones?|st|lbs?|pounds?)\b"
    r"|(?:\d+(?:\.\d+)?\s*(?:kg|kilos?|stones?|lbs?)|(?:weight|wt))\s+(?:down|loss|lighter)\b"
    r"|(?:weight|wt)(?: is)? down\b)(?P<why>[^.;\n]{0,40})",
    re.IGNORECASE,
)
_WEIGHED = re.compile(
    r"\b(?:weight|wt)\s*:?\s*(?:was |from |down from )?"
    r"(?P<was>\d{2,3}(?:\.\d)?)\s*(?:kg|kilos?)?\s*"
    r"(?:-{1,2}>|→|=>|to|now|then)\s*(?P<now>\d{2,3}(?:\.\d)?)\s*(?:kg|kilos?)\b"
    r"(?P<why>[^.;\n]{0,40})", re.IGNORECASE,
)
_LOST_SHARE = 0.05
"""Share of the weight from which a loss between two weighings counts (customary limit)."""
_WANTED = re.compile(
    r"diet|on purpose|intentional|trying to lose|wegovy|ozempic|gym", re.IGNORECASE
)
_UNWANTED = re.compile(r"without|unintentional|not trying|no diet|not diet", re.IGNORECASE)
_WIDER_CALF = re.compile(
    r"\bcalf\b[^.;\n]{0,25}?(?:\+|>|by )?\s*(?P<cm>\d(?:\.\d)?)\s*cm\b[^.;,\n]{0,30}", re.IGNORECASE
)
_LAST_PERIOD = re.compile(
    r"\b(?:lmp|last (?:menstrual )?period)\b\s*(?:was|:)?\s*(?:about |around |~|approx\w* )?"
    r"(?P<count>\d{1,2})\s*(?:/52|wks?|weeks?)\s*(?:ago)?", re.IGNORECASE,
)
_SINCE_PERIOD = re.compile(
    r"\b(?P<count>\d{1,2})\s*(?:/52|wks?|weeks?)\s*(?:since|after|from)\s*(?:her |my |the )?"
    r"(?:lmp|last (?:menstrual )?period)\b", re.IGNORECASE,
)
_LAST_PERIOD_MONTHS = re.compile(
    r"\b(?:lmp|last (?:menstrual )?period)\b\s*(?:was|:)?\s*(?P<count>[3-9]|1[0-2])\s*/12\s+ago\b",
    re.IGNORECASE,
)
_STIFF = re.compile(
    r"(?:(?P<early>\d{1,3}|few|couple of)\s*(?P<unit>min\w*|h(?:ou)?rs?|h)\b[^.;,\n]{0,8}"
    r"\b(?:am |morning |of )*stiff\w*"
    r"|\b(?:stiff\w*)[^.;\n]{0,28}?(?P<late>\d{1,3}|few|couple of)\s*"
    r"(?P<unit_late>min\w*|h(?:ou)?rs?|h)\b)",
    re.IGNORECASE,
)
_STIFF_OF_60 = re.compile(
    r"\b(?:am|morning|early morning|ems)\s*(?:stiff\w*)?\s*(?P<minutes>\d{1,3})\s*/\s*60\b",
    re.IGNORECASE,
)
_HIP_FLEXION = re.compile(
    r"\b(?:hip\s+(?:(?-i:L|R)\s+|left\s+|right\s+)?flex\w*|flex\w*(?=[^.;\n]{0,20}\bhip\b))"
    r"\s*(?:to|of|:|=|is|limited to|only)?\s*(?P<hip>\d{2,3})\s*(?:°|deg\w*)?(?!\s*/)"
    r"(?:\s*(?P<side>(?-i:L|R)|left|right)\b)?", re.IGNORECASE,
)
_WALKS = re.compile(
    r"\b(?:walks?|walking(?: distance| tolerance)?|manages?)\s+(?:of |only |about |around |up to "
    r"|max(?:imum)? |approx\w* |limited to |is |:|~)*(?P<far>\d{1,4})\s*"
    r"(?P<unit>m|met(?:er|re)s?|y(?:ar)?ds?|ft|feet)\b(?P<then>[^.;\n]{0,25})", re.IGNORECASE,
)
_WEEKS_OF_40 = re.compile(r"(?<![\d/])(?P<weeks>[4-9]|[1-3]\d|4[0-2])(?:\+\d)?\s*/\s*40\b(?!\s*mg)")
_SCORE = re.compile(
    r"\b(?:pain(?: score| level| rating)?|nprs|nrs|vas|score)\s*"
    r"(?:of|is|was|:|=|at|up to|rated)?\s*"
    r"(?P<score>\d{1,2}|seven|eight|nine|ten)\s*(?:/|out of)\s*(?:10|ten)\b",
    re.IGNORECASE,
)
_WORDS = {"seven": 7, "eight": 8, "nine": 9, "ten": 10}
_SIDES = {"l": "left", "r": "right", "left": "left", "right": "right"}
_CLUSTER_NEEDS = 3
"""Positive tests out of five that make the sacroiliac cluster (Laslett 2005)."""
_RAISE_BELOW = 70
"""Degrees of straight leg raise; pain beyond is not counted as nerve root tension."""
_NAMED = (
    "calf", "lmp", "period", "stiff", "flex", "walk", "manage", "/40", "/ 40", "/60", "/ 60",
)
"""Without one of these no number has a limit here."""
_WIDER_FROM = 3.0
"""Centimeters by which a calf is wider than the other to count as swollen (Wells 1997)."""
_LATE_WEEKS = range(5, 21)
"""Weeks since the last period that make a period missed; later it is called amenorrhea."""
_STIFF_OVER = 30
"""Minutes of morning stiffness that speak of inflammation."""
_FLEXION_BELOW = 100
"""Degrees of hip flexion below which an adult hip is limited (usual range 110 to 120)."""
_SHORT_WALK_M = 500.0
"""Meters of walking that count as short."""
_METERS = {"m": 1.0, "y": 0.9144, "f": 0.3048}
SCORED = frozenset({"severe_pain"})
"""What a score says of a pain that the words around it tell more of."""
_SEVERE_FROM = 7
"""Points of ten from which a pain is called severe (customary cut-off of rating scales)."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A finding, by key, that a number in a text decides, and the side it names."""

    start: int
    end: int
    key: str
    status: str
    side: str = ""


def decided(text: str) -> list[Decided]:
    """Return what the numbers of ``text`` decide, in the order of the text."""
    found = [one for match in _COUNT.finditer(text) for one in _cluster(text, match)]
    found += [one for match in _RAISE.finditer(text) for one in _raises(match)]
    found += [
        Decided(m.start(), m.start("why"), "weight_loss", "present")
        for m in _LOST_WEIGHT.finditer(text)
        if not _WANTED.search(m["why"]) or _UNWANTED.search(m["why"])
    ]
    found += [
        Decided(m.start(), m.start("why"), "weight_loss", "present")
        for m in _WEIGHED.finditer(text)
        if float(m["now"]) <= (1 - _LOST_SHARE) * float(m["was"])
        and (not _WANTED.search(m["why"]) or _UNWANTED.search(m["why"]))
    ]
    found += [
        Decided(m.start(), m.end(), "severe_pain", "present") for m in _SCORE.finditer(text)
        if _SEVERE_FROM <= (_WORDS.get(m["score"].lower()) or int(m["score"])) <= 10
    ]
    lower = text.lower()
    if any(name in lower for name in _NAMED):
        found += _numbers(text)
    found += [
        Decided(one.start, one.end, one.key, "present" if one.beyond else "absent")
        for one in results(text)
    ]
    return sorted(found, key=lambda f: f.start)


def _others(text: str) -> Iterator[Decided]:
    """Yield what numbers of hip, walking and pregnancy decide."""
    for m in _STIFF_OF_60.finditer(text):
        long = "present" if int(m["minutes"]) > _STIFF_OVER else "absent"
        yield Decided(m.start(), m.end(), "morning_stiffness_30", long)
    for m in _HIP_FLEXION.finditer(text):
        if int(m["hip"]) < _FLEXION_BELOW:
            side = _SIDES.get((m["side"] or "").lower(), "")
            yield Decided(m.start(), m.end(), "hip_motion_limited", "present", side)
    for m in _WALKS.finditer(text):
        if float(m["far"]) * _METERS[m["unit"][0].lower()] <= _SHORT_WALK_M and not re.search(
            r"without|no pain|fine|briskly|test", m["then"], re.IGNORECASE
        ):
            yield Decided(m.start(), m.end("unit"), "walking_distance_short", "present")
    for m in _WEEKS_OF_40.finditer(text):
        yield Decided(m.start(), m.end(), "pregnant", "present")


def _numbers(text: str) -> Iterator[Decided]:
    """Yield what single numbers with a limit decide."""
    yield from _others(text)
    for m in _WIDER_CALF.finditer(text):
        if float(m["cm"]) >= _WIDER_FROM:
            yield Decided(m.start(), m.end(), "leg_swelling", "present")
    for m in (*_LAST_PERIOD.finditer(text), *_SINCE_PERIOD.finditer(text)):
        if int(m["count"]) in _LATE_WEEKS:
            yield Decided(m.start(), m.end(), "missed_period", "present")
    for m in _LAST_PERIOD_MONTHS.finditer(text):
        yield Decided(m.start(), m.end(), "menstrual_disturbance", "present")
    for m in _STIFF.finditer(text):
        count = (m["early"] or m["late"]).lower()
        hours = (m["unit"] or m["unit_late"]).lower().startswith("h")
        minutes = (int(count) if count.isdigit() else 5) * (60 if hours else 1)
        status = "present" if minutes > _STIFF_OVER else "absent"
        yield Decided(m.start(), m.end(), "morning_stiffness_30", status)


def _cluster(text: str, match: re.Match[str]) -> Iterator[Decided]:
    """Read a count of tests in the clause around it; a grade of strength is none."""
    start = max(text.rfind(stop, 0, match.start()) for stop in ".;,\n") + 1
    ends = [at for stop in ".;,\n" if (at := text.find(stop, match.end())) >= 0]
    end = min(ends, default=len(text))
    joint, tests = (p.search(text, start, end) for p in (_JOINT, _TESTS))
    lone = joint is not None and re.fullmatch(
        r"[\s:=]*(?:cluster|prov\w*|tests?|stress|[\s:=])*", text[joint.end():match.start()], re.I
    )
    if joint is None or not (tests or lone) or int(match["count"]) > int(match["all"]):
        return
    first, last = (
        min(m.start() for m in (match, joint, tests or joint)),
        max(m.end() for m in (match, joint, tests or joint)),
    )
    count = int(match["count"])
    yield Decided(first, last, "sij_cluster_3", "present" if count >= _CLUSTER_NEEDS else "absent")
    yield Decided(first, last, "sij_any_positive", "present" if count else "absent")


def _raises(match: re.Match[str]) -> Iterator[Decided]:
    told = f"{match['between']} {match['result'] or ''}".lower()
    tight = _TIGHT_ONLY.match(match.string, match.end())
    if re.search(r"neg|normal|-ve|painless", told) or tight:
        status = "absent"
    else:
        status = "present" if re.search(r"pos|\+", told) else ""
    lone = re.search(_SIDE.format("lone"), match["between"], re.IGNORECASE)
    for angle in _ANGLE.finditer(match["angles"]):
        side = angle["before"] or angle["after"] or (lone["lone"] if lone else "")
        limited = int(angle["angle"]) < _RAISE_BELOW
        yield Decided(
            match.start(), match.end(), "slr_positive",
            status or ("present" if limited else "absent"), _SIDES.get(side.lower(), ""),
        )

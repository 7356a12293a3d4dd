"""How templates word what the answers hold as codes: denials, weights, times."""

import re

_QUANTIFIED = ("age ", "at least ", "three or more ")


def denied(label: str) -> str:
    """Return what it is called that the finding ``label`` is absent.

    The denial comes first, where nobody reads past it: "no fever", "slump test negative".
    """
    if label.startswith(_QUANTIFIED) or label.endswith(" sex"):
        return f"not {label}"
    if label.endswith(" positive"):
        return f"{label.removesuffix('positive')}negative"
    return f"no {label}"


def signed(number: float) -> str:
    """Return a weight with its sign and two decimals; what rounds to nothing has no sign."""
    text = f"{abs(number):.2f}"
    return text if float(text) == 0 else f"{'+' if number > 0 else '−'}{text}"


def due(time_point: str) -> str:
    """Return when a step is due, in words: "0-4 h" is "within 4 hours"."""
    if time_point == "0 h":
        return "now"
    text = re.sub(r"\bh$", "hours", time_point.replace("_", " "))
    if text.startswith("0-"):
        return f"within {text[2:]}"
    return f"within {text}" if text == "days" else re.sub(r"(?<=\d)-(?=\d)", "–", text)


def lasting(weeks: float) -> str:
    """Return a number of weeks as people say it: in days, weeks, months or years."""
    for unit, each, least in (("years", 52.0, 104), ("months", 52 / 12, 26), ("weeks", 1.0, 2)):
        if weeks >= least:
            return f"for {round(weeks / each)} {unit}"
    days = round(weeks * 7)
    return f"for {days} day{'s' if days != 1 else ''}"

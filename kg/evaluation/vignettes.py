"""Vignettes of a user's own: JSON lines with texts as a clinician writes them, and a truth."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import AuthoringError, Fault
from kg.evaluation.examples import Example

_SEXES = {"M": "male", "F": "female"}


def read_vignettes(file: Path) -> list[Example]:
    """Read the vignettes of ``file``.

    Raises:
        AuthoringError: a line is no JSON object with a truth; every such line is in it.
        OSError: the file cannot be read.
    """
    faults: list[Fault] = []
    examples: list[Example] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            vignette = json.loads(line)
            examples.append(_example(vignette, f"{number}"))
        except ValueError as error:
            faults.append(Fault(file.name, f"line {number}", f"is not JSON lines: {error}"))
        except (TypeError, KeyError, AttributeError):
            faults.append(Fault(file.name, f"line {number}", "is no vignette with a truth"))
    if faults:
        raise AuthoringError(faults)
    return examples


def _example(vignette: Mapping[str, Any], number: str) -> Example:
    return Example(
        id=str(vignette.get("id") or number),
        truth=str(vignette["truth"]),
        acceptable=tuple(vignette.get("acceptable", ())),
        red_flag=bool(vignette.get("red_flag")),
        triage=str(vignette.get("triage", "")),
        request=vignette_request(vignette),
    )


def vignette_request(vignette: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request that a vignette makes; its texts keep their own polarity."""
    texts = [*vignette.get("present", ()), *vignette.get("absent", ())]
    asked: dict[str, Any] = {
        "patient": {"sex": _SEXES.get(str(vignette.get("sex", "")), "unknown")},
        "findings": [{"text": text} for text in texts],
        "history": [{"text": text} for text in vignette.get("history", ())],
    }
    if vignette.get("free_text"):
        asked["text"] = vignette["free_text"]
    if vignette.get("age") is not None:
        asked["patient"]["age"] = vignette["age"]
    return asked

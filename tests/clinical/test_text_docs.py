"""The examples of docs/text.md are what is read.

After a change of the reading, look at what changed and keep it with
``GLUTEAL_REGENERATE=yes pytest -n0 tests/clinical/test_text_docs.py``.
"""

import os
from pathlib import Path

from kg.clinical.facade import Clinician

PAGE = Path(__file__).resolve().parents[2] / "docs" / "text.md"


def shown(real: Clinician, text: str) -> str:
    """Return the mentions of ``text`` as the page shows them."""
    found = []
    for m in real.annotate(text)["mentions"]:
        members = m.get("expression", {}).items()
        what = m["concept"]["label"] if "concept" in m else ", ".join(
            v["label"] if isinstance(v, dict) else
            f"{k.replace('_', ' ')} {' and '.join(x['label'] for x in v)}" for k, v in members
        )
        usual = {"patient", "certain", "current"}
        aside = {m["experiencer"], m["certainty"], m["temporal"]} - usual
        side = f", {m['laterality']}" if m["laterality"] else ""
        found.append(f"{' and '.join(sorted(aside)) or m['status']}: {what}{side}")
    return "; ".join(found) or "nothing"


def test_the_page_shows_what_is_read(real):
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    fresh = []
    for line in lines:
        cells = line.split(" | ")
        if line.startswith("| `") and len(cells) == 2:
            text = cells[0].removeprefix("| `").removesuffix("`")
            line = f"| `{text}` | {shown(real, text)} |"
        fresh.append(line)
    if os.environ.get("GLUTEAL_REGENERATE"):
        PAGE.write_text("\n".join(fresh) + "\n", encoding="utf-8")
        lines = fresh
    assert [line for line, new in zip(lines, fresh, strict=True) if line != new] == []
    assert sum(line.startswith("| `") for line in lines) >= 30

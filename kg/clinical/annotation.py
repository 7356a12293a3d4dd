"""The mentions of a text as the answer shows them."""

from kg.clinical.index import Index, Json
from kg.clinical.text.annotate import Reading
from kg.clinical.text.context import Context
from kg.clinical.text.mentions import Mention
from kg.clinical.wording import measured_bands, mention_echo


def annotation(index: Index, reading: Reading, text: str) -> list[Json]:
    """Return every mention of ``text``, which was read as ``reading``, in the order of the text."""
    found = [_mention(index, mention) for mention in reading.mentions]
    found.extend(
        _mention(index, Mention(
            measured.start, measured.end, text[measured.start:measured.end], band,
            Context(status, measured.side, "patient", "certain", "current"),
        ))
        for measured in reading.measured
        for band, status in measured_bands(index, measured)
    )
    return sorted(found, key=lambda m: (m["start"], m["end"]))


def _mention(index: Index, mention: Mention) -> Json:
    seen = mention.context
    what: Json = (
        {"concept": index.ref(mention.finding)}
        if mention.finding
        else {"expression": mention_echo(index, mention)}
    )
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        **what,
        "status": seen.status,
        "laterality": seen.laterality or None,
        "experiencer": seen.experiencer,
        "certainty": seen.certainty,
        "temporal": seen.temporal,
    }

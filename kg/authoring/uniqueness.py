"""No two records may share an identifier; no two entities a key, a slug, a label or a synonym."""

from collections import defaultdict

from kg.authoring.draft import Draft
from kg.authoring.faults import Faults


def check_unique(drafts: list[Draft], faults: Faults) -> None:
    """Add a fault at every second and later use of an identifier or a name."""
    for sort, same in _uses(drafts).items():
        first = same[0]
        for draft in same[1:]:
            what, name = sort[-2:]
            message = f"{name!r} is written twice"
            if draft is not first:
                message = (f"{name!r} is already used by {first.id} in "
                           f"{first.raw.origin.file}: {first.raw.origin.where}")
            faults.add(draft.raw.origin, what, message)


def _uses(drafts: list[Draft]) -> dict[tuple[str, str, str], list[Draft]]:
    uses: dict[tuple[str, str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        sort = "entity" if draft.is_entity else draft.raw.record.__name__
        uses[sort, "id", draft.id].append(draft)
        if not draft.is_entity:
            continue
        for what in ("key", "slug"):
            if draft.text(what):
                uses["entity", what, draft.text(what)].append(draft)
        label = draft.text("label").casefold()
        uses["name", "label", label].append(draft)
        for synonym in {name.casefold() for name in draft.texts("synonyms")}:
            uses["name", "label", synonym].append(draft)
    return uses

"""Checks the values of one authored record, and builds it once every name can be resolved."""

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.authoring import closed_lists
from kg.authoring.faults import Faults, Origin, did_you_mean
from kg.authoring.fields import FieldSpec, read_value, required, specs
from kg.authoring.files import is_safe_stem
from kg.authoring.raw import Raw
from kg.authoring.resolve import Names, UnresolvedName
from kg.iris import is_curie, slugify
from kg.model import Entity

_RECORD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")

Sort = Callable[[str], type | None]
"""Tells the class of the record with an identifier."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record whose values have their types and whose references are still names."""

    raw: Raw
    values: Mapping[str, object]

    @property
    def id(self) -> str:
        """The identifier as written."""
        return str(self.values.get("id", ""))

    @property
    def is_entity(self) -> bool:
        """Whether this is an entity and not a record."""
        return issubclass(self.raw.record, Entity)

    def text(self, name: str) -> str:
        """Return the text of a field; empty when it is not given."""
        return str(self.values.get(name, ""))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a field that holds several."""
        value = self.values.get(name, ())
        return value if isinstance(value, tuple) else ()


def draft_of(raw: Raw, faults: Faults) -> Draft | None:
    """Give every value of ``raw`` its type; ``None`` when there is no usable identifier."""
    values: dict[str, object] = {}
    cell = raw.origin.file.endswith(".tsv")
    for name, spec in specs(raw.record).items():
        if name not in raw.values or raw.values[name] == "":
            continue
        try:
            values[name] = read_value(spec, raw.values[name], cell=cell)
            _check_choice(spec, values[name], raw.origin, faults)
        except ValueError as error:
            faults.add(raw.origin, name, str(error))
    draft = Draft(raw, values)
    for name in required(raw.record):
        if values.get(name, "") in ("", ()) and raw.values.get(name, "") in ("", []):
            faults.add(raw.origin, name, "is required")
    _check_order(draft, faults)
    if not draft.is_entity:
        return draft if _usable(draft, faults) else None
    if "slug" not in values:
        values["slug"] = slugify(draft.text("label"))
    if draft.text("label") and not is_safe_stem(draft.text("slug")):
        faults.add(raw.origin, "slug", f"{values['slug']!r} cannot stand in an address")
    return draft if _usable(draft, faults) else None


def _usable(draft: Draft, faults: Faults) -> bool:
    well_formed = is_curie(draft.id) if draft.is_entity else bool(_RECORD_ID.fullmatch(draft.id))
    if draft.id and not well_formed:
        faults.add(draft.raw.origin, "id", f"{draft.id!r} is not a well-formed identifier",
                   "entities are GKG: and seven digits" if draft.is_entity else "")
    return well_formed


def _check_choice(spec: FieldSpec, value: object, origin: Origin, faults: Faults) -> None:
    for one in value if isinstance(value, tuple) else (value,):
        if spec.choices is not None and one not in spec.choices:
            allowed = ", ".join(sorted(choice for choice in spec.choices if choice))
            faults.add(origin, spec.name, f"{one!r} is not one of: {allowed}",
                       did_you_mean(str(one), spec.choices))


def _check_order(draft: Draft, faults: Faults) -> None:
    for names in closed_lists.ASCENDING:
        given = [(name, draft.values[name]) for name in names
                 if isinstance(draft.values.get(name), int | float)]
        for (low, lesser), (high, greater) in itertools.pairwise(given):
            if lesser > greater:  # type: ignore[operator]
                faults.add(draft.raw.origin, low, f"{lesser} is more than {high} {greater}")


def build(
    draft: Draft, names: Mapping[str, Names], sort: Sort, faults: Faults,
    computed: Mapping[str, object],
) -> object | None:
    """Resolve every reference of ``draft`` and make the record; ``None`` when it cannot be."""
    values = {**draft.values, **computed}
    before = len(faults.found)
    for name, spec in specs(draft.raw.record).items():
        if spec.reference and name in values:
            values[name] = _resolved(spec, values[name], names[spec.reference], sort,
                                     draft.raw.origin, faults)
    missing = [name for name in required(draft.raw.record) if not draft.values.get(name)]
    if len(faults.found) > before or missing:
        return None
    made: object = draft.raw.record(**values)
    return made


def _resolved(
    spec: FieldSpec, value: object, names: Names, sort: Sort, origin: Origin, faults: Faults,
) -> object:
    found = set()
    for name in value if isinstance(value, tuple) else (str(value),):
        identifier = resolve(name, names, spec.name, origin, faults)
        wanted = spec.targets
        kind = sort(identifier) if identifier and wanted else None
        if kind is not None and not issubclass(kind, wanted):
            sorts = " or ".join(target.__name__.lower() for target in wanted)
            faults.add(origin, spec.name, f"{name!r} is {identifier}, which is not a {sorts}")
        found.add(identifier)
    return tuple(sorted(found)) if isinstance(value, tuple) else found.pop()


def resolve(name: str, names: Names, key: str, origin: Origin, faults: Faults) -> str:
    """Return what ``name`` means, or the empty string and a fault."""
    try:
        return names.find(name)
    except UnresolvedName as error:
        faults.add(origin, key, str(error), error.suggestion)
        return ""

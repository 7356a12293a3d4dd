"""Every gate must be in the gate language and name keys of findings or conditions."""

from kg.authoring.draft import Draft
from kg.authoring.faults import Faults, Suggester
from kg.authoring.fields import specs
from kg.errors import GateError
from kg.gates import Atom, leaves, parse
from kg.model import Condition, Finding


def check_gates(drafts: list[Draft], faults: Faults) -> None:
    """Add a fault for every gate that cannot be read or names nothing."""
    keys = {
        draft.text("key") for draft in drafts if issubclass(draft.raw.record, Finding | Condition)
    }
    suggester = Suggester(keys)
    for draft in drafts:
        for name, spec in specs(draft.raw.record).items():
            if spec.is_gate:
                written = draft.values.get(name, ())
                for text in written if isinstance(written, tuple) else (str(written),):
                    _check(text, draft, name, keys, suggester, faults)


def _check(
    text: str, draft: Draft, name: str, keys: set[str], suggester: Suggester, faults: Faults,
) -> None:
    try:
        found = list(leaves(parse(text)))
    except (GateError, RecursionError) as error:
        faults.add(draft.raw.origin, name, str(error) or "the gate is nested too deeply")
        return
    for leaf in found:
        if isinstance(leaf, Atom) and leaf.key not in keys:
            faults.add(draft.raw.origin, name,
                       f"{leaf.key!r} is not the key of a finding or a condition",
                       suggester.suggest(leaf.key))

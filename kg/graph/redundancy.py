"""Which inferred edges show nothing new: those that other edges of the graph already imply.

Left out, the graph still implies them: whoever follows "is a kind of" and the edges that remain
meets them again. What a mechanism concludes (compressed nerve, hence weak muscle) is new.
"""

from collections.abc import Mapping

from kg.axioms import SubPropertyOf
from kg.graph.model import SUBCLASS
from kg.iris import BASE
from kg.reasoning.taxonomy import Taxonomy


class Entailed:
    """All entailed pairs by subject, and the properties that pass relations on."""

    def __init__(
        self, pairs: Mapping[str, set[tuple[str, str]]], taxonomy: Taxonomy
    ) -> None:
        """Index ``pairs`` (property, target) of every entity."""
        self.pairs = pairs
        self.kinds = {
            one: frozenset(t for p, t in found if p == SUBCLASS) for one, found in pairs.items()
        }
        self.narrower: dict[str, set[str]] = {}
        self.passed_on: dict[str, set[tuple[str, str]]] = {SUBCLASS: {(SUBCLASS, SUBCLASS)}}
        for axiom in taxonomy.normalizer.axioms:
            if isinstance(axiom, SubPropertyOf):
                self._note(tuple(r.removeprefix(BASE) for r in axiom.chain),
                           axiom.sup.removeprefix(BASE))

    def _note(self, chain: tuple[str, ...], sup: str) -> None:
        if len(chain) == 1:
            self.narrower.setdefault(sup, set()).add(chain[0])
        elif len(chain) == 2 and sup in chain:
            self.passed_on.setdefault(sup, set()).add((chain[0], chain[1]))

    def is_strict_kind(self, sub: str, sup: str) -> bool:
        """Tell whether ``sub`` is a kind of ``sup`` and not the same."""
        return sup in self.kinds.get(sub, ()) and sub not in self.kinds.get(sup, ())


def is_implied(known: Entailed, source: str, relation: str, target: str) -> bool:
    """Tell whether other entailed edges imply this one, which nobody stated.

    They do where a narrower property or a narrower target says more, where the subject is a kind
    of something of which the same is said, and where a property passes itself on (a part of a
    part).
    """
    own = known.pairs[source]
    if any((narrow, target) in own for narrow in known.narrower.get(relation, ())):
        return True
    if relation != SUBCLASS:
        if any(p == relation and known.is_strict_kind(t, target) for p, t in own):
            return True
        above = (k for k in known.kinds[source] if known.is_strict_kind(source, k))
        if any((relation, target) in known.pairs[kind] for kind in above):
            return True
    return any(
        middle not in (source, target)
        and (second, target) in known.pairs.get(middle, ())
        and not (second == SUBCLASS and source in known.kinds.get(middle, ()))
        for first, second in known.passed_on.get(relation, ())
        for p, middle in own if p == first
    )

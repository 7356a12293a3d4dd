"""Consequence-based EL reasoning, with the derivation of every conclusion.

A *context* is a class whose subsumers (``subs``) and existential successors (``edges``) are
being computed; contexts are made on demand, so that a question about one class costs only what
that class reaches. A saturation can stand on a saturated ``base`` that it reads and never
changes: that is how a presentation is classified without touching the ontology's own results.

Derivations are tuples that start with the name of the inference:

- ``("start",)``: a class subsumes itself
- ``("implied", axiom, A)``, ``("conjunction", axiom, *operands)``
- ``("some", axiom, role, successor, A)``: an edge to a successor that is an A
- ``("nothing", role, successor)``: an edge to an impossible successor
- ``("exists", axiom, A)``, ``("super_role", axiom, role)``,
  ``("chain", axiom, first, middle, second)``: why there is an edge
"""

from collections import deque
from collections.abc import Iterable

from kg.reasoning.normal import BOTTOM, Normalizer

Derivation = tuple[str | int, ...]
START: Derivation = ("start",)


class Context:
    """One class with what is known of it: subsumers, edges and who points at it."""

    __slots__ = ("edges", "preds", "subs")

    def __init__(self) -> None:
        """Start empty."""
        self.subs: dict[int, Derivation] = {}
        self.edges: dict[tuple[int, int], Derivation] = {}
        self.preds: list[tuple[int, int]] = []


class Saturation:
    """The contexts of one normalizer, saturated on demand."""

    def __init__(self, normalizer: Normalizer, base: "Saturation | None" = None) -> None:
        """Reason over ``normalizer``; contexts of ``base`` are used as they stand."""
        self.normalizer = normalizer
        self.contexts: dict[int, Context] = {}
        self._rules = normalizer.rules
        self._watch = normalizer.rules.watch()
        self._settled = base.contexts if base is not None else dict[int, Context]()
        self._todo: deque[tuple[int, int, int, Derivation]] = deque()

    def context(self, number: int) -> Context:
        """Return the saturated context of class ``number``."""
        found = self._peek(number)
        if found is None:
            self._open(number)
            self._run()
            found = self.contexts[number]
        return found

    def subsumers(self, number: int) -> dict[int, Derivation]:
        """Return the subsumers of class ``number``, each with its derivation."""
        return self.context(number).subs

    def seed(
        self, number: int, subs: Iterable[int], edges: Iterable[tuple[int, int]], why: Derivation
    ) -> Context:
        """Open class ``number`` with ``subs`` and ``edges`` (role, successor) given as known.

        A number that no axiom mentions is a class of the caller's own, such as a presentation.
        """
        context = self.contexts.setdefault(number, Context())
        for sub in subs:
            self._todo.append((number, sub, -1, why))
        for role, target in edges:
            self._todo.append((number, target, role, why))
        self._run()
        return context

    def _peek(self, number: int) -> Context | None:
        found = self.contexts.get(number)
        return self._settled.get(number) if found is None else found

    def _open(self, number: int) -> None:
        if self._peek(number) is None:
            self.contexts[number] = Context()
            self._todo.append((number, number, -1, START))

    def _run(self) -> None:
        todo = self._todo
        while todo:
            owner, target, role, why = todo.popleft()
            context = self.contexts[owner]
            if role < 0:
                if target not in context.subs:
                    context.subs[target] = why
                    self._on_sub(owner, context, target)
            elif (role, target) not in context.edges:
                self._open(target)
                context.edges[role, target] = why
                self._on_edge(owner, context, role, target)

    def _on_sub(self, owner: int, context: Context, sub: int) -> None:
        rules, push = self._rules, self._todo.append
        for head, axiom in rules.implied.get(sub, ()):
            push((owner, head, -1, ("implied", axiom, sub)))
        if partners := self._watch.get(sub):
            for partner in partners.keys() & context.subs.keys():
                for number in partners[partner]:
                    operands, head, axiom = rules.conjunctions[number]
                    if head not in context.subs and all(o in context.subs for o in operands):
                        push((owner, head, -1, ("conjunction", axiom, *operands)))
        for role, filler, axiom in rules.to_some.get(sub, ()):
            push((owner, filler, role, ("exists", axiom, sub)))
        for role, source in context.preds:
            for head, axiom in rules.from_some.get(role, {}).get(sub, ()):
                push((source, head, -1, ("some", axiom, role, owner, sub)))
            if sub == BOTTOM:
                push((source, BOTTOM, -1, ("nothing", role, owner)))

    def _on_edge(self, owner: int, context: Context, role: int, target: int) -> None:
        rules, push = self._rules, self._todo.append
        successor = self.contexts.get(target)
        if successor is not None:
            successor.preds.append((role, owner))
        else:
            successor = self._settled[target]
        for sup, axiom in rules.super_roles.get(role, ()):
            push((owner, target, sup, ("super_role", axiom, role)))
        self._from_successor(owner, role, target, successor)
        by_second = dict[int, list[tuple[int, int]]]()
        for second, result, axiom in rules.chains.get(role, ()):
            by_second.setdefault(second, []).append((result, axiom))
        if by_second:
            for second, end in list(successor.edges):
                for result, axiom in by_second.get(second, ()):
                    push((owner, end, result, ("chain", axiom, role, target, second)))
        for first, result, axiom in rules.chains_by_second.get(role, ()):
            for before, source in context.preds:
                if before == first:
                    push((source, target, result, ("chain", axiom, first, owner, role)))

    def _from_successor(self, owner: int, role: int, target: int, successor: Context) -> None:
        by_filler = self._rules.from_some.get(role, {})
        subs = successor.subs
        shared = by_filler.keys() & subs.keys() if by_filler else ()
        for sub in shared:
            for head, axiom in by_filler[sub]:
                self._todo.append((owner, head, -1, ("some", axiom, role, target, sub)))
        if BOTTOM in subs:
            self._todo.append((owner, BOTTOM, -1, ("nothing", role, target)))

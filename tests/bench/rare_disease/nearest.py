"""The product's own back-off, to the nearest finding that a row speaks of, on the same cells.

Slow with thousands of rows. Hence every third case.
"""

from collections.abc import Sequence
from dataclasses import replace

from kg.clinical.engine.effects import Effects
from kg.clinical.engine.model import Model, Observed
from kg.clinical.engine.rank import row_terms
from tests.bench.rare_disease.evaluate import Case, engine, ranks, show
from tests.bench.rare_disease.knowledge import KnowledgeBase
from tests.bench.rare_disease.ranker import Ranker, build

EVERY = 3


def nearest(base: KnowledgeBase, cases: Sequence[Case]) -> None:
    """Print both kinds of back-off on every third clean case."""
    chosen = [c for c in cases if not c["own_publication_in_hpoa"]][::EVERY]
    ranker = build(base)
    model = nearest_model(ranker)

    effects = Effects(model.columns)

    def score(case: Case) -> Sequence[float]:
        return row_terms(model, entailed(ranker, case), effects).totals

    show("Back-off", {
        "mixture": ranks(ranker, chosen, engine(ranker)),
        "nearest": ranks(ranker, chosen, score),
    })


def nearest_model(ranker: Ranker) -> Model:
    """Return the model of ``ranker`` with the most informative ancestor of each as its parent."""
    known = ranker.information
    parent = [max(a, key=lambda f: (known[f], -f), default=-1) for a in ranker.model.ancestors]
    return replace(ranker.model, blend=None, parent=parent)


def entailed(ranker: Ranker, case: Case) -> Observed:
    """Return what the reports of ``case`` say and entail."""
    found = sorted({ranker.number[t] for t in case["present"] if t in ranker.number})
    present: dict[int, list[int]] = {}
    for report, finding in enumerate(found):
        for above in (finding, *ranker.model.ancestors[finding]):
            present.setdefault(above, []).append(report)
    return Observed(present, frozenset(found), {}, lambda gate: False)

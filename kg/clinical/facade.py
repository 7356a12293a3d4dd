"""The clinician: one object for one snapshot, answering every clinical question."""

from collections.abc import Mapping
from typing import Any

from kg.clinical.annotation import annotation
from kg.clinical.answer import Answerer
from kg.clinical.arrays import build_arrays
from kg.clinical.contrast import contrast
from kg.clinical.explain import Explainer
from kg.clinical.fired import Firing, fired_rules
from kg.clinical.index import Index, Json
from kg.clinical.lexicon import Lexicon
from kg.clinical.text.annotate import Annotator
from kg.clinical.understand import Understander
from kg.model import Knowledge
from kg.reasoning.realise import Realiser
from kg.reasoning.taxonomy import Taxonomy


class Clinician:
    """Answers from one snapshot; everything that can be prepared is prepared once.

    Requests and answers are plain JSON values, as the HTTP contract describes them.
    """

    def __init__(
        self, knowledge: Knowledge, taxonomy: Taxonomy, *, version: str, digest: str
    ) -> None:
        """Prepare names, phrases, rules and arrays."""
        self.index = Index(knowledge, taxonomy)
        self.lexicon = Lexicon(knowledge)
        self._annotator = Annotator(self.index, taxonomy)
        self._snapshot = {"version": version, "digest": digest}
        self._answerer = Answerer(
            self.index,
            build_arrays(self.index),
            Understander(self.index, self.lexicon, self._annotator),
            Realiser(knowledge, taxonomy),
        )
        self._explainer = Explainer(self._answerer, self.lexicon)

    @property
    def snapshot(self) -> dict[str, str]:
        """Version and digest of the snapshot that answers."""
        return dict(self._snapshot)

    @classmethod
    def of(cls, snapshot: Any) -> "Clinician":
        """Return the clinician of a loaded snapshot."""
        manifest = snapshot.manifest
        return cls(
            snapshot.knowledge, snapshot.taxonomy,
            version=manifest.version, digest=manifest.digest,
        )

    def differential(self, request: Mapping[str, Any]) -> Json:
        """Answer a presentation.

        Raises:
            InputError: something coded cannot be resolved.
            ContradictionError: two structured reports clash; carries the red flags.
        """
        return self.differential_and_mentions(request)[0]

    def differential_and_mentions(self, request: Mapping[str, Any]) -> tuple[Json, list[Json]]:
        """Answer a presentation, and return what its note mentions as :meth:`annotate` does, the
        note being read once.

        Raises:
            InputError: something coded cannot be resolved.
            ContradictionError: two structured reports clash; carries the red flags.
        """
        worked = self._answerer.work(request)
        reading = worked.case.presentation.note
        mentions = annotation(self.index, reading, request["text"]) if reading else []
        answer = self._answerer.rendered(worked, request)
        return {"snapshot": self._snapshot, **answer}, mentions

    def fired(self, request: Mapping[str, Any]) -> list[Firing]:
        """Return every rule that fires on a presentation, sorted.

        Raises:
            InputError: something coded cannot be resolved.
            ContradictionError: two structured reports clash.
        """
        return fired_rules(self._answerer, self._answerer.work(request))

    def explain(self, request: Mapping[str, Any]) -> Json:
        """Explain a condition for a presentation: proof, contributions, why not, what would
        change the first place.

        Raises:
            InputError: something coded cannot be resolved, the condition among it.
            ContradictionError: two structured reports clash.
        """
        return {"snapshot": self._snapshot, **self._explainer.explain(request)}

    def contrast(self, one: str, other: str) -> Json:
        """Return the shared and the separating findings of two conditions.

        Raises:
            InputError: a name is no condition's.
        """
        found = contrast(self.index, self._answerer.arrays, self.lexicon, one, other)
        return {"snapshot": self._snapshot, **found}

    def annotate(self, text: str) -> Json:
        """Return the findings that ``text`` mentions, with offsets in code points."""
        found = annotation(self.index, self._annotator.read(text), text)
        return {"snapshot": self._snapshot, "mentions": found}

"""A small ontology whose snapshots differ in one comment, to serve and to reload."""

from pathlib import Path

from kg.snapshot.build import build_snapshot
from tests.small_knowledge import write_compiled


class SmallOntology:
    """Compiled files and a state folder."""

    def __init__(self, folder: Path) -> None:
        """Write the files into ``folder``."""
        self.compiled, self.state = write_compiled(folder / "compiled"), folder / "state"
        self._original = (self.compiled / "gluteal.ttl").read_text(encoding="utf-8")

    @property
    def settings(self) -> dict[str, str]:
        """Serve what is current in the state folder."""
        return {"snapshot": str(self.state / "current")}

    def build(self, comment: str) -> str:
        """Make the snapshot with ``comment`` current; return its digest."""
        text = f'{self._original}\n<urn:snapshot> rdfs:comment "{comment}" .\n'
        (self.compiled / "gluteal.ttl").write_text(text, encoding="utf-8")
        return f"sha256:{build_snapshot(self.compiled, self.state).name}"

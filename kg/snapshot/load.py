"""Opens a snapshot: every file is checked against its digest before anything is used."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kg import __version__
from kg.errors import GlutealError, SnapshotError
from kg.graph.model import GraphData
from kg.graph.stored import graph_from_json
from kg.model import Knowledge
from kg.reasoning.taxonomy import Taxonomy
from kg.snapshot.codec import knowledge_from_json
from kg.snapshot.manifest import (
    DATASET,
    GRAPH,
    KNOWLEDGE,
    REASONER,
    Manifest,
    digest_of,
    read_manifest,
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An opened snapshot; ``path`` is its real folder, so that a later swap changes nothing."""

    path: Path
    manifest: Manifest
    knowledge: Knowledge
    taxonomy: Taxonomy
    graph: GraphData


def load_snapshot(path: Path) -> Snapshot:
    """Open the snapshot in the folder (or behind the link) ``path``; the release files and exports,
    which no answer is made from, are left to :func:`verify` and :func:`read_export`.

    Raises:
        SnapshotError: a file is missing, damaged, or of another version; the message names it.
    """
    folder = path.resolve()
    manifest, contents = _read_verified(folder)
    knowledge = _decoded(folder / KNOWLEDGE, knowledge_from_json, contents[KNOWLEDGE])
    taxonomy = _decoded(folder / REASONER, _taxonomy, contents[REASONER])
    graph = _decoded(folder / GRAPH, graph_from_json, contents[GRAPH])
    return Snapshot(folder, manifest, knowledge, taxonomy, graph)


def verify(folder: Path) -> Manifest:
    """Check every file of the snapshot in ``folder``; raises as :func:`load_snapshot`."""
    manifest = _read_verified(folder)[0]
    for name, digest in (*manifest.releases.items(), *manifest.exports.items()):
        _read_file(folder / name, digest)
    return manifest


def read_export(snapshot: Snapshot, name: str) -> bytes:
    """Return the file ``name`` of the exports of ``snapshot``, compressed as it is.

    Raises:
        SnapshotError: it is missing or damaged.
        KeyError: there is no such export.
    """
    return _read_file(snapshot.path / name, snapshot.manifest.exports[name])


def _read_verified(folder: Path) -> tuple[Manifest, dict[str, bytes]]:
    manifest = read_manifest(folder)
    contents = {name: _read_file(folder / name, d) for name, d in manifest.files.items()}
    if manifest.version != __version__:
        raise SnapshotError(
            f"{folder / 'manifest.json'}: made by version {manifest.version} and this is "
            f"{__version__}; build it again"
        )
    if manifest.digest != digest_of(manifest.version, contents[DATASET]):
        raise SnapshotError(f"{folder / 'manifest.json'}: does not match {DATASET}")
    return manifest, contents


def _read_file(path: Path, digest: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SnapshotError(f"{path}: cannot be read: {error.strerror}") from error
    if sha256(content).hexdigest() != digest:
        raise SnapshotError(f"{path}: does not match its digest; build it again")
    return content


def _taxonomy(content: bytes) -> Taxonomy:
    return Taxonomy.from_json(json.loads(content))


def _decoded(path: Path, decode: Any, content: bytes) -> Any:
    try:
        return decode(content)
    except (GlutealError, ValueError, TypeError, KeyError, IndexError) as error:
        raise SnapshotError(f"{path}: cannot be restored: {error}") from error

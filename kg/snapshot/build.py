"""Compiled ontology -> snapshot folder: classified, closed, digested, swapped in at once."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from kg import __version__
from kg.errors import SnapshotError
from kg.graph.build import LAYOUT, graph_of, layout_tsv, read_layout
from kg.graph.stored import graph_from_json, graph_to_json
from kg.model import Knowledge
from kg.places import INFERRED, ONTOLOGY, RECORDS
from kg.reasoning.read import compiled_axioms, supports_from_triples
from kg.reasoning.taxonomy import Taxonomy
from kg.release.build import mapping_file, release_files
from kg.release.content import Version
from kg.snapshot.codec import knowledge_to_json
from kg.snapshot.exports import export_files
from kg.snapshot.folder import build_lock, make_current, write_folder
from kg.snapshot.graphs import GRAPHS, entailed_relations, named_quads
from kg.snapshot.load import verify
from kg.snapshot.manifest import (
    DATASET,
    FORMAT,
    GRAPH,
    KNOWLEDGE,
    MANIFEST,
    REASONER,
    Manifest,
    digest_of,
    made_with,
)
from kg.snapshot.read import knowledge_from_rdf, parse_turtle

Progress = Callable[[str], None]


def _quiet(_line: str) -> None:
    """Report to nobody."""


def build_snapshot(
    compiled_dir: Path, state_dir: Path, progress: Progress = _quiet
) -> Path:
    """Make the snapshot of the compiled ontology and point ``state_dir/current`` at it.

    Returns its folder ``state_dir/<digest>``. A folder that is already there and whole is kept.

    Raises:
        SnapshotError: a compiled file is missing or broken, memory does not suffice, or nothing
            can be written.
        ReasoningError: an axiom is outside the fragment that the reasoner reads.
    """
    try:
        files = snapshot_files(compiled_dir, progress)
    except MemoryError as error:
        raise SnapshotError("there is not enough memory to make the snapshot") from error
    name = str(json.loads(files[MANIFEST])["digest"]).removeprefix("sha256:")
    progress("writing the snapshot")
    try:
        with build_lock(state_dir):
            folder = state_dir / name
            if not _is_whole(folder, files[MANIFEST]):
                folder = write_folder(state_dir, name, files)
            make_current(state_dir, name)
            (folder / MANIFEST).touch()
    except OSError as error:
        raise SnapshotError(f"{state_dir}: the snapshot cannot be written: {error}") from error
    return folder


def save_layout(snapshot: Path, compiled_dir: Path) -> bool:
    """Write the places of ``snapshot`` beside the compiled ontology that it was made of.

    Returns whether anything had moved, come or gone.

    Raises:
        SnapshotError: it cannot be written.
    """
    target = compiled_dir / LAYOUT
    content = layout_tsv(graph_from_json((snapshot / GRAPH).read_bytes()).places)
    if target.is_file() and target.read_bytes() == content:
        return False
    try:
        target.write_bytes(content)
        (snapshot / MANIFEST).touch()  # the snapshot stays newer than what it was made of
    except OSError as error:
        raise SnapshotError(f"{target} cannot be written: {error}") from error
    return True


def snapshot_files(compiled_dir: Path, progress: Progress = _quiet) -> dict[str, bytes]:
    """Return the content of every file of the snapshot of ``compiled_dir``, by name."""
    progress("reading the compiled ontology")
    asserted = parse_turtle([compiled_dir / ONTOLOGY, compiled_dir / RECORDS])
    inferred = parse_turtle([compiled_dir / INFERRED])
    knowledge = knowledge_from_rdf([*asserted, *inferred])
    progress("classifying it")
    axioms = compiled_axioms(asserted, inferred)
    taxonomy = Taxonomy.from_axioms(axioms, supports_from_triples([*asserted, *inferred], axioms))
    progress("making the graphs")
    graph = graph_of(knowledge, taxonomy, read_layout(compiled_dir / LAYOUT))
    quads = named_quads(asserted, inferred, knowledge, taxonomy)
    files = {
        DATASET: canonical_nquads(quads),
        KNOWLEDGE: knowledge_to_json(knowledge),
        REASONER: json.dumps(taxonomy.to_json(), separators=(",", ":")).encode(),
        GRAPH: graph_to_json(graph),
    }
    progress("writing the release files")
    digest = digest_of(__version__, files[DATASET])
    canonical = list(ox.parse(files[DATASET], format=ox.RdfFormat.N_QUADS))
    exports = export_files(canonical)
    releases = mapping_file(compiled_dir) | release_files(
        *_written_and_inferred(canonical, set(inferred)), axioms, knowledge, taxonomy,
        entailed_relations(taxonomy), Version(__version__, digest),
    )
    manifest = Manifest(
        format=FORMAT,
        version=__version__,
        digest=digest,
        counts=_counts(knowledge, quads),
        files=_digests(files),
        releases=_digests(releases),
        exports=_digests(exports),
        made_with=made_with(),
    )
    return files | releases | exports | {MANIFEST: manifest.to_json()}


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(content).hexdigest() for name, content in sorted(files.items())}


def _written_and_inferred(
    quads: Iterable[ox.Quad], inferred: Collection[ox.Triple]
) -> tuple[list[ox.Triple], list[ox.Triple]]:
    """Return what people wrote and what was ``inferred``, from the canonical ``quads``, whose blank
    nodes are the same in every run; the closures that only queries use are left out."""
    closures, graph = (ox.NamedNode(GRAPHS[name]) for name in ("relations", "inferred"))
    found: tuple[list[ox.Triple], list[ox.Triple]] = [], []
    for quad in quads:
        if quad.graph_name != closures:
            found[quad.graph_name == graph or quad.triple in inferred].append(quad.triple)
    return found


def canonical_nquads(quads: Iterable[ox.Quad]) -> bytes:
    """Return the canonical N-Quads (RDFC-1.0) of ``quads``: isomorphic datasets, equal bytes."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(str(dataset).splitlines())
    return "".join(f"{line}\n" for line in lines).encode()


def _counts(knowledge: Knowledge, quads: Iterable[ox.Quad]) -> dict[str, int]:
    graphs = Counter(str(quad.graph_name) for quad in quads)
    counts = Counter({f"triples in {name}": graphs[f"<{iri}>"] for name, iri in GRAPHS.items()})
    counts.update(entity.kind for entity in knowledge.entities.values())
    counts.update({folder: len(records) for folder, records in knowledge.records.items()})
    return dict(sorted(counts.items()))


def _is_whole(folder: Path, manifest: bytes) -> bool:
    """Tell whether ``folder`` already holds exactly this snapshot."""
    try:
        verify(folder)
        return (folder / MANIFEST).read_bytes() == manifest
    except (OSError, SnapshotError):
        return False

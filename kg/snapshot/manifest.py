"""The manifest of a snapshot: what it is, what it was made with, and the digest of every file."""

import dataclasses
import hashlib
import json
import platform
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph

from kg.errors import SnapshotError

FORMAT = 3
"""Raised when the files of a snapshot change their meaning; others are refused."""
MANIFEST = "manifest.json"
DATASET = "dataset.nq"
KNOWLEDGE = "knowledge.json"
REASONER = "reasoner.json"
GRAPH = "graph.json"
FILES = (DATASET, KNOWLEDGE, REASONER, GRAPH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a snapshot is.

    ``digest`` is ``sha256:`` and the SHA-256 of the version and of the canonical N-Quads
    (RDFC-1.0) of the named graphs; ``files`` the SHA-256 of every file that the service answers
    from, ``releases`` those of the files that it hands out whole (:mod:`kg.release`), ``exports``
    those of the graphs as files (:mod:`kg.snapshot.exports`); ``counts`` numbers of entities by
    kind, records by folder and triples by graph; ``made_with`` versions of Python, of the RDF
    engine and of what compresses. There is no time of building in it, so that the same
    ontology gives the same bytes.
    """

    format: int
    version: str
    digest: str
    counts: Mapping[str, int]
    files: Mapping[str, str]
    releases: Mapping[str, str]
    exports: Mapping[str, str]
    made_with: Mapping[str, str]

    def to_json(self) -> bytes:
        """Return the manifest as readable JSON, sealed with a digest of itself."""
        values = dataclasses.asdict(self)
        sealed = {**values, "seal": _seal(values)}
        return json.dumps(sealed, indent=1, sort_keys=True).encode() + b"\n"


def _seal(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def made_with() -> dict[str, str]:
    """Return the versions of what the bytes of a snapshot depend on beside the ontology."""
    return {"python": platform.python_version(), "pyoxigraph": pyoxigraph.__version__,
            "zlib": zlib.ZLIB_RUNTIME_VERSION}


def digest_of(product_version: str, dataset: bytes) -> str:
    """Return the digest of a snapshot from its version and its canonical dataset."""
    inner = hashlib.sha256(dataset).hexdigest()
    return "sha256:" + hashlib.sha256(f"{product_version}\n{inner}\n".encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the snapshot in ``folder``.

    Raises:
        SnapshotError: it is missing, damaged, or of another format.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
        values = json.loads(content)
        seal = values.pop("seal")
        if values["format"] != FORMAT:
            raise SnapshotError(f"{path}: the snapshot has another format; build it again")
        manifest = Manifest(**values)
    except OSError as error:
        raise SnapshotError(f"{path}: there is no readable snapshot: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SnapshotError(f"{path}: the manifest is damaged") from error
    if seal != _seal(values) or content != manifest.to_json():
        raise SnapshotError(f"{path}: the manifest is damaged")
    if manifest.format != FORMAT or sorted(manifest.files) != sorted(FILES):
        raise SnapshotError(f"{path}: the snapshot has another format; build it again")
    return manifest

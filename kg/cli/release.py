"""``gluteal release``: the files of the ontology, as other tools open them."""

import json
from pathlib import Path

import click

from kg.cli.common import current_snapshot, out
from kg.release.build import media_type_of
from kg.release.content import ONTOLOGY
from kg.snapshot.load import verify
from kg.snapshot.manifest import Manifest

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def release(folder: Path) -> None:
    """Write the release files of the current snapshot into FOLDER, with a manifest.

    The same snapshot gives the same bytes. A file that is there already is replaced.
    """
    snapshot = current_snapshot().resolve()
    manifest = verify(snapshot)
    files = {name: (snapshot / name).read_bytes() for name in sorted(manifest.releases)}
    files[MANIFEST] = _manifest(manifest, files)
    lines = [f"{digest}  {name}\n" for name, digest in sorted(manifest.releases.items())]
    files[SUMS] = "".join(lines).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        waiting = folder / f".writing-{name}"
        waiting.write_bytes(content)
        waiting.replace(folder / name)
    out.print(f"{len(manifest.releases)} files of version {manifest.version} in {folder}")
    out.print(manifest.digest)


def _manifest(manifest: Manifest, files: dict[str, bytes]) -> bytes:
    """Return what tells a reader which release this is and whether a file is whole."""
    document = {
        "ontology": ONTOLOGY,
        "version": manifest.version,
        "version_iri": f"{ONTOLOGY}/{manifest.version}",
        "snapshot": manifest.digest,
        "files": {
            name: {"bytes": len(content), "media_type": media_type_of(name),
                   "sha256": manifest.releases[name]}
            for name, content in files.items()
        },
    }
    return json.dumps(document, indent=1).encode() + b"\n"

"""The built web components: which file each page loads, and whether they fit their sources.

Of the standard library alone, because the build reads it too, where nothing else is installed.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BUILT = Path(__file__).resolve().parents[1] / "web" / "static" / "ui"
SOURCES = Path(__file__).resolve().parents[1] / "ui"
MANIFEST, DIGEST = "manifest.json", "sources.sha256"
MISSING = (
    "The interactive parts of these pages have not been built. Everything on them works without;"
    " `make ui` builds them."
)
STALE = (
    "The interactive parts of these pages were built from other sources than these; `make ui`"
    " builds them anew."
)


@dataclass(frozen=True, slots=True)
class Assets:
    """The built files by source entry, such as ``shell``; ``fault`` says what is wrong, if so."""

    files: Mapping[str, str]
    fault: str | None = None

    def script(self, entry: str) -> str | None:
        """Return the address of the script built from ``entry``; ``None`` where it is missing."""
        return self.files.get(entry)


def digest_of_sources(folder: Path = SOURCES) -> str:
    """Return a digest of everything that the build reads in ``folder``."""
    digest = hashlib.sha256()
    settings = [folder / name for name in ("package-lock.json", "tsconfig.json", "vite.config.ts")]
    for file in sorted([*settings, *(folder / "src").rglob("*.ts")]):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def load_assets(built: Path = BUILT, sources: Path = SOURCES) -> Assets:
    """Return what is built in ``built``, compared with ``sources`` where those are there."""
    try:
        manifest = json.loads((built / MANIFEST).read_text())
        digest = (built / DIGEST).read_text().strip()
    except (OSError, ValueError):
        return Assets({}, MISSING)
    files = {
        Path(source).stem: f"/static/ui/{made['file']}"
        for source, made in manifest.items() if made.get("isEntry")
    }
    is_stale = (sources / "src").is_dir() and digest != digest_of_sources(sources)
    return Assets(files, STALE if is_stale else None)

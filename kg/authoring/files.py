"""Finds and reads the files of the ontology folder, and refuses every other one.

Only regular files directly under the known folders are read: no symbolic links, no odd names,
nothing over one mebibyte, nothing that is not clean UTF-8.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from kg.authoring.faults import Faults, Origin

LARGEST_BYTES = 2**20
"""A larger authored file is refused: it could not be reviewed by a person."""

FOLDERS = {"conditions": ".toml", "rules": ".toml", "vocabulary": ".tsv", "claims": ".tsv"}
"""The folders of authored data and the one suffix that each may hold."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")
_UNCLEAN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One authored file: its path inside the ontology folder, and its text."""

    path: str
    text: str

    @property
    def folder(self) -> str:
        """The folder that it stands in; empty at the top."""
        return self.path.rpartition("/")[0]

    @property
    def stem(self) -> str:
        """The file name without folder and suffix."""
        return self.path.rpartition("/")[2].rpartition(".")[0]


def is_safe_stem(stem: str) -> bool:
    """Tell whether ``stem`` may name an authored file on every file system."""
    return _NAME.fullmatch(stem) is not None and _RESERVED.fullmatch(stem) is None


def read_sources(folder: Path, faults: Faults) -> list[SourceFile]:
    """Read every authored data file under ``folder``, sorted by path."""
    sources = [read_source(folder, "sources.toml", faults)]
    for name, suffix in FOLDERS.items():
        sub = folder / name
        if sub.is_symlink():
            faults.add(Origin(name, ""), "", "is a symbolic link; only plain folders are read")
            continue
        for path in sorted(sub.iterdir()) if sub.is_dir() else ():
            relative = f"{name}/{path.name}"
            if path.suffix != suffix or not is_safe_stem(path.stem):
                faults.add(Origin(_printable(relative), ""), "",
                           f"unexpected file; {name}/ holds lower-case names ending in {suffix}")
            else:
                sources.append(read_source(folder, relative, faults))
    return [source for source in sources if source is not None]


def read_source(folder: Path, relative: str, faults: Faults) -> SourceFile | None:
    """Read one file of the ontology folder; ``None`` (and a fault) when it cannot be used."""
    path, origin = folder / relative, Origin(relative, "")
    try:
        if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()):
            faults.add(origin, "", "is a symbolic link; only plain files are read")
        elif not path.is_file():
            faults.add(origin, "", "is missing")
        elif path.stat().st_size > LARGEST_BYTES:
            faults.add(origin, "", f"is larger than {LARGEST_BYTES} bytes")
        else:
            return _clean(SourceFile(relative, path.read_bytes().decode("utf-8")), faults)
    except UnicodeDecodeError as error:
        faults.add(origin, f"byte {error.start}", "is not UTF-8 text")
    except OSError as error:
        faults.add(origin, "", f"cannot be read: {error.strerror}")
    return None


def _clean(source: SourceFile, faults: Faults) -> SourceFile | None:
    text = source.text.replace("\r\n", "\n")
    found = _UNCLEAN.search(text)
    if found is None:
        return SourceFile(source.path, text)
    line = text.count("\n", 0, found.start()) + 1
    faults.add(Origin(source.path, f"line {line}"), "",
               f"holds the invisible or control character U+{ord(found.group()):04X}")
    return None


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("ascii", "backslashreplace")

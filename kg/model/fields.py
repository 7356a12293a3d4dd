"""How a field says that it refers to other records."""

from dataclasses import field
from typing import Any


def reference(kind: str, *, many: bool = False) -> Any:
    """Declare a field that refers to records of ``kind``: one identifier, or a tuple of them."""
    return field(default=() if many else "", metadata={"reference": kind})

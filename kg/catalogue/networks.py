"""networkx without the one part of it that loads a parser of XML, which no service may (bar 86).

It takes a third of a second to import, so it is imported when the first path is asked for.
"""

import sys
from functools import cache
from types import ModuleType
from typing import Any

_GEXF = "networkx.readwrite.gexf"


@cache
def networkx() -> Any:
    """Return the module networkx; its reader and writer of GEXF are left out."""
    if "networkx" not in sys.modules:
        sys.modules[_GEXF] = ModuleType(_GEXF)
    import networkx as nx

    return nx

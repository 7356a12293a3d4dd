"""Gluteal's knowledge graph: authoring, reasoning, snapshot, query and clinical layers.

The layers depend on each other in one direction only; see ARCHITECTURE.md.
"""

__version__ = "0.1.0"

"""The versions of the interface that are served; their routes begin with ``/`` and the name."""

VERSIONS = ("v1",)

"""Builds the web components when a wheel or an sdist is built, where their sources are."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def _builder(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gluteal_ui_build", root / "api/ui/build.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("api/ui/build.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class UiBuildHook(BuildHookInterface[Any]):
    """Builds unless the built files are there and fit: an sdist carries them."""

    def dependencies(self) -> list[str]:
        """Ask for a packaged Node where a build needs one and PATH has none."""
        builder = _builder(Path(self.root))
        needed = builder.assets().load_assets().fault is not None
        return [builder.NODE_PACKAGE] if needed and builder.node_folder() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build; an editable installation is built by ``make ui``."""
        if version != "editable":
            _builder(Path(self.root)).build()

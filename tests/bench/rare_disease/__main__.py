"""``python -m tests.bench.rare_disease``: the product's engine on a knowledge base of others."""

import argparse
import sys
from pathlib import Path

from tests.bench.rare_disease.evaluate import ablate, evaluate, read_cases, tune
from tests.bench.rare_disease.knowledge import data_folder, load
from tests.bench.rare_disease.nearest import nearest
from tests.bench.rare_disease.ranker import build
from tests.bench.rare_disease.serve import serve

COMMANDS = {"evaluate": evaluate, "ablate": ablate, "tune": tune, "nearest": nearest}


def main() -> None:
    """Read the knowledge base, then serve or evaluate."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rare_disease", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with hp.obo and phenotype.hpoa")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="answer JSON lines")
    for name, call in COMMANDS.items():
        commands.add_parser(name, help=call.__doc__).add_argument("file", type=Path)
    given = parser.parse_args()
    base = load(given.data or data_folder())
    if given.command == "serve":
        for stream in (sys.stdin, sys.stdout):
            stream.reconfigure(encoding="utf-8", errors="replace")
        serve(base, build(base), sys.stdin, sys.stdout)
    else:
        COMMANDS[given.command](base, read_cases(given.file))


if __name__ == "__main__":
    main()

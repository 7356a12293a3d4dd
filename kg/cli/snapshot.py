"""The snapshot command: what a service answers from, made of the compiled ontology."""

import click

from kg.cli.common import progress
from kg.clinical.text.kept import told_book
from kg.places import data_folder, state_folder
from kg.snapshot.build import build_snapshot


@click.command()
def snapshot() -> None:
    """Make the snapshot of the committed ontology in the state folder."""
    compiled, state = data_folder("ontology/compiled"), state_folder()
    report = progress()
    report(f"making a snapshot of {compiled} in {state}")
    made = build_snapshot(compiled, state, report)
    report("expanding the phrases that notes are read with")
    told_book()
    report(f"snapshot {made.name[:16]} is ready")

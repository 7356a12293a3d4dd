"""``gluteal build``, ``check`` and ``new condition``: what curators use."""

from collections.abc import Callable
from pathlib import Path

import click

from kg.authoring.build import COMPILED, CompiledOntology, compile_ontology, write_all
from kg.authoring.faults import Faults
from kg.authoring.new import new_condition
from kg.authoring.problems import add_problems
from kg.authoring.sssom import mapping_set
from kg.authoring.validate import validate
from kg.cli.common import out, progress
from kg.cli.record import running_services
from kg.clinical.text.kept import told_book
from kg.errors import SnapshotError
from kg.evaluation.examples import load_examples
from kg.places import INFERRED, SSSOM, checkout, state_folder
from kg.reasoning.build import Inferred, infer
from kg.reasoning.mechanisms import mechanism_queries
from kg.reasoning.review import MechanismReview, review_mechanisms, review_summary
from kg.snapshot.build import build_snapshot, save_layout
from kg.snapshot.load import verify

MECHANISMS = "mechanisms"


def ontology_folder() -> Path:
    """Return the folder of the authored sources.

    Raises:
        ClickException: this is not a checkout.
    """
    root = checkout()
    if root is None:
        raise click.ClickException("only a checkout holds the sources of the ontology")
    return root / "ontology"


@click.command()
def build() -> None:
    """Compile, check and classify the ontology, then make its snapshot."""
    folder, report = ontology_folder(), progress()
    compiled, review, inferred = compile_and_infer(folder, report)
    if not (state_folder() / "current").exists():
        _keep_committed(folder / COMPILED, report)
    files = {
        **compiled.files, INFERRED: inferred.turtle, SSSOM: mapping_set(compiled.knowledge),
    }
    write_all({folder / COMPILED / name: content for name, content in files.items()})
    report("making the snapshot")
    made = build_snapshot(folder / COMPILED, state_folder())
    save_layout(made, folder / COMPILED)
    report("expanding the phrases that notes are read with")
    told_book()
    report("done")
    out.print(
        f"{len(compiled.knowledge.entities)} entities, {inferred.axioms} axioms,"
        f" {inferred.subsumptions} inferred subsumptions, {inferred.mechanisms} mechanistic"
        f" manifestations; HermiT agreed in {inferred.hermit_seconds:.1f} s"
    )
    _print_review(compiled, review)
    out.print(f"snapshot {made.name}")
    if any(running_services(state_folder())):
        out.print("a service is running; gluteal reload has it take up this snapshot")


def _keep_committed(compiled: Path, report: Callable[[str], None]) -> None:
    """Make the snapshot of the compiled files as they are; broken ones must not stop a build."""
    report("keeping a snapshot of what was committed, for gluteal diff")
    try:
        build_snapshot(compiled, state_folder())
    except SnapshotError as error:
        report(f"nothing is kept for gluteal diff: {error}")


def compile_and_infer(
    folder: Path, report: Callable[[str], None]
) -> tuple[CompiledOntology, MechanismReview, Inferred]:
    """Compile, review and classify the sources in ``folder``; nothing is written there.

    Raises:
        AuthoringError: the sources are wrong.
        ReasoningError: the reasoners disagree, or could not be run.
    """
    compiled = sound_ontology(folder, report)
    review = sound_review(compiled, folder, report)
    queries = mechanism_queries(folder / MECHANISMS)
    return compiled, review, infer(compiled.triples, compiled.knowledge, queries, report)


def sound_ontology(folder: Path, report: Callable[[str], None]) -> CompiledOntology:
    """Compile the sources in ``folder`` and run every check on them.

    The source documents and the terminologies are reference material that lies beside the
    checkout, in ``shared``; where it is missing the checks that need it say so.

    Raises:
        AuthoringError: something is wrong; every fault found is in it.
    """
    compiled = compile_ontology(folder, report)
    shared = folder.parent.parent / "shared"
    present = {n: shared / n for n in ("documents", "terminologies") if (shared / n).is_dir()}
    validate(
        compiled, folder, documents=present.get("documents"),
        terminologies=present.get("terminologies"), progress=report,
    )
    return compiled


def sound_review(
    compiled: CompiledOntology, folder: Path, report: Callable[[str], None]
) -> MechanismReview:
    """Compare what follows from the anatomy in ``folder`` with what curators said of it.

    Raises:
        AuthoringError: a review does not fit what follows.
        ReasoningError: an axiom is outside the fragment that the reasoner reads.
    """
    report("comparing the reviews with what follows from anatomy")
    queries, faults = mechanism_queries(folder / MECHANISMS), Faults()
    review = review_mechanisms(compiled.triples, compiled.knowledge, queries)
    add_problems(review.problems, compiled.origins, faults)
    faults.raise_any()
    return review


def _print_review(compiled: CompiledOntology, review: MechanismReview) -> None:
    for line in review_summary(compiled.knowledge, review):
        out.print(line)


@click.command()
def check() -> None:
    """Check the authored sources and the current snapshot; nothing is written."""
    folder, report = ontology_folder(), progress()
    compiled = sound_ontology(folder, report)
    review = sound_review(compiled, folder, report)
    report("reading the examples")
    examples = load_examples(folder / "examples")
    made = {**compiled.files, SSSOM: mapping_set(compiled.knowledge)}
    stale = any((folder / COMPILED / name).read_bytes() != made[name] for name in made)
    out.print(f"the sources are sound: {len(compiled.knowledge.entities)} entities,"
              f" {len(examples)} examples")
    _print_review(compiled, review)
    if stale:
        out.print("ontology/compiled is older than its sources: run gluteal build")
    current = state_folder() / "current"
    if current.exists():
        out.print(f"the snapshot is whole: {verify(current).digest}")
    else:
        out.print("there is no snapshot yet; gluteal serve makes one")


@click.group()
def new() -> None:
    """Begin a new entity."""


@new.command()
@click.argument("label")
def condition(label: str) -> None:
    """Write the file of a new condition, with a free identifier, for you to fill in."""
    target = new_condition(ontology_folder(), label)
    out.print(f"wrote {target}; fill it in, then run gluteal check")

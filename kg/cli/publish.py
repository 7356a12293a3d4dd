"""``gluteal publish``: the current snapshot into another SPARQL store."""

import os
from pathlib import Path

import click

from kg.cli.common import current_snapshot, err, out, progress
from kg.query.addresses import addresses
from kg.query.identity import expected_counts
from kg.query.publish import Publisher
from kg.query.web import Web
from kg.snapshot.load import verify


@click.command()
@click.argument("url")
@click.option("--graph-store", default="", help="address of its Graph Store Protocol")
@click.option("--update", default="", help="address of its SPARQL Update")
@click.option("--user", default="", help="user; the password is GLUTEAL_STORE_PASSWORD")
@click.option("--default-graph", is_flag=True, help="write the union into the default graph too")
@click.option("--dry-run", is_flag=True, help="say what would be written, and write nothing")
def publish(
    url: str, graph_store: str, update: str, user: str, *, default_graph: bool, dry_run: bool
) -> None:
    """Load the current snapshot into the store whose SPARQL endpoint is URL.

    The addresses of Oxigraph, Fuseki and GraphDB are told from URL. A store that holds the
    snapshot already is left as it is. GLUTEAL_SNAPSHOT chooses another snapshot.
    """
    places = addresses(url, graph_store, update)
    chosen = os.environ.get("GLUTEAL_SNAPSHOT")
    folder = (Path(chosen) if chosen else current_snapshot()).resolve()
    manifest = verify(folder)
    user = user or os.environ.get("GLUTEAL_STORE_USER", "")
    password = os.environ.get("GLUTEAL_STORE_PASSWORD", "")
    if user and not password:
        password = click.prompt(f"Password of {user}", hide_input=True, err=True)
    publisher = Publisher(Web(user, password), places, folder, manifest)
    fault = publisher.fault()
    if not fault and not default_graph:
        out.print(f"{places.query} holds {manifest.digest} already")
    elif dry_run:
        way = "--update" if not places.graph_store else "Graph Store Protocol"
        err.print(f"{places.query}: {fault or 'it holds this snapshot'}")
        for graph, count in expected_counts(manifest).items():
            out.print(f"{count:>9,} triples would replace {publisher.counts().get(graph, 0):,}"
                      f" in {graph}, by {way}", highlight=False, soft_wrap=True)
    else:
        publisher.publish(progress(), to_default=default_graph)
        out.print(f"{places.query} holds {manifest.digest}", soft_wrap=True)

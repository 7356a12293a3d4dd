"""Whole graphs are files of the snapshot: they are given without a query, however large."""

import gzip
import json
import os
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from api import create_app
from api.config import Config
from kg.errors import SnapshotError
from kg.query.formats import GRAPHS as FORMATS
from kg.snapshot.exports import EVERYTHING, EXPORTED, export_name
from kg.snapshot.graphs import GRAPHS
from kg.snapshot.load import read_export, verify
from kg.snapshot.manifest import DATASET, MANIFEST, read_manifest
from tests.api.small_service import SmallOntology

STORE = "/rdf-graph-store"
ADDRESSES = {name: f"{STORE}/{name}" for name in GRAPHS} | {EVERYTHING: f"{STORE}?default"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A snapshot."""
    small = SmallOntology(tmp_path_factory.mktemp("small"))
    small.build("exports")
    return small.state / "current"


@pytest.fixture(scope="module")
def client(folder: Path) -> FlaskClient:
    """A service over it that has nobody to run queries."""
    config = Config(snapshot=folder, query_socket=folder / "nobody.sock")
    app = create_app(config=config, compress=True)
    assert app.test_client().get("/sparql?query=ASK%7B%7D").status_code == 503
    return app.test_client()


def _canonical(triples) -> set[str]:
    """Return the triples with blank nodes that are named by what is said of them."""
    found = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, found))


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_graph_is_what_the_dataset_says_and_asks_no_query(client, folder, name, media_type):
    answer = client.get(ADDRESSES[name], headers={"Accept": media_type})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert answer.content_length == len(answer.data)
    wanted = [
        quad.triple for quad in ox.parse(path=str(folder / DATASET), format=ox.RdfFormat.N_QUADS)
        if name == EVERYTHING or str(quad.graph_name) == f"<{GRAPHS[name]}>"
    ]
    given = [quad.triple for quad in ox.parse(answer.data, format=FORMATS[media_type])]
    assert _canonical(given) == _canonical(wanted)
    assert name == "mappings" or given


def test_a_graph_by_its_iri_is_the_same_file(client):
    by_iri = client.get(STORE, query_string={"graph": GRAPHS["relations"]})
    assert by_iri.data == client.get(ADDRESSES["relations"]).data


@pytest.mark.parametrize(("accepted", "coding"), [
    ("gzip", "gzip"), ("zstd", "zstd"), ("identity", None), ("gzip;q=0, zstd;q=0", None),
])
def test_a_graph_comes_in_the_wanted_coding_with_a_tag_of_its_own(
    client, folder, accepted, coding
):
    asked = {"Accept-Encoding": accepted}
    plain = client.get(ADDRESSES[EVERYTHING])
    answer = client.get(ADDRESSES[EVERYTHING], headers=asked)
    assert answer.headers.get("Content-Encoding") == coding
    assert not answer.headers["ETag"].startswith("W/")
    assert (answer.headers["ETag"] == plain.headers["ETag"]) == (coding is None)
    if coding == "gzip":
        assert answer.data == (folder / "graph-default.ttl.gz").read_bytes()
        assert gzip.decompress(answer.data) == plain.data
    head = client.head(ADDRESSES[EVERYTHING], headers=asked)
    assert (head.data, head.content_length) == (b"", len(answer.data))
    held = client.get(ADDRESSES[EVERYTHING],
                      headers=asked | {"If-None-Match": answer.headers["ETag"]})
    assert (held.status_code, held.data) == (304, b"")


def test_bar_14_an_export_has_no_limit_of_queries(client, monkeypatch):
    monkeypatch.setenv("GLUTEAL_QUERY_ANSWER_BYTES", "100")
    assert len(client.get(ADDRESSES[EVERYTHING]).data) > 10_000


def test_bar_70_a_damaged_export_is_found_and_never_sent(folder: Path, tmp_path: Path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in folder.iterdir():
        os.link(file, copy / file.name)
    name = export_name("evidence", ox.RdfFormat.N_TRIPLES)
    whole = (copy / name).read_bytes()
    (copy / name).unlink()
    (copy / name).write_bytes(whole[:-9] + b"x" + whole[-8:])
    with pytest.raises(SnapshotError, match=name):
        verify(copy)
    app = create_app(config=Config(snapshot=copy, query_socket=copy / "nobody.sock"))
    with pytest.raises(SnapshotError, match=name):
        read_export(app.extensions["gluteal"].snapshot, name)
    asked = {"Accept": "application/n-triples"}
    assert app.test_client().get(f"{STORE}/evidence", headers=asked).status_code == 500
    assert app.test_client().get(f"{STORE}/relations", headers=asked).status_code == 200


def test_the_manifest_names_every_export(folder: Path):
    names = {export_name(name, form) for name in ADDRESSES for form in EXPORTED}
    assert set(read_manifest(folder).exports) == names == {f.name for f in folder.glob("graph-*")}


def test_bar_70_a_snapshot_of_an_older_format_says_so(folder: Path, tmp_path: Path):
    values = json.loads((folder / MANIFEST).read_bytes())
    del values["exports"]
    (tmp_path / MANIFEST).write_text(json.dumps(values | {"format": 2}))
    with pytest.raises(SnapshotError, match="another format; build it again"):
        read_manifest(tmp_path)

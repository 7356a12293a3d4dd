"""CITATION.cff is a citation file of format 1.2.0 and says what the rest of the project says."""

import re
import tomllib
from pathlib import Path

import yaml

import kg

ROOT = Path(__file__).resolve().parents[2]
# From the schema of the Citation File Format 1.2.0.
REQUIRED = {"authors", "cff-version", "message", "title"}
KNOWN = REQUIRED | {
    "abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license",
    "license-url", "preferred-citation", "references", "repository", "repository-artifact",
    "repository-code", "type", "url", "version",
}


def _citation() -> dict:
    return yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))


def test_it_has_what_the_format_requires_and_nothing_that_it_does_not_know():
    citation = _citation()
    assert REQUIRED <= citation.keys() <= KNOWN
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("software", "dataset")
    assert all(set(author) & {"name", "family-names"} for author in citation["authors"])
    assert all(isinstance(word, str) for word in citation["keywords"])
    for identifier in citation["identifiers"]:
        assert identifier["type"] in ("doi", "other", "swh", "url")
        assert identifier["value"]


def test_it_agrees_with_the_project_and_the_ontology():
    citation = _citation()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    schema = (ROOT / "ontology" / "schema.ttl").read_text("utf-8")
    assert citation["version"] == kg.__version__
    assert citation["license"] == project["license"]
    assert [a["name"] for a in citation["authors"]] == [a["name"] for a in project["authors"]]
    (title,) = re.findall(r'dcterms:title "([^"]+)"', schema)
    (cited,) = re.findall(r'dcterms:bibliographicCitation "([^"]+)"', schema)
    assert citation["title"] == title
    assert cited == f"{citation['authors'][0]['name']}. {title}. {citation['url']}"

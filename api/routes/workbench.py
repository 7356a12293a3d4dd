"""The query page: saved queries as forms, an editor for SPARQL, and answers to look at.

A saved query is asked by address, ``/query?name=conditions-by-nerve&nerve=sciatic+nerve``; the
first ``name`` is the query's, a further one a parameter of that name. SPARQL is sent as a form.
"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, render_template, request

from api import body, problems
from api.answers import given_as
from api.body import FORM, form_fields
from api.negotiate import HTML, choose
from api.pages import problem_page, results, workbench
from api.problems import Problem
from api.service import service
from kg.errors import GlutealError, UnknownEntityError
from kg.query import formats
from kg.query.admission import admit
from kg.query.client import Answer
from kg.query.header import SavedQuery

routes = APIBlueprint("workbench", __name__, tag="SPARQL")
_GIVEN = given_as(HTML, *(media for media, _ in workbench.DOWNLOADS.values()))
_FORMAT = {"type": "string", "enum": list(workbench.DOWNLOADS)}
_PARAMETERS = [
    {"name": name, "in": "query", "schema": schema, "description": text}
    for name, schema, text in (
        ("name", {"type": "string"}, "a saved query; its parameters follow"),
        ("find", {"type": "string"}, "words that the listed queries hold"),
        ("edit", {"type": "string"}, "a saved query to put into the editor"),
        ("format", _FORMAT, "download the answer instead of showing it"),
    )
]
_BODY = {"content": {FORM: {"schema": {
    "type": "object", "required": ["query"],
    "properties": {"query": {"type": "string", "examples": ["ASK { ?s ?p ?o }"]},
                   "format": _FORMAT},
}}}}


@routes.get("/query")
@routes.doc(responses=_GIVEN, extensions={"parameters": _PARAMETERS})
def workbench_page() -> Response:
    """Show the saved queries and the editor, or the answer of a saved query."""
    given = request.args.to_dict(flat=False)
    names = given.pop("name", [])
    if names[1:]:
        given["name"] = names[1:]
    values = {key: _once(key, found) for key, found in given.items()}
    special = {key: values.pop(key, "") for key in workbench.RESERVED}
    if special["format"] and special["format"] not in workbench.DOWNLOADS:
        raise Problem(400, "bad-request", f"a format is one of {', '.join(workbench.DOWNLOADS)}")
    values = {key: value for key, value in values.items() if value}
    if names:
        return ask_saved(names[0], values, special["format"])
    return show(find=special["find"], text=_edited(special["edit"], values))


@routes.post("/query")
@routes.doc(responses=_GIVEN, extensions={"requestBody": _BODY})
def workbench_answer() -> Response:
    """Answer the SPARQL query of the editor as a page, or as a file."""
    sent = form_fields(body.read(FORM))
    given = {key: _once(key, found) for key, found in sent.items()}
    text, wanted = given.get("query", ""), given.get("format", "")
    if not text.strip():
        problem = Problem(400, "bad-request", "write a query first")
        return show(text=text, problem=problem)
    try:
        admitted = admit(text, known=service().graphs)
        is_graph = admitted.form in ("construct", "describe")
        answer = _run(lambda accept: service().queries.run(admitted, accept=accept),
                      wanted, is_graph=is_graph)
        if isinstance(answer, Response):
            return answer
        shown = results.shown(answer, service().catalogue)
    except (Problem, GlutealError) as error:
        return show(text=text, problem=_problem(error))
    site = request.host_url.rstrip("/")
    command = workbench.command_of_query(site, text, is_graph=is_graph)
    return show(text=text, shown=shown, command=command)


def ask_saved(name: str, values: dict[str, str], wanted: str = "") -> Response:
    """Return the page of the saved query ``name``, with its answer for ``values`` where they are
    enough, or that answer as a file in the format ``wanted``.

    Raises:
        UnknownEntityError: there is no such query.
        Problem: 406.
    """
    queries = service().saved.queries
    if name not in queries:
        raise UnknownEntityError(name, tuple(queries)[:5])
    query = queries[name]
    required = [p.name for p in query.parameters.values() if p.required]
    if not wanted and not values and required:
        return show(query=query)
    try:
        answer = _run(
            lambda accept: service().saved.run(name, values, service().queries, accept=accept),
            wanted, is_graph=False, name=name)
        if isinstance(answer, Response):
            return answer
        shown = results.shown(answer, service().catalogue)
    except (Problem, GlutealError) as error:
        return show(query=query, values=values, problem=_problem(error))
    command = workbench.command_of_saved(request.host_url.rstrip("/"), name, values)
    return show(query=query, values=values, shown=shown, command=command)


def _run(
    ask: Any, wanted: str, *, is_graph: bool, name: str = "query"
) -> Answer | Response:
    """Return the answer to show, or the file that is ``wanted``."""
    g.is_unordered = True
    if not wanted:
        choose([HTML])
        answer: Answer = ask(formats.N_TRIPLES if is_graph else formats.JSON)
        return answer
    offers = workbench.OF_GRAPHS if is_graph else workbench.OF_RESULTS
    if wanted not in offers:
        raise Problem(400, "bad-request", f"this answer can be had as {', '.join(offers)}")
    media_type = workbench.DOWNLOADS[wanted][0]
    is_sheet = wanted == "csv"
    content = ask(formats.JSON if is_sheet else media_type).body
    response = Response(results.spreadsheet(content) if is_sheet else content,
                        mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    return response


def show(
    query: SavedQuery | None = None, *, values: dict[str, str] | None = None, find: str = "",
    text: str = "", shown: results.Shown | None = None, problem: Problem | None = None,
    command: str = "",
) -> Response:
    """Return the page: the saved queries, one of them or the editor, and an answer or problem.

    Raises:
        Problem: 406.
    """
    choose([HTML])
    catalogue, saved = service().catalogue, service().saved.queries
    page = render_template(
        "query.html", groups=workbench.groups(saved.values(), find), find=find, query=query,
        total=len(saved), values=values or {}, text=text or workbench.EXAMPLE,
        fields=workbench.fields(query, values or {}, problem, catalogue) if query else [],
        shown=shown, trouble=problem_page.trouble(problem) if problem else None, command=command,
        downloads={key: workbench.DOWNLOADS[key][1] for key in (
            workbench.OF_GRAPHS if shown and shown.is_graph else workbench.OF_RESULTS)},
    )
    response = Response(page, mimetype=HTML, status=problem.status if problem else 200)
    if problem:
        g.problem = problem.type
        response.headers.extend(problem.headers)
    return response


def _problem(error: Exception) -> Problem:
    problem = error if isinstance(error, Problem) else problems.of_error(error)  # type: ignore[arg-type]
    if problem.status in (406, 500):
        raise error
    return problem


def _edited(name: str, values: dict[str, str]) -> str:
    """Return the text for the editor; the values are those of the saved query's form."""
    queries = service().saved.queries
    if not name:
        return ""
    if name not in queries:
        raise UnknownEntityError(name, tuple(queries)[:5])
    query = queries[name]
    return workbench.editable(query, service().saved.bind(query, values) if values else {})


def _once(name: str, found: list[str]) -> str:
    if len(found) > 1:
        raise Problem(400, "bad-request", f"the parameter {name[:80]!r} is given twice")
    return found[0]

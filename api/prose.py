"""Proofs in words: the canonical texts of axioms, read as sentences about labelled things."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.iris import BASE, entity_curie, is_entity_iri, snake_case
from kg.model import Knowledge

_TOKEN = re.compile(r"\s*(<[^>]*>|[A-Za-z:]+\(|[A-Za-z:]+|\))")
_MARKER = re.compile(r"([a-z-]+)/(GKG_\d+)")


def prose(proof: Mapping[str, Any] | None, knowledge: Knowledge) -> str:
    """Return the proof as indented sentences, conclusions before their reasons."""
    if not proof:
        return "Nothing was proved.\n"
    return "\n".join(_lines(proof, knowledge, 0)) + "\n"


def _lines(step: Mapping[str, Any], knowledge: Knowledge, level: int) -> Iterator[str]:
    indent = "  " * level
    said = sentence(str(step.get("conclusion", "")), knowledge)
    entered = step.get("rule") == "entered"
    yield f"{indent}{said}{', as reported' if entered else ''}"
    if step.get("axiom_text") and step.get("premises"):
        yield f"{indent}  because {sentence(str(step['axiom_text']), knowledge)}"
    if step.get("support"):
        names = (str(support).removeprefix(BASE) for support in step["support"])
        yield f"{indent}  according to {', '.join(names)}"
    for premise in step.get("premises", ()):
        yield from _lines(premise, knowledge, level + 1)


def sentence(text: str, knowledge: Knowledge) -> str:
    """Return the canonical text of an axiom in words; what is not one stands as it is."""
    tokens = _TOKEN.findall(text)
    tree, rest = _parse(tokens) if tokens else (text, [])
    return _say(tree, knowledge) if not rest else text


Tree = str | tuple[str, list["Tree"]]


def _parse(tokens: list[str]) -> tuple[Tree, list[str]]:
    head, rest = tokens[0], tokens[1:]
    if not head.endswith("("):
        return head, rest
    parts: list[Tree] = []
    while rest and rest[0] != ")":
        part, rest = _parse(rest)
        parts.append(part)
    return (head[:-1], parts), rest[1:]


def _say(tree: Tree, knowledge: Knowledge) -> str:
    if isinstance(tree, str):
        return _name(tree.strip("<>"), knowledge)
    kind, parts = tree
    said = [_say(part, knowledge) for part in parts]
    if kind in ("SubClassOf", "EquivalentClasses") and len(said) == 2:
        return f"{said[0]} {said[1] if _is_some(parts[1]) else 'is ' + said[1]}"
    if kind == "ObjectSomeValuesFrom" and len(said) == 2:
        return f"{said[0]} {said[1]}"
    if kind == "ObjectIntersectionOf":
        return "(" + " that ".join(said) + ")" if _is_some(parts[-1]) else " and ".join(said)
    if kind == "ObjectPropertyChain":
        return " something that ".join(said)
    if kind == "SubObjectPropertyOf" and len(said) == 2:
        return f"what {said[0]} something, {said[1]} it"
    return f"{kind} {', '.join(said)}"


def _is_some(tree: Tree) -> bool:
    return isinstance(tree, tuple) and tree[0] == "ObjectSomeValuesFrom"


def _name(iri: str, knowledge: Knowledge) -> str:
    if is_entity_iri(iri) and (found := knowledge.entities.get(entity_curie(iri))):
        return f"'{found.label}'"
    local = iri.removeprefix(BASE)
    if marker := _MARKER.fullmatch(local):
        return f"a {marker.group(1).replace('-', ' ')} {_name(BASE + marker.group(2), knowledge)}"
    if "/" in local:
        return local.replace("/", " ").replace("-", " ", 1)
    return {"presentation": "the presentation", "Presentation": "a presentation"}.get(
        local, snake_case(local).strip("_").replace("_", " ")
    )

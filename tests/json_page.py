"""docs/json.md as the schema of the answer has it: each object a table of its keys, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from support import ROOT

SCHEMA: dict[str, Any] = json.loads((ROOT / "reports" / "json" / "report-1.schema.json").read_text("utf-8"))
HEAD = "| key | 类型 / type | 含义 | meaning |\n| --- | --- | --- | --- |"
_SEPARATOR = "。 / "


def tables() -> dict[str, str]:
    """The table of every object by its places in the answer, such as `documents[].outcomes[]`."""
    found: dict[str, list[str]] = {}
    for place, node in _objects("", SCHEMA):
        table = "\n".join([HEAD, *(_row(node, key) for key in node["properties"])])
        found.setdefault(table, []).append(f"`{place}`" if place else "全文 / the whole")
    return {" · ".join(dict.fromkeys(places)): table for table, places in found.items()}


def _objects(place: str, node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object that has keys of its own and its place, outermost first."""
    node = _followed(node)
    for choice in node.get("oneOf", ()):
        yield from _objects(place, choice)
    if "items" in node:
        yield from _objects(f"{place}[]", node["items"])
    if "properties" in node:
        yield place, node
        for key, value in node["properties"].items():
            yield from _objects(f"{place}.{key}".lstrip("."), value)


def _followed(node: dict[str, Any]) -> dict[str, Any]:
    """A node with what its reference says; its own description comes first."""
    if "$ref" not in node:
        return node
    name = node["$ref"].removeprefix("#/$defs/")
    return {**SCHEMA["$defs"][name], **{key: value for key, value in node.items() if key != "$ref"}}


def _row(parent: dict[str, Any], key: str) -> str:
    node = _followed(parent["properties"][key])
    zh, _, en = node["description"].partition(_SEPARATOR)
    optional = "" if key in parent["required"] else " ?"
    return f"| `{key}`{optional} | {_type(node)} | {zh} | {en.removesuffix('.')} |"


def _type(node: dict[str, Any]) -> str:
    if "const" in node:
        return f"`{json.dumps(node['const'])}`"
    if "enum" in node:
        return " ".join(f"`{'null' if value is None else value}`" for value in node["enum"])
    if "oneOf" in node:
        return " · ".join(_type(choice) for choice in node["oneOf"])
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    return " · ".join(kinds)

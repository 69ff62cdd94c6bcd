"""The copies as files: one folder a report, one file a change, and a manifest that says what each of them is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from fundqa.document import Document, Location
from fundqa.seeding.errors import Seeded
from fundqa.seeding.relation import Known, Sample

MANIFEST = "fundqa/seeded-1"
SUFFIXES = {"dump": "txt"}
"""What the files of a format are called behind the point where that is not its name."""


def written(document: Document, form: str) -> bytes:
    """A document in a file format."""
    from fundqa.seeding.writers import write

    return write(document, form)


def suffix_of(document: Document) -> str:
    """What a document's files are called behind the point; a dump is a text file."""
    return SUFFIXES.get(document.format, document.format)


def save(sample: Sample, copies: Iterable[Seeded], folder: Path, stem: str) -> list[dict[str, object]]:
    """Write the copies of a report beside each other; what the manifest says of them."""
    folder.mkdir(parents=True, exist_ok=True)
    form, suffix = sample.document.format, suffix_of(sample.document)
    entries: list[dict[str, object]] = []
    (folder / f"{stem}.{suffix}").write_bytes(written(sample.document, form))
    for number, copy in enumerate(copies, 1):
        name = f"{stem}-{number:03}-{copy.operator}.{suffix}"
        (folder / name).write_bytes(written(replace(copy.document, path=name), form))
        entries.append(entry(name, sample.document.path, copy))
    return entries


def entry(name: str, origin: str, copy: Seeded) -> dict[str, object]:
    """What the manifest says of one copy."""
    return {
        "file": name,
        "origin": origin,
        "operator": copy.operator,
        "harmless": copy.harmless,
        "place": located(copy.place),
        "before": copy.before,
        "after": copy.after,
        "broken": [relation(known) for known in copy.broken],
    }


def relation(known: Known) -> dict[str, object]:
    """A relation as JSON."""
    operands = [located(place) for place in known.operands]
    return {
        "kind": known.kind,
        "family": known.family,
        "text": known.text,
        "names": list(known.names),
        "operands": operands,
    }


def located(place: Location) -> dict[str, object]:
    """A place as JSON; row and col are null outside tables."""
    cell = place.row >= 0
    return {
        "part": place.part,
        "block": place.block,
        "row": place.row if cell else None,
        "col": place.col if cell else None,
        "start": place.start,
        "end": place.end,
    }


def manifest(seed: int, entries: list[dict[str, object]]) -> str:
    """The manifest of all copies."""
    answer = {"schema": MANIFEST, "seed": seed, "files": entries}
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"

"""The ledger's tables as SQLAlchemy sees them; docs/ledger.md describes each column for people who query them.

Numbers are kept twice: as decimal text that loses nothing (value, low, high), and as a float for arithmetic in SQL
(amount), which nothing is checked with. Times are UTC. What belongs to a file goes when the file's row goes.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = MetaData(naming_convention=NAMES)


def _own(name: str = "file_id") -> Column[int]:
    """The file a row belongs to."""
    return Column(name, ForeignKey("files.id", ondelete="CASCADE"), nullable=False, index=True)


RUNS = Table(
    "runs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("started", DateTime, nullable=False),
    Column("finished", DateTime),
    Column("state", String(16), nullable=False),
    Column("tool", String(32), nullable=False),
    Column("rules", String(64), nullable=False),
    Column("manifest", Text, nullable=False, default="{}"),
    Column("kept", Text),
)
"""Every run: state is running, finished, interrupted (killed, and taken up by a later one) or failed; rules: a hash of
the rules, forms, words and settings it checked with; manifest: versions, packs, settings and counts as JSON; kept: what
its results across files rest on, as JSON, so that the next run works them out again only when something changed."""

FILES = Table(
    "files",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("path", String(1024), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("format", String(16), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("portion", String(1024), nullable=False, index=True),
    Column("unit", String(1024), nullable=False, index=True),
    Column("county", String(128), nullable=False, index=True),
    Column("year", String(8), nullable=False, index=True),
    Column("current", Boolean, nullable=False, index=True),
    Column("rules", String(64), nullable=False),
    Column("run_id", ForeignKey("runs.id"), nullable=False, index=True),
    Column("ended_run", ForeignKey("runs.id"), index=True),
    Column("received", DateTime, nullable=False),
    Column("numbers", Integer, nullable=False),
    Column("agreed", Integer, nullable=False),
    Column("contradicted", Integer, nullable=False),
    Column("unchecked", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("remarks", Integer, nullable=False),
    Column("error_code", String(32)),
    Column("error_message", Text),
    Column("said", Text, nullable=False, default="[]"),
    Column("texts", Text, nullable=False, default="[]"),
    UniqueConstraint("path", "sha256"),
)
"""Every content that any path had. origin: inbox (found by a run) or desk (submitted there); unit: the submission, by
the path of its first file; portion: what it was read together with; current: the content the path has now; ended_run:
the run that found another one, or none; errors, warnings, remarks: its findings by severity; error_code, error_message:
why it could not be read; said: what the reader warned of, texts: the paragraphs and cells with words that its numbers
and sentences stand in, both as JSON."""

SUBMISSIONS = Table(
    "submissions",
    METADATA,
    Column("id", Integer, primary_key=True),
    _own(),
    Column("unit", String(1024), nullable=False, index=True),
    Column("county", String(128), nullable=False),
    Column("fund", String(128), nullable=False),
    Column("year", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("current", Boolean, nullable=False, index=True),
    Column("received", DateTime, nullable=False),
    Index(None, "county", "fund", "year"),
)
"""A county's report on a fund and year, by the first file of it; version: the how manieth of them, by arrival; current:
whether its file still has that content."""

FACTS = Table(
    "facts",
    METADATA,
    Column("id", Integer, primary_key=True),
    _own(),
    Column("concept", String(128), nullable=False),
    Column("entity", String(128), nullable=False),
    Column("period", String(32), nullable=False),
    Column("basis", String(16)),
    Column("dims", String(256), nullable=False),
    Column("value", String(64), nullable=False),
    Column("low", String(64), nullable=False),
    Column("high", String(64), nullable=False),
    Column("unit", String(32), nullable=False),
    Column("amount", Float),
    Column("surface", String(256), nullable=False),
    Column("place", String(16), nullable=False),
    Column("fate", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("item", Text, nullable=False),
    Index(None, "concept", "entity", "period"),
)
"""Every number of a file with what it says; dims: "a=b;c=d"; value, low, high in the base unit; item: all of it."""

TARGETS = Table(
    "targets",
    METADATA,
    Column("id", Integer, primary_key=True),
    _own(),
    Column("concept", String(128), nullable=False),
    Column("entity", String(128), nullable=False),
    Column("period", String(32), nullable=False),
    Column("surface", String(256), nullable=False),
    Column("item", Text, nullable=False),
)
"""Every target and every other bound of a file."""

PASSAGES = Table(
    "passages",
    METADATA,
    Column("id", Integer, primary_key=True),
    _own(),
    Column("hash", String(16), nullable=False, index=True),
    Column("length", Integer, nullable=False),
    Column("figures", Text, nullable=False),
    Column("location", Text, nullable=False),
)
"""The sentences of a file without their figures, by hash; figures: those as printed, as JSON."""

OUTCOMES = Table(
    "outcomes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("file_id", ForeignKey("files.id", ondelete="CASCADE"), index=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False, index=True),
    Column("origin", String(16), nullable=False, index=True),
    Column("rule", String(16), nullable=False, index=True),
    Column("family", String(8), nullable=False),
    Column("name", String(128), nullable=False),
    Column("status", String(16), nullable=False),
    Column("verdict", String(16)),
    Column("severity", String(8), nullable=False),
    Column("finding", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("reason", Text),
    Column("worked", Text),
    Column("scope_kind", String(32), nullable=False),
    Column("scope_id", String(256), nullable=False),
    Column("scope_label", String(256), nullable=False),
    Column("identity", String(16), nullable=False, index=True),
    Column("fingerprint", String(16), nullable=False, index=True),
    Column("waiver", Text),
    Column("change", String(16)),
    Column("item", Text, nullable=False),
)
"""What failed and what stayed open, in files (origin file), across them (across) and over the ledger (expectation).

finding: failed, and no mere truncation or rounding residue; waiver: the reason it is waived for; change: new,
unchanged, updated or returned since the run before; item: evidence and the rest, as JSON."""

TALLIES = Table(
    "tallies",
    METADATA,
    Column("id", Integer, primary_key=True),
    _own(),
    Column("rule", String(16), nullable=False, index=True),
    Column("status", String(16), nullable=False),
    Column("count", Integer, nullable=False),
)
"""How many outcomes each rule had in a file, by status: also those that passed or did not apply."""

WAIVERS = Table(
    "waivers",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(16), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("who", String(128), nullable=False),
    Column("given", String(10)),
    Column("until", String(10)),
    Column("path", String(1024), nullable=False),
    Column("false_alarm", Boolean, nullable=False),
    Column("origin", String(1024), nullable=False),
    Column("used", String(16), nullable=False),
)
"""The waivers of the last run with what became of each (used, unused, expired)."""

ROSTER = Table(
    "roster",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("county", String(128), nullable=False),
    Column("fund", String(128), nullable=False),
    Column("year", String(8), nullable=False),
    Column("deadline", String(10), nullable=False),
    Column("parent", String(128), nullable=False),
    Column("submitted", Boolean, nullable=False),
    Column("received", DateTime),
    UniqueConstraint("county", "fund", "year"),
)
"""What should have come, as the roster of the last run says, and whether and when it did."""

HISTORY = Table(
    "history",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("county", String(128), nullable=False),
    Column("year", String(8), nullable=False),
    Column("rule", String(16), nullable=False),
    Column("severity", String(8), nullable=False),
    Column("findings", Integer, nullable=False),
    Column("waived", Integer, nullable=False),
)
"""How many findings stood at the end of each run, by county, year of report and rule."""

COVERAGE = Table(
    "coverage",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("county", String(128), nullable=False),
    Column("year", String(8), nullable=False),
    Column("files", Integer, nullable=False),
    Column("unreadable", Integer, nullable=False),
    Column("numbers", Integer, nullable=False),
    Column("agreed", Integer, nullable=False),
    Column("contradicted", Integer, nullable=False),
    Column("unchecked", Integer, nullable=False),
)
"""How many files stood at the end of each run, by county and year of report, and what became of their numbers."""

"""The tables of the web desk, beside the ledger's: who may do what, what was handed in, what was said, what was done.

Passwords are kept as Argon2 hashes; sessions, tokens and invitations only as hashes of what their holders have. The
audit log only grows: the database itself refuses to change it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, Boolean, Column, DateTime, ForeignKey, Index, Integer, Table, TypeDecorator, event
from sqlalchemy import String as _String
from sqlalchemy import Text as _Text

from fundqa.ledger import fitting
from fundqa.ledger.tables import METADATA


class String(TypeDecorator[str]):
    """A short text, as every database takes it: what a browser sends may hold NUL, or half a character."""

    impl = _String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        """`value` without what no database takes."""
        return None if value is None else fitting.text(value)


class Text(String):
    """The same of any length."""

    impl = _Text
    cache_ok = True


USERS = Table(
    "users",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("display", String(128), nullable=False),
    Column("role", String(16), nullable=False),
    Column("place", String(128), nullable=False),
    Column("password", String(256), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created", DateTime, nullable=False),
    Column("last_login", DateTime),
)
"""role: county, reviewer or admin; place: the county they hand in for, the prefecture they review, "" for all."""

INVITATIONS = Table(
    "invitations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("place", String(128), nullable=False),
    Column("created_by", ForeignKey("users.id"), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("expires", DateTime, nullable=False),
    Column("used_by", ForeignKey("users.id")),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("seen", DateTime, nullable=False),
    Column("expires", DateTime, nullable=False),
)

TOKENS = Table(
    "tokens",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("created", DateTime, nullable=False),
    Column("last_used", DateTime),
    Column("revoked", Boolean, nullable=False),
)

ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, index=True),
    Column("address", String(64), nullable=False, index=True),
    Column("at", DateTime, nullable=False, index=True),
)
"""Logins that failed, so that guessing becomes slow."""

DOSSIERS = Table(
    "dossiers",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("place", String(128), nullable=False, index=True),
    Column("title", String(256), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("previous", ForeignKey("dossiers.id"), index=True),
    Column("created", DateTime, nullable=False, index=True),
    Column("checked", DateTime),
    Column("submitted", DateTime),
    Column("tries", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("remarks", Integer, nullable=False),
    Column("numbers", Integer, nullable=False),
    Column("agreed", Integer, nullable=False),
    Column("county", String(128), nullable=False),
    Column("funds", Text, nullable=False),
    Column("year", String(8), nullable=False),
    Column("problem", Text, nullable=False),
    Column("remark", Text, nullable=False),
    Column("filed", Boolean, nullable=False, index=True),
    Index(None, "place", "year"),
)
"""What was dropped at once: state is queued, checking, done, failed (why: problem), submitted, returned or accepted;
previous: what it corrects; tries: how often its check was begun; county, funds (JSON), year: what its forms say;
remark: what the reviewer says of it; filed: whether it is in the ledger since it was submitted."""

UPLOADS = Table(
    "uploads",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(256), nullable=False),
    Column("stored", String(64), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
)
"""A file as it came: name is only ever shown; stored: the random name it lies under."""

FINDINGS = Table(
    "findings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("document", String(256), nullable=False),
    Column("rule", String(16), nullable=False),
    Column("severity", String(8), nullable=False),
    Column("title", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("worked", Text),
    Column("identity", String(16), nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("change", String(16)),
    Column("related", Boolean, nullable=False),
)
"""The findings of a checked dossier; related: another finding of the same cause leads it."""

EXPLANATIONS = Table(
    "explanations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("fingerprint", String(16), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", ForeignKey("users.id")),
    Column("decided_at", DateTime),
    Column("reason", Text),
)
"""What a county says of a finding (说明); state: given, accepted or rejected (why: reason)."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("user_id", Integer),
    Column("name", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("action", String(32), nullable=False, index=True),
    Column("object", String(128), nullable=False),
    Column("detail", Text, nullable=False),
)
"""Who did what, when, from where."""

OPTIONS = Table(
    "options",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What an administrator set: retention, notices."""

GROWS_ONLY: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_no_{verb} BEFORE {verb.upper()} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
        for verb in ("update", "delete")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_grows_only() RETURNS trigger AS $$ BEGIN "
        "RAISE EXCEPTION 'the audit log only grows'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER audit_grows_only BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_grows_only()",
    ),
}
"""What makes the database refuse to change the audit log, by dialect."""

for _dialect, _statements in GROWS_ONLY.items():
    for _statement in _statements:
        _ddl = DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(AUDIT, "after_create", _ddl.execute_if(dialect=_dialect))

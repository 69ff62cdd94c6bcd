"""Who is who: users, passwords, invitations, sessions and tokens; what their holders have is kept only as a hash."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from fundqa.ledger.tables_desk import ATTEMPTS, INVITATIONS, SESSIONS, TOKENS, USERS

COUNTY, REVIEWER, ADMIN = "county", "reviewer", "admin"
ROLES = (COUNTY, REVIEWER, ADMIN)
SHORTEST_PASSWORD = 10
_WINDOW = timedelta(minutes=15)
_MOST_BY_NAME, _MOST_BY_ADDRESS = 5, 30
_NO_HASH = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$4h1WnGMhT2nC0sWn9w8UMQ9oYtbyA0pZ5f0yR0mDbqs"
"""What the password of an unknown user is compared with, so that both take the same time."""


class Refused(Exception):
    """What an account may not do; the message is a key of strings.yml."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user that is signed in."""

    id: int
    name: str
    display: str
    role: str
    place: str


@dataclass(frozen=True, slots=True)
class Session:
    """A person with the secret their forms must carry; by_token: by an API token, which no browser sends by itself."""

    person: Person
    csrf: str
    by_token: bool = False


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def hashed(password: str) -> str:
    """A password's Argon2 hash. Raises Refused when it is too short."""
    from argon2 import PasswordHasher

    if len(password) < SHORTEST_PASSWORD:
        raise Refused("password_short")
    return PasswordHasher().hash(password)


def _right(stored: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def add_user(engine: Engine, name: str, display: str, role: str, place: str, password: str, now: datetime) -> int:
    """A new user's id. Raises Refused for a name that is taken or empty, an unknown role, a short password."""
    plain = name.strip()
    if not plain or role not in ROLES:
        raise Refused("user_bad")
    row = {
        "name": plain,
        "display": display.strip() or plain,
        "role": role,
        "place": place.strip(),
        "password": hashed(password),
        "active": True,
        "created": now,
    }
    with engine.begin() as connection:
        if connection.execute(select(USERS.c.id).where(USERS.c.name == plain)).first():
            raise Refused("name_taken")
        return int(connection.execute(insert(USERS).values(row).returning(USERS.c.id)).scalar_one())


def sign_in(engine: Engine, name: str, password: str, address: str, hours: int, now: datetime) -> tuple[str, Session]:
    """The secret of a new session, and the session. Raises Refused: wrong name or password, or too many tries."""
    with engine.begin() as connection:
        if _too_many(connection, name, address, now):
            raise Refused("too_many")
        row = connection.execute(select(USERS).where(USERS.c.name == name, USERS.c.active)).mappings().first()
        if not _right(row["password"] if row else _NO_HASH, password) or row is None:
            connection.execute(insert(ATTEMPTS).values(name=name[:64], address=address, at=now))
            failed = True
        else:
            failed = False
            connection.execute(update(USERS).where(USERS.c.id == row["id"]).values(last_login=now))
    if failed or row is None:
        raise Refused("wrong_login")
    return start_session(engine, _person(row), hours, now)


def _too_many(connection: Connection, name: str, address: str, now: datetime) -> bool:
    recent = ATTEMPTS.c.at > now - _WINDOW
    count = select(func.count()).select_from(ATTEMPTS).where(recent)
    by_name = connection.execute(count.where(ATTEMPTS.c.name == name[:64])).scalar_one()
    by_address = connection.execute(count.where(ATTEMPTS.c.address == address)).scalar_one()
    return by_name >= _MOST_BY_NAME or by_address >= _MOST_BY_ADDRESS


def start_session(engine: Engine, person: Person, hours: int, now: datetime) -> tuple[str, Session]:
    """A new session of a person: its secret, and the session."""
    secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row = {"hash": digest(secret), "user_id": person.id, "csrf": csrf, "created": now, "seen": now}
    with engine.begin() as connection:
        connection.execute(delete(SESSIONS).where(SESSIONS.c.expires < now))
        connection.execute(insert(SESSIONS).values(row | {"expires": now + timedelta(hours=hours)}))
    return secret, Session(person, csrf)


def session_of(engine: Engine, secret: str, now: datetime) -> Session | None:
    """The session of a secret, None when it has none that still holds."""
    query = (
        select(USERS, SESSIONS.c.csrf)
        .join(SESSIONS, SESSIONS.c.user_id == USERS.c.id)
        .where(SESSIONS.c.hash == digest(secret), SESSIONS.c.expires > now, USERS.c.active)
    )
    with engine.connect() as connection:
        row = connection.execute(query).mappings().first()
    return Session(_person(row), row["csrf"]) if row else None


def sign_out(engine: Engine, secret: str) -> None:
    """End a session."""
    with engine.begin() as connection:
        connection.execute(delete(SESSIONS).where(SESSIONS.c.hash == digest(secret)))


def end_sessions(engine: Engine, user: int) -> None:
    """End all sessions of a user, as when the password changes or the account is closed."""
    with engine.begin() as connection:
        connection.execute(delete(SESSIONS).where(SESSIONS.c.user_id == user))


def new_token(engine: Engine, user: int, name: str, now: datetime) -> str:
    """A new API token of a user; it is shown once and kept as a hash."""
    secret = f"fq_{secrets.token_urlsafe(32)}"
    row = {
        "user_id": user,
        "name": name.strip()[:64] or "API",
        "hash": digest(secret),
        "created": now,
        "revoked": False,
    }
    with engine.begin() as connection:
        connection.execute(insert(TOKENS).values(row))
    return secret


def revoke_token(engine: Engine, user: int, number: int) -> bool:
    """Revoke a user's token; False when the user has no such token."""
    own = update(TOKENS).where(TOKENS.c.id == number, TOKENS.c.user_id == user, ~TOKENS.c.revoked)
    with engine.begin() as connection:
        return bool(connection.execute(own.values(revoked=True)).rowcount)


def token_session(engine: Engine, secret: str, now: datetime) -> Session | None:
    """The session of an API token, None when there is none or it was revoked."""
    query = (
        select(USERS, TOKENS.c.id.label("token"))
        .join(TOKENS, TOKENS.c.user_id == USERS.c.id)
        .where(TOKENS.c.hash == digest(secret), ~TOKENS.c.revoked, USERS.c.active)
    )
    with engine.begin() as connection:
        row = connection.execute(query).mappings().first()
        if row is None:
            return None
        connection.execute(update(TOKENS).where(TOKENS.c.id == row["token"]).values(last_used=now))
    return Session(_person(row), "", by_token=True)


def invite(engine: Engine, by: Person, role: str, place: str, days: int, now: datetime) -> str:
    """The secret of a new invitation. Raises Refused for an unknown role."""
    if role not in ROLES:
        raise Refused("user_bad")
    secret = secrets.token_urlsafe(24)
    row = {"hash": digest(secret), "role": role, "place": place.strip(), "created_by": by.id, "created": now}
    with engine.begin() as connection:
        connection.execute(insert(INVITATIONS).values(row | {"expires": now + timedelta(days=days)}))
    return secret


def invitation(engine: Engine, secret: str, now: datetime) -> Mapping[str, Any] | None:
    """An invitation that can still be used, None when there is none."""
    table = INVITATIONS.c
    query = select(INVITATIONS).where(table.hash == digest(secret), table.used_by.is_(None), table.expires > now)
    with engine.connect() as connection:
        row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def accept(engine: Engine, secret: str, name: str, display: str, password: str, now: datetime) -> int:
    """The id of the user that an invitation makes. Raises Refused."""
    found = invitation(engine, secret, now)
    if found is None:
        raise Refused("invitation_gone")
    user = add_user(engine, name, display, found["role"], found["place"], password, now)
    with engine.begin() as connection:
        used = update(INVITATIONS).where(INVITATIONS.c.id == found["id"], INVITATIONS.c.used_by.is_(None))
        if connection.execute(used.values(used_by=user)).rowcount == 0:
            connection.execute(update(USERS).where(USERS.c.id == user).values(active=False))
            raise Refused("invitation_gone")
    return user


def change_password(engine: Engine, user: int, password: str) -> None:
    """Set a password and end all sessions of the user. Raises Refused when it is too short."""
    with engine.begin() as connection:
        connection.execute(update(USERS).where(USERS.c.id == user).values(password=hashed(password)))
    end_sessions(engine, user)


def is_password(engine: Engine, user: int, password: str) -> bool:
    """Whether it is the user's password."""
    with engine.connect() as connection:
        stored = connection.execute(select(USERS.c.password).where(USERS.c.id == user)).scalar_one_or_none()
    return stored is not None and _right(stored, password)


def _person(row: Mapping[Any, Any]) -> Person:
    return Person(row["id"], row["name"], row["display"], row["role"], row["place"])

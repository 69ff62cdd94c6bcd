"""Signing in, invitations, passwords, tokens."""

from datetime import timedelta

import pytest
from desk_support import PASSWORD, sign_in
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from fundqa.ledger.tables_desk import AUDIT, SESSIONS, TOKENS, USERS
from fundqa.web import accounts
from fundqa.web.access import COOKIE, now


def test_a_password_is_kept_as_an_argon2_hash_and_a_session_as_a_hash_of_its_secret(desk):
    caller = desk.sign_in("county")
    with desk.desk.ledger.engine.connect() as connection:
        stored = connection.execute(select(USERS.c.password)).scalar_one()
        session = connection.execute(select(SESSIONS.c.hash)).scalar_one()
    secret = caller.client.cookies[COOKIE]
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
    assert session == accounts.digest(secret) != secret


def test_the_cookie_is_out_of_reach_of_scripts_and_foreign_pages(desk):
    desk.person("county")
    header = sign_in(desk.client(), "county", PASSWORD).headers["set-cookie"].lower()
    assert "httponly" in header
    assert "samesite=strict" in header


def test_behind_tls_cookies_travel_over_tls_only(tmp_path):
    from desk_support import TestDesk

    desk = TestDesk(tmp_path, secure=True)
    answer = desk.client().get("/sign-in")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


def test_guessing_becomes_slow_for_known_and_unknown_names(desk):
    desk.person("county")
    for name in ("county", "nobody"):
        client = desk.client()
        answers = [sign_in(client, name, f"wrong {i}").text for i in range(6)]
        assert "用户名或密码不对" in answers[4]
        assert "尝试次数过多" in answers[5]
    assert sign_in(desk.client(), "county", PASSWORD).status_code == 401


def test_signing_in_needs_the_form_of_this_browser(desk):
    desk.person("county")
    answer = desk.client().post("/sign-in", data={"name": "county", "password": PASSWORD, "form": "guess"})
    assert answer.status_code == 403


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_signing_in_leads_to_no_other_site(desk, target):
    desk.person("county")
    answer = sign_in(desk.client(), "county", PASSWORD, next=target)
    assert answer.headers["location"] == "/"


def test_signing_out_ends_the_session_on_the_server(desk):
    caller = desk.sign_in("county")
    secret = caller.client.cookies[COOKIE]
    assert caller.post("/sign-out").status_code == 303
    caller.client.cookies.set(COOKIE, secret)
    assert caller.get("/").headers["location"].startswith("/sign-in")


def test_a_session_ends_by_itself(desk):
    desk.person("county")
    engine = desk.desk.ledger.engine
    secret, _ = accounts.sign_in(engine, "county", PASSWORD, "here", 1, now())
    assert accounts.session_of(engine, secret, now()) is not None
    assert accounts.session_of(engine, secret, now() + timedelta(hours=1, seconds=1)) is None


def test_an_invitation_makes_one_account_of_its_role_and_place(desk):
    admin = desk.sign_in("admin")
    page = admin.post("/admin/invitations", data={"role": "county", "place": "青澜市云麓县"}).text
    path = "/invitation/" + page.partition("/invitation/")[2].partition("<")[0]
    client = desk.client()
    form = client.get(path).text.partition('name="form" value="')[2].partition('"')[0]
    data = {"name": "new", "password": PASSWORD, "form": form}
    assert client.post(path, data=data, follow_redirects=False).status_code == 303
    assert client.post(path, data=data | {"name": "second"}, follow_redirects=False).status_code == 404
    with desk.desk.ledger.engine.connect() as connection:
        made = connection.execute(select(USERS).where(USERS.c.name == "new")).mappings().one()
    assert (made["role"], made["place"]) == ("county", "青澜市云麓县")
    assert sign_in(client, "new", PASSWORD).status_code == 303


def test_a_county_account_needs_its_place(desk):
    assert desk.sign_in("admin").post("/admin/invitations", data={"role": "county"}).status_code == 400


def test_a_short_password_is_refused(desk):
    caller = desk.sign_in("county")
    answer = caller.post("/account/password", data={"old": PASSWORD, "new": "short"})
    assert answer.status_code == 400
    assert "至少10位" in answer.text


def test_a_new_password_ends_every_session(desk):
    first, second = desk.sign_in("county"), desk.sign_in("county")
    changed = first.post("/account/password", data={"old": PASSWORD, "new": "another password"})
    assert changed.status_code == 303
    assert second.get("/").status_code == 303
    assert sign_in(desk.client(), "county", PASSWORD).status_code == 401
    assert sign_in(desk.client(), "county", "another password").status_code == 303


def test_a_closed_account_is_out_at_once(desk):
    county, admin = desk.sign_in("county"), desk.sign_in("admin")
    with desk.desk.ledger.engine.connect() as connection:
        number = connection.execute(select(USERS.c.id).where(USERS.c.name == "county")).scalar_one()
        own = connection.execute(select(USERS.c.id).where(USERS.c.name == "admin")).scalar_one()
    assert admin.post(f"/admin/users/{number}", data={"active": "false"}).status_code == 303
    assert county.get("/").status_code == 303
    assert sign_in(desk.client(), "county", PASSWORD).status_code == 401
    assert admin.post(f"/admin/users/{own}", data={"active": "false"}).status_code == 409


def test_a_token_calls_the_api_until_it_is_revoked(desk):
    county = desk.sign_in("county")
    page = county.post("/account/tokens", data={"label": "sync"}).text
    token = page.partition("<code>")[2].partition("</code>")[0]
    headers = {"Authorization": f"Bearer {token}"}
    client = desk.client()
    assert client.get("/api/v1/me", headers=headers).json() == {
        "name": "county", "role": "county", "place": "青澜市青砚县",
    }  # fmt: skip
    with desk.desk.ledger.engine.connect() as connection:
        row = connection.execute(select(TOKENS)).mappings().one()
    assert token not in row.values()
    assert county.post(f"/account/tokens/{row['id']}").status_code == 303
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_a_token_of_another_is_not_revoked(desk):
    county, other = desk.sign_in("county"), desk.sign_in("other")
    county.post("/account/tokens", data={"label": "sync"})
    assert other.post("/account/tokens/1").status_code == 404


def test_the_audit_log_says_who_and_only_grows(desk):
    county = desk.sign_in("county")
    county.hand_in()
    engine = desk.desk.ledger.engine
    with engine.connect() as connection:
        rows = connection.execute(select(AUDIT.c.name, AUDIT.c.action, AUDIT.c.detail).order_by(AUDIT.c.id)).all()
    assert [tuple(row) for row in rows] == [("county", "sign_in", ""), ("county", "upload", "报告.md")]
    for statement in ("DELETE FROM audit", "UPDATE audit SET name = 'x'"):
        with pytest.raises(DatabaseError, match="only grows"), engine.begin() as connection:
            connection.execute(text(statement))
    assert "上传" in desk.sign_in("admin").get("/admin/audit").text

"""Every route names who may call it; every object is asked whether this person may see it."""

import itertools
import re

import pytest
from desk_support import BAD, PEOPLE

from fundqa.web.access import ANYONE, SAFE
from fundqa.web.accounts import ADMIN, COUNTY, REVIEWER, ROLES
from fundqa.web.app import ROUTERS

ROUTES = [route for router in ROUTERS for route in router.routes]
CALLS = [(method, route) for route in ROUTES for method in sorted(route.methods) if method != "HEAD"]
EVERYONE = frozenset(ROLES)
EXPECTED = {
    ("GET", "/sign-in"): {ANYONE},
    ("POST", "/sign-in"): {ANYONE},
    ("POST", "/sign-out"): EVERYONE,
    ("GET", "/invitation/{secret}"): {ANYONE},
    ("POST", "/invitation/{secret}"): {ANYONE},
    ("GET", "/account"): EVERYONE,
    ("POST", "/account/password"): EVERYONE,
    ("POST", "/account/tokens"): EVERYONE,
    ("POST", "/account/tokens/{number}"): EVERYONE,
    ("GET", "/"): EVERYONE,
    ("POST", "/dossiers"): {COUNTY},
    ("GET", "/dossiers/{number}"): EVERYONE,
    ("GET", "/dossiers/{number}/state"): EVERYONE,
    ("GET", "/dossiers/{number}/report"): EVERYONE,
    ("GET", "/dossiers/{number}/download/{kind}"): EVERYONE,
    ("GET", "/dossiers/{number}/original/{upload}"): EVERYONE,
    ("POST", "/dossiers/{number}/explain"): {COUNTY},
    ("POST", "/dossiers/{number}/submit"): {COUNTY},
    ("GET", "/review"): {REVIEWER},
    ("POST", "/review/explanations/{number}"): {REVIEWER},
    ("POST", "/review/dossiers/{number}"): {REVIEWER},
    ("GET", "/review/beside/{number}"): {REVIEWER},
    ("GET", "/review/across"): {REVIEWER},
    ("GET", "/review/trends"): {REVIEWER},
    ("GET", "/review/export.csv"): {REVIEWER},
    ("GET", "/admin"): {ADMIN},
    ("POST", "/admin/invitations"): {ADMIN},
    ("POST", "/admin/users/{number}"): {ADMIN},
    ("POST", "/admin/settings"): {ADMIN},
    ("GET", "/admin/audit"): {ADMIN},
    ("GET", "/api/v1/me"): EVERYONE,
    ("POST", "/api/v1/dossiers"): {COUNTY},
    ("GET", "/api/v1/dossiers"): {COUNTY},
    ("GET", "/api/v1/submissions"): {REVIEWER, ADMIN},
    ("GET", "/api/v1/dossiers/{number}"): EVERYONE,
    ("GET", "/api/v1/dossiers/{number}/findings"): EVERYONE,
    ("GET", "/api/v1/dossiers/{number}/report"): EVERYONE,
    ("POST", "/api/v1/dossiers/{number}/explanations"): {COUNTY},
    ("POST", "/api/v1/dossiers/{number}/submit"): {COUNTY},
}
"""Who may call what. A route that is not here fails the first test."""
OBJECTS = [(method, path) for method, path in EXPECTED if "/dossiers/{number}" in path]


def roles_of(route) -> set[str]:
    """The roles that the route's own dependency lets in."""
    found = [d.call.roles for d in route.dependant.dependencies if hasattr(d.call, "roles")]
    assert len(found) == 1, f"{route.path} has {len(found)} rules of access"
    return set(found[0])


def test_every_route_has_a_rule_and_it_is_the_expected_one():
    assert {(method, route.path): roles_of(route) for method, route in CALLS} == {
        key: set(roles) for key, roles in EXPECTED.items()
    }


def test_the_application_serves_nothing_else(desk):
    known = {path for _, path in EXPECTED}
    extra = set(desk.app.openapi()["paths"]) - known
    assert not extra
    client = desk.client()
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404


def filled(path: str, number: str) -> str:
    """A path with something in every place."""
    path = path.replace("/dossiers/{number}", f"/dossiers/{number}").replace("/beside/{number}", f"/beside/{number}")
    return re.sub(r"\{\w+\}", "1", path)


def test_nobody_gets_in_without_signing_in(desk):
    for (method, path), roles in EXPECTED.items():
        if ANYONE not in roles:
            answer = desk.client().request(method, filled(path, "none"), follow_redirects=False)
            api = path.startswith("/api/")
            assert answer.status_code == (401 if api else 303), path
            assert api or answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("name", ["county", "reviewer", "admin"])
def test_a_route_is_closed_to_other_roles(desk, name):
    caller = desk.sign_in(name)
    for (method, path), roles in EXPECTED.items():
        if not roles & {ANYONE, PEOPLE[name][0]}:
            answer = caller.client.request(
                method, filled(path, "none"), headers={"X-CSRF-Token": caller.csrf}, follow_redirects=False
            )
            assert answer.status_code == 403, (name, method, path)


@pytest.mark.parametrize("name", ["county", "reviewer", "admin"])
def test_what_changes_something_needs_the_secret_of_the_form(desk, name):
    caller = desk.sign_in(name)
    for (method, path), roles in EXPECTED.items():
        if method not in SAFE and PEOPLE[name][0] in roles:
            for headers in ({}, {"X-CSRF-Token": "wrong"}):
                answer = caller.client.request(method, filled(path, "none"), headers=headers, follow_redirects=False)
                assert answer.status_code == 403, (path, headers)
    assert caller.get("/account").status_code == 200


def test_a_dossier_is_only_there_for_those_who_may_see_it(desk):
    number = desk.sign_in("county").hand_in(BAD)
    desk.work()
    callers = {name: desk.sign_in(name) for name in PEOPLE}
    for name, (method, path) in itertools.product(("other", "reviewer", "stranger"), OBJECTS):
        if PEOPLE[name][0] in EXPECTED[method, path]:
            body = {"json": {"fingerprint": "x", "text": "y"}} if path.endswith("explanations") else {
                "data": {"fingerprint": "x", "text": "y", "state": "accepted"}
            }  # fmt: skip
            headers = {"X-CSRF-Token": callers[name].csrf}
            answer = callers[name].client.request(
                method,
                filled(path, number),
                headers=headers,
                follow_redirects=False,
                **(body if method == "POST" else {}),
            )
            assert answer.status_code == 404, (name, method, path, answer.status_code)
    assert callers["county"].get(f"/dossiers/{number}").status_code == 200
    assert callers["admin"].get(f"/dossiers/{number}").status_code == 200


def test_what_is_submitted_is_seen_by_the_reviewers_of_its_area_only(desk):
    county = desk.sign_in("county")
    number = county.hand_in("# 青砚县2022年度报告\n\n工作已经完成。\n")
    desk.work()
    assert county.post(f"/dossiers/{number}/submit").status_code == 303
    assert desk.sign_in("reviewer").get(f"/dossiers/{number}").status_code == 200
    assert desk.sign_in("stranger").get(f"/dossiers/{number}").status_code == 404
    assert desk.sign_in("other").get(f"/dossiers/{number}").status_code == 404
    assert number in desk.sign_in("reviewer").get("/review").text
    assert number not in desk.sign_in("stranger").get("/review").text

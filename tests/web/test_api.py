"""The API against its own OpenAPI document: whatever it is sent, it answers as it says, and never falls over."""

import pytest
import schemathesis
from desk_support import PASSWORD, TestDesk
from fuzzing import budget, patient
from hypothesis import HealthCheck, given, settings
from schemathesis import checks

from fundqa.web import accounts
from fundqa.web.access import now

CHECKS = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)
"""What every answer is held to besides its status."""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    desk = TestDesk(tmp_path_factory.mktemp("desk"))
    county = desk.sign_in("county")
    number = county.hand_in()
    desk.work()
    engine = desk.desk.ledger.engine
    _, session = accounts.sign_in(engine, "county", PASSWORD, "here", 1, now())
    return desk, number, accounts.new_token(engine, session.person.id, "test", now())


@patient
def test_whatever_the_api_is_sent_it_answers_and_never_falls_over(served):
    desk, _, token = served
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", desk.app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 9
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=budget(12), deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def holds(case):
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code < 500, (case.method, case.path, answer.status_code)
            case.validate_response(answer, checks=CHECKS)

        holds()


def test_the_whole_way_by_api(served):
    desk, _, token = served
    client, headers = desk.client(), {"Authorization": f"Bearer {token}"}
    text = "# 青砚县2022年度报告\n\n全年支出XX万元，工作基本完成。\n"
    made = client.post("/api/v1/dossiers", headers=headers, files=[("files", ("报告.md", text.encode()))])
    assert made.status_code == 201
    number = made.json()["id"]
    assert (made.json()["state"], made.json()["verdict"]) == ("queued", None)
    desk.work()
    assert client.get(f"/api/v1/dossiers/{number}", headers=headers).json()["verdict"] == "to_explain"
    assert client.post(f"/api/v1/dossiers/{number}/submit", headers=headers).status_code == 409
    for row in client.get(f"/api/v1/dossiers/{number}/findings", headers=headers).json():
        if row["severity"] == "warning":
            said = {"fingerprint": row["fingerprint"], "text": "待补"}
            answer = client.post(f"/api/v1/dossiers/{number}/explanations", headers=headers, json=said)
            assert answer.json()["explanation_state"] == "given"
    assert client.post(f"/api/v1/dossiers/{number}/submit", headers=headers).json()["state"] == "submitted"
    report = client.get(f"/api/v1/dossiers/{number}/report", headers=headers).json()
    assert report["schema"] == "fundqa/report-1"
    refused = client.post("/api/v1/dossiers", headers=headers, files=[("files", ("a.exe", b"MZ"))])
    assert refused.status_code == 400


def test_the_document_describes_every_route_of_the_api(served):
    paths = served[0].app.openapi()["paths"]
    assert sorted(paths) == [
        "/api/v1/dossiers",
        "/api/v1/dossiers/{number}",
        "/api/v1/dossiers/{number}/explanations",
        "/api/v1/dossiers/{number}/findings",
        "/api/v1/dossiers/{number}/report",
        "/api/v1/dossiers/{number}/submit",
        "/api/v1/me",
        "/api/v1/submissions",
    ]

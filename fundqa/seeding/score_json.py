"""The score as JSON: the schema fundqa/score-1 (reports/json/score-1.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fundqa.seeding.score import Score, Share

SCHEMA = "fundqa/score-1"
_EXAMPLES = 5


def as_json(score: Score) -> str:
    """The score with a final line feed; the same for the same score."""
    return json.dumps(answer(score), ensure_ascii=False, indent=2) + "\n"


def answer(score: Score) -> dict[str, object]:
    """The score as plain values."""
    return {
        "schema": SCHEMA,
        "reports": len(score.reports),
        "unfaithful": sum(not report.faithful for report in score.reports),
        "lost_relations": sum(report.lost for report in score.reports),
        "numbers": {"checkable": score.checkable, **_share(score.numbers)},
        "errors": _share(score.errors),
        "operators": _shares(score.operators),
        "families": [
            {"name": name, "recall": _share(family.recall), "precision": _share(family.precision)}
            for name, family in sorted(score.families.items())
        ],
        "forms": _shares(score.forms),
        "relations": _shares(score.relations),
        "kinds": _shares(score.kinds),
        "clean": [
            {"rule": rule, "severity": severity, "count": count}
            for (rule, severity), count in sorted(score.clean.items())
        ],
        "rewrites": _shares(score.rewrites),
        "noise": [
            {"operator": operator, "rule": rule, "count": count}
            for (operator, rule), count in sorted(score.noise.items())
        ],
        "rules": [_rule(rule, score) for rule in sorted({rule for rule, _ in score.states})],
        "unguarded": [
            {"kind": kind, "count": len(found), "examples": [{"report": r, "text": t} for r, t in found[:_EXAMPLES]]}
            for kind, found in sorted(score.unguarded.items())
        ],
    }


def _share(share: Share) -> dict[str, object]:
    return {"found": share.found, "of": share.of, "share": share.share}


def _shares(shares: Mapping[str, Share]) -> list[dict[str, object]]:
    return [{"name": name, **_share(share)} for name, share in sorted(shares.items())]


def _rule(rule: str, score: Score) -> dict[str, object]:
    states = ("pass", "fail", "open", "not_applicable")
    return {"rule": rule, **{state: score.states[rule, state] for state in states}}

"""The score as JSON: the schema fundqa/score-1 (reports/json/score-1.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fundqa.seeding.score import Tried
from fundqa.seeding.score_total import Group, Score, Share

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
        "errors": _share(score.every.recall),
        "checked": _share(score.every.checked),
        "alarmed": _share(score.every.alarmed),
        "operators": _shares(score.operators),
        "expected": _shares(score.expected),
        "families": [{"name": name, **_group(family)} for name, family in sorted(score.families.items())],
        "forms": [_kind(name, group) for name, group in sorted(score.forms.items())],
        "formats": [_kind(name, group) for name, group in sorted(score.formats.items())],
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
        "missed": [
            _missed(report.name, tried) for report in score.reports for tried in report.tried if _is_missed(tried)
        ],
    }


def _is_missed(tried: Tried) -> bool:
    return not tried.harmless and not tried.found


def _missed(report: str, tried: Tried) -> dict[str, object]:
    return {
        "report": report,
        "operator": tried.operator,
        "before": tried.before,
        "after": tried.after,
        "kinds": list(tried.kinds),
        "checked": tried.checked,
    }


def _share(share: Share) -> dict[str, object]:
    return {"found": share.found, "of": share.of, "share": share.share}


def _group(group: Group) -> dict[str, object]:
    return {"recall": _share(group.recall), "checked": _share(group.checked), "precision": _share(group.precision)}


def _kind(name: str, group: Group) -> dict[str, object]:
    """A form or format, which unlike a rule family has reports of its own."""
    return {"name": name, **_group(group), "alarmed": _share(group.alarmed)}


def _shares(shares: Mapping[str, Share]) -> list[dict[str, object]]:
    return [{"name": name, **_share(share)} for name, share in sorted(shares.items())]


def _rule(rule: str, score: Score) -> dict[str, object]:
    states = ("pass", "fail", "open", "not_applicable")
    return {"rule": rule, **{state: score.states[rule, state] for state in states}}

"""The legal basis of a finding: the documents of its rule that were in force in the report's year."""

from __future__ import annotations

import re
from collections import Counter

from fundqa.lexicon import Messages
from fundqa.model import Legal, Rule
from fundqa.view import Form, View

_YEAR = re.compile(r"(?:19|20)\d\d")
# the number of a standard, the name, and what follows it: a document number in brackets, an article
_PARTS = re.compile(r"([\x00-\x7f]*)(.+?)(（[^（）]*\d.*|第[〇零一二三四五六七八九十百千\d].*)?")


def basis_of(rule: Rule, view: View, form: Form | None) -> str:
    """The basis of a finding in `form`, or in the text when None, as a sentence in the view's language; "" if none."""
    return basis(rule, _year(view, form), view.lexicon.messages, view.lang) if rule.legal else ""


def basis(rule: Rule, year: int, messages: Messages, lang: str) -> str:
    """What a rule rests on for a report on `year` (0: not known, then every document says from when it counts).

    Where nothing is in force yet, what came later is named as such.
    """
    if not year:
        return messages.join([dated(legal, messages, lang) for legal in rule.legal], lang)
    current = [title(legal, messages, lang) for legal in rule.legal if legal.in_force(year)]
    later = [legal for legal in rule.legal if legal.since > year]
    return messages.join(current or [_said("not_yet", legal, messages, lang) for legal in later], lang)


def title(legal: Legal, messages: Messages, lang: str) -> str:
    """A document's name in book title marks; one that has its own marks stays as it is."""
    parts = _PARTS.fullmatch(legal.document)
    if "《" in legal.document or parts is None:
        return legal.document
    before, name, after = (part or "" for part in parts.groups())
    return messages.legal["title"][lang].format(before=before.strip(), name=name, after=after)


def dated(legal: Legal, messages: Messages, lang: str) -> str:
    """A document's name with the year from which, or to which, it is in force."""
    if legal.until:
        return _said("until", legal, messages, lang, legal.until)
    return _said("since", legal, messages, lang, legal.since) if legal.since else title(legal, messages, lang)


def _said(key: str, legal: Legal, messages: Messages, lang: str, year: int = 0) -> str:
    return messages.legal[key][lang].format(title=title(legal, messages, lang), year=year)


def _year(view: View, form: Form | None) -> int:
    """The form's year, else that of most forms, else that of most numbers; 0 when none is known."""
    if form is None or not form.period:
        return view.once(_usual_year)
    own = _YEAR.search(form.period)
    return int(own[0]) if own else 0


def _usual_year(view: View) -> int:
    periods = [f.period for f in view.forms if f.period] or [fact.period for fact in view.facts if fact.period]
    found = Counter(match[0] for period in periods if (match := _YEAR.search(period)))
    return int(found.most_common(1)[0][0]) if found else 0

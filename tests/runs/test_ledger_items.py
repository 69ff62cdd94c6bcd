"""Facts, targets, names, claims and spans come out of the ledger as they went in, to the last digit."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fundqa.document import Location
from fundqa.ledger.items import dumps, evidence_in, evidence_out, item_in, item_out
from fundqa.model import Basis, Bound, Claim, Context, Evidence, Fact, Name, Quantity, Span, Target
from fundqa.units import Unit

OWN = "收件/自己.docx"
text = st.text(max_size=12)
whole = st.integers(-1, 10_000)
decimals = st.decimals(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [Decimal("0.0300"), Decimal("1E+8"), Decimal("1e-9"), Decimal("-0"), Decimal("Infinity"), Decimal("-Infinity")]
)
documents = st.just(OWN) | st.text(min_size=1, max_size=12)
locations = st.builds(
    Location, documents, text, whole, whole, whole, whole, whole, whole, st.lists(whole, max_size=3).map(tuple)
)
units = st.builds(Unit, text, text, text, decimals, st.booleans())
spans = st.builds(Span, text, locations)
contexts = st.builds(
    Context, st.sampled_from(["prose", "table"]), whole, text, st.none() | locations, st.none() | spans,
    st.none() | spans,
)  # fmt: skip
bases = st.sampled_from(list(Basis))
dims = st.lists(st.tuples(text, text), max_size=3).map(tuple)
quantities = st.builds(Quantity, decimals, units, st.none() | whole, st.none() | text, decimals, decimals)
bounds = st.builds(
    Bound, st.none() | decimals, st.none() | decimals, st.booleans(), st.booleans(), units, st.none() | text,
    st.booleans(),
)  # fmt: skip
facts = st.builds(
    Fact, text, text, text, st.none() | bases, dims, quantities, text, locations, contexts,
    st.lists(bases, max_size=2).map(tuple),
)  # fmt: skip
targets = st.builds(Target, text, text, text, bounds, text, locations, contexts, st.none() | st.booleans())
names = st.builds(Name, text, text, text, text, locations, contexts)
claims = st.builds(Claim, text, text, text, locations, contexts)
items = facts | targets | names | claims | spans


def exactly(value: object) -> str:
    """A value with the digits of its decimals: 0.03 and 0.0300 are equal, and not the same."""
    return repr(value)


@given(items)
def test_an_item_comes_back_as_it_was(item):
    back = item_in(json.loads(dumps(item_out(item, OWN))), OWN)
    assert back == item
    assert exactly(back) == exactly(item)


@given(st.builds(Evidence, text, items), st.none() | text)
def test_evidence_comes_back_with_the_text_it_stands_in(evidence, told):
    host = evidence.location.host
    texts = {} if told is None else {host: told}
    found = {}
    back = evidence_in(json.loads(dumps(evidence_out(evidence, texts, OWN))), found, OWN)
    assert back == evidence
    assert found == texts


@given(items, st.text(min_size=1, max_size=8))
def test_places_in_the_own_document_follow_it_when_it_is_renamed(item, new):
    back = item_in(item_out(item, OWN), new)
    own = item.location.document == OWN
    assert back.location.document == (new if own else item.location.document)

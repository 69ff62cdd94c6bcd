"""Plots as SVG for pages: drawn by Altair without any browser or network, in colours that light and dark both bear."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

PACKAGES = ("altair", "vl_convert")
INK, LINE = "#7b8794", "#9aa5b155"
COLOURS = {"error": "#c8372d", "warning": "#d99a2b", "info": "#4a83c4", "agreed": "#2f8f5b", "contradicted": "#c8372d",
           "unchecked": "#9aa5b1"}  # fmt: skip
_FONT = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

_NAMESPACE = re.compile(r' xmlns(:xlink)?="[^"]*"')
"""What a picture inside a page does not need."""

Row = Mapping[str, object]


def installed() -> bool:
    """Whether the packages that draw are there (the extra `plots`)."""
    return all(find_spec(name) is not None for name in PACKAGES)


def available() -> bool:
    """Whether plots can be drawn here.

    The drawing engine reserves far more addresses than it uses, which would end a process that may not have them.
    """
    return installed() and not _limited()


def _limited() -> bool:
    """Whether this process may not take all the addresses it likes."""
    try:
        import resource
    except ImportError:
        return False
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def bars(
    rows: Sequence[Row], *, across: str, along: str, by: str, order: Sequence[str], titles: Mapping[str, str]
) -> str:
    """Stacked bars: one a value of `across`, as long as `along`, parted by `by`.

    order: the values of `by`, keys of COLOURS, with their titles. "" where there is nothing to draw or to draw with.
    """
    if not rows or not available():
        return ""
    import altair as alt

    named = [titles[key] for key in order]
    known = [dict(row) | {by: titles[str(row[by])], "_order": list(order).index(str(row[by]))} for row in rows]
    shown = list(dict.fromkeys(str(row[across]) for row in rows))
    chart = alt.Chart(alt.InlineData(values=known)).mark_bar(height={"band": 0.72})
    chart = chart.encode(
        x=alt.X(f"{along}:Q", title=None, axis=alt.Axis(tickMinStep=1)),
        y=alt.Y(f"{across}:N", title=None, sort=shown),
        color=alt.Color(
            f"{by}:N", title=None, scale=alt.Scale(domain=named, range=[COLOURS[key] for key in order]),
            legend=alt.Legend(orient="top"),
        ),
        order=alt.Order("_order:Q"),
    )  # fmt: skip
    return drawn(chart.properties(width=420, height={"step": 24}))


def lines(rows: Sequence[Row], *, across: str, along: str, by: str, colours: Mapping[str, str] | None = None) -> str:
    """Lines over time: one a value of `by`. "" where there is nothing to draw or nothing to draw with.

    colours: those of the values of `by`, which stand in this order; by default as they come, in colours of Altair's.
    """
    if not rows or not available():
        return ""
    import altair as alt

    names = list(colours or dict.fromkeys(str(row[by]) for row in rows))
    scale = alt.Scale(domain=names, range=list(colours.values())) if colours else alt.Scale(domain=names)
    chart = alt.Chart(alt.InlineData(values=[dict(row) for row in rows])).mark_line(point=True)
    chart = chart.encode(
        x=alt.X(f"{across}:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y(f"{along}:Q", title=None, axis=alt.Axis(tickMinStep=1)),
        color=alt.Color(f"{by}:N", title=None, scale=scale, legend=alt.Legend(orient="top", columns=4)),
    )
    return drawn(chart.properties(width=560, height=220))


def drawn(chart: Any) -> str:
    """A chart as an SVG element that scales with the page."""
    import vl_convert

    axis = {
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelLimit": 260,
    }
    legend = {"labelColor": INK, "labelLimit": 260}
    chart = chart.configure(background="transparent", font=_FONT, axis=axis, legend=legend, view={"stroke": None})
    svg: str = vl_convert.vegalite_to_svg(chart.to_json())
    return _NAMESPACE.sub("", svg, count=2).strip()

"""The running text of a report: sections with numbered headings, and what each of them says of each subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fundqa.readers.numerals import spoken
from fundqa.seeding.books import Account
from fundqa.seeding.indicators import Indicator
from fundqa.seeding.page import Line, Page, joined
from fundqa.seeding.prose import Composer
from fundqa.seeding.words import Entry, words

_UNDER = Decimal("0.9")


@dataclass(slots=True)
class Narrator:
    """Writes sections onto a page. headings: how many have been numbered on the first level."""

    page: Page
    composer: Composer
    accounts: Sequence[Account]
    headings: int = 0

    def section(self, entry: Entry, level: int = 0, number: int = 0, parent: str = "") -> bool:
        """Write a section and those under it; False when there is nothing it would say."""
        choice = self.composer.choice
        if not self._due(entry) or (entry.get("maybe") and choice.often(50)):
            return False
        if not level:
            self.headings += 1
            number = self.headings
        self.heading(choice.pick(entry["heading"]), level, number, parent)
        for line in self._paragraphs(entry):
            self.page.say(line)
        below = 0
        for inner in entry.get("under", ()):
            below += self.section(inner, level + 1, below + 1, f"{parent}.{number}")
        return True

    def heading(self, text: str, level: int, number: int, parent: str) -> None:
        """A numbered heading, its number marked as one of its parent's series."""
        template = words()["narratives"]["numbering"][level]
        printed = template.format(n=spoken(number), d=number)
        self.page.say(Line.of(printed, f"number:{parent}") + Line(text))

    def _due(self, entry: Entry) -> bool:
        needed = entry.get("figures", ())
        if "missed" in needed:
            return any(not row.achieved for rows in self.composer.rows.values() for row in rows) or any(
                _off_budget(account) for account in self.accounts
            )
        return all(any(name in account.figures for account in self.accounts) for name in needed)

    def _paragraphs(self, entry: Entry) -> list[Line]:
        found = [line for kind in entry.get("say", ()) if (line := self._whole(kind)) is not None]
        kinds = [kind for kind in entry.get("each", ()) if not kind.endswith("?") or self.composer.choice.often(60)]
        for account in self.accounts:
            lines = [self._of(kind.rstrip("?"), account) for kind in kinds]
            said = [line for line in lines if line is not None]
            found += [joined(said)] if self.composer.choice.often(65) and said else said
        return found

    def _whole(self, kind: str) -> Line | None:
        """What is said once for the whole report."""
        if kind == "measures":
            return self._measures()
        if kind == "deviations":
            return self._deviations()
        return self.composer.line(words()["frames"][kind])

    def _measures(self) -> Line:
        frames = words()["frames"]
        choice = self.composer.choice
        opening = self.composer.line(frames["measures"]["opening"]) or Line()
        listed = choice.some(frames["measures"]["each"], choice.number(2, len(frames["enumerated"])))
        lines = [
            Line.of(sign, "listed") + Line(choice.expand(text, frames["phrases"]))
            for sign, text in zip(frames["enumerated"], choice.shuffled(listed), strict=False)
        ]
        return opening + joined(lines, choice.pick((frames["pause"], frames["full_stop"]))) + Line(frames["full_stop"])

    def _deviations(self) -> Line:
        frames = words()["frames"]
        lines: list[Line] = []
        for account in self.accounts:
            for row in self.composer.rows[account.number]:
                if not row.achieved:
                    more = {"missed": row.spoken, "cause": row.cause}
                    lines += self._said(frames["deviations"]["some"], account, **more)
            for way in _off_budget(account):
                cause = self.composer.choice.pick(frames["causes"][way])
                lines += self._said(frames["deviations"][way], account, cause=cause)
        return joined(lines or self._said(frames["deviations"]["none"], None))

    def _said(self, frames: Sequence[str], account: Account | None, **more: str) -> list[Line]:
        line = self.composer.line(frames, account, **more)
        return [] if line is None else [line]

    def _of(self, kind: str, account: Account) -> Line | None:
        """What is said of one subject."""
        frames = words()["frames"]
        rows = self.composer.rows[account.number]
        match kind:
            case "targets" | "results":
                return self._indicators(kind, account, rows)
            case "claim":
                return self.claim("claim", account)
            case "count_target" | "count_result":
                return self._count(kind, account, rows)
            case "score":
                return self.composer.line(frames["score"], account, grade=grade(account))
            case _:
                return self.composer.line(frames[kind], account)

    def claim(self, frames: str, account: Account) -> Line | None:
        """That the goals were met, as far as they were."""
        missed = self.composer.missed(account)
        return self.composer.line(words()["frames"][frames]["some" if missed else "all"], account, missed=missed)

    def _indicators(self, kind: str, account: Account, rows: Sequence[Indicator]) -> Line | None:
        choice = self.composer.choice
        frames = words()["frames"][kind]
        able = [row for row in rows if row.measure in ("count", "ratio", "rate", "standard") and row.sense != "exactly"]
        chosen = choice.some(able, choice.number(2, 5))
        if kind == "results":
            chosen = [row for row in able if row in chosen or not row.achieved]
        opening = self.composer.line(frames["opening"], account)
        if opening is None or not chosen:
            return None
        each = choice.pick(frames["each"])
        lines = [self._indicator(frames, each, account, row) for row in chosen]
        return opening + joined(lines, choice.pick(frames["joint"])) + Line(words()["frames"]["full_stop"])

    def _indicator(self, frames: Entry, each: str, account: Account, row: Indicator) -> Line:
        composer = self.composer
        template = each if row.achieved or "missed" not in frames else composer.choice.pick(frames["missed"])
        bound = composer.bound(account, row, prose=row.achieved)
        value = composer.value(account, row, prose=True)
        return composer.line([template], account, name=row.spoken, bound=bound, value=value) or Line()

    def _count(self, kind: str, account: Account, rows: Sequence[Indicator]) -> Line | None:
        counts = [row for row in rows if row.measure == "count" and row.sense != "exactly"]
        if not counts:
            return None
        row = self.composer.choice.pick(counts)
        more: dict[str, str | Line] = {"count_name": row.spoken}
        name, side = (row.target, 0) if kind == "count_target" else (row.result, 1)
        more[kind] = self.composer.number(account, row, name, side, True)
        return self.composer.line(words()["frames"][kind], account, **more)


def _off_budget(account: Account) -> list[str]:
    """How spending is off its budget as far as that needs a word: over or under it."""
    rate = account.value("rate")
    return [way for way, off in (("over", rate > 1), ("under", rate < _UNDER)) if off]


def grade(account: Account) -> str:
    """The grade that a total score earns."""
    score = account.value("score")
    return next(str(name) for least, name in words()["frames"]["grades"] if score >= least)

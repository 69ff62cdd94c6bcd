"""What fundqa refuses, said so that the reader can mend it: a code, a place, an excerpt, the allowed values."""

from __future__ import annotations

from collections.abc import Sequence


class FundqaError(Exception):
    """The root of fundqa's own errors; `code` is stable, `zh` and `en` are the message in both languages."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"[{code}] {zh}")
        self.code = code
        self.zh = zh
        self.en = en

    def message(self, lang: str) -> str:
        """The message in `lang` ("zh" or "en")."""
        return self.en if lang == "en" else self.zh

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes as they are."""
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[FundqaError], args: tuple[object, ...], state: dict[str, object]) -> FundqaError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class ReadError(FundqaError):
    """A file that is missing, broken, too large or of no supported kind. Exit code 3."""


class PackError(FundqaError):
    """A rule, form, lexicon or configuration file that is wrong. Exit code 2.

    The text always has the form ``path:line:col: [code] message``, an excerpt of the line, and the allowed values
    where there is a closed list of them. Line and column count from 1.
    """

    def __init__(
        self,
        code: str,
        zh: str,
        en: str,
        *,
        path: str = "",
        line: int = 0,
        col: int = 0,
        excerpt: str = "",
        allowed: Sequence[str] = (),
    ) -> None:
        super().__init__(code, zh, en)
        self.path, self.line, self.col = path, line, col
        self.excerpt = excerpt
        self.allowed = tuple(allowed)

    def message(self, lang: str) -> str:
        """Place, message, excerpt and allowed values, each on a line of its own."""
        where = f"{self.path}:{self.line}:{self.col}: " if self.path else ""
        lines = [f"{where}[{self.code}] {super().message(lang)}"]
        if self.excerpt:
            lines.append(f"    {self.excerpt.rstrip()}")
            lines.append("    " + " " * max(self.col - 1, 0) + "^")
        if self.allowed:
            lines.append(("    allowed: " if lang == "en" else "    可用的值：") + ", ".join(self.allowed))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.message("zh")

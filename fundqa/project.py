"""Everything a check is done with: rules, forms and words, the built-in ones under those of a user's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fundqa.formspec import FormSpec, load_forms
from fundqa.lexicon import Lexicon
from fundqa.lexicon_load import load_lexicon
from fundqa.model import Rule
from fundqa.pack import builtin_checks, load_rules
from fundqa.readers import Layout
from fundqa.resources import builtin


@dataclass(frozen=True, slots=True)
class Project:
    """Rules, forms and lexicon, loaded and checked."""

    rules: tuple[Rule, ...]
    forms: tuple[FormSpec, ...]
    lexicon: Lexicon

    @property
    def layout(self) -> Layout:
        """The words the readers need."""
        return Layout(form_title_endings=self.lexicon.layout.form_title_endings)


def load_project(root: Path | None = None) -> Project:
    """The built-in data, layered under checks/ and schemas/ of `root` when it is given; PackError when it is wrong."""
    schemas = [Path(str(builtin("schemas")))]
    checks = [builtin_checks()]
    if root is not None:
        schemas += [root / "schemas"] if (root / "schemas").is_dir() else []
        checks += [root / "checks"] if (root / "checks").is_dir() else []
    return Project(
        load_rules(checks),
        load_forms(tuple(folder / "forms" for folder in schemas)),
        load_lexicon(tuple(folder / "lexicon" for folder in schemas)),
    )

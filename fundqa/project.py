"""Everything a check is done with: rules, forms and words, the built-in ones under those of a user's folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from fundqa.config import Config, check_settings, chosen, load_config
from fundqa.extract.continued import layout_of
from fundqa.extract.words import form_words
from fundqa.formspec import FormSpec, load_forms
from fundqa.formspec_published import PublishedForms, load_published
from fundqa.lexicon import Lexicon
from fundqa.lexicon_load import load_lexicon
from fundqa.model import Rule
from fundqa.pack import builtin_checks, load_rules
from fundqa.pack_settings import Pack, load_packs
from fundqa.readers import Layout
from fundqa.resources import builtin


@dataclass(frozen=True, slots=True)
class Project:
    """Rules, forms and lexicon, loaded and checked.

    lang: the language the project asks for, "" when it does not; encoding: as in Layout; published: the tables of
    published budgets and final accounts.
    """

    rules: tuple[Rule, ...]
    forms: tuple[FormSpec, ...]
    lexicon: Lexicon
    packs: Mapping[str, Pack] = field(default_factory=dict)
    lang: str = ""
    encoding: str = ""
    published: PublishedForms = field(default_factory=PublishedForms)

    @property
    def layout(self) -> Layout:
        """The words the readers need."""
        words = form_words(self.forms, self.lexicon)
        return replace(layout_of(self.lexicon), form=words, encoding=self.encoding)


def load_project(root: Path | None = None) -> Project:
    """The built-in data, layered under checks/ and schemas/ of `root` when it is given, as its fundqa.toml wants them.

    PackError when something of it is wrong.
    """
    schemas = [Path(str(builtin("schemas")))]
    checks = [builtin_checks()]
    config = load_config(root) if root is not None else None
    if root is not None:
        schemas += [root / "schemas"] if (root / "schemas").is_dir() else []
        checks += [root / "checks"] if (root / "checks").is_dir() else []
    packs, rules = _rules(checks, config)
    forms = tuple(folder / "forms" for folder in schemas)
    return Project(
        rules,
        load_forms(forms),
        load_lexicon(tuple(folder / "lexicon" for folder in schemas)),
        packs,
        config.lang if config else "",
        published=load_published(forms),
    )


def _rules(folders: list[Path], config: Config | None) -> tuple[dict[str, Pack], tuple[Rule, ...]]:
    packs = load_packs(folders)
    if config is None:
        return packs, load_rules(folders)
    check_settings(config, packs)
    return packs, chosen(load_rules(folders, config.settings), config, packs)

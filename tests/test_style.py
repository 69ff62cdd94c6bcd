"""How the code reads, as far as a machine can tell: sizes, docstrings, languages, places named."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT, need

LONGEST_FILE = 350
LONG_FUNCTION = 40
SHARE_OF_SHORT_FUNCTIONS = 0.95

Function = ast.FunctionDef | ast.AsyncFunctionDef

# The engine proper. What a word of a report means is said in schemas/lexicon, checks/ and reports/, not here.
ENGINE = tuple(
    pattern
    for name in ("kinds", "extract", "engine", "bind", "derive", "expr")
    for pattern in (f"{name}.py", f"{name}_*.py", f"{name}/**/*.py")
)

# The Chinese the engine may speak: units, numerals, operators. A literal must be made of these words alone.
UNITS = (
    "元 角 分 厘 人 名 人次 户 户次 件 个 家 项 次 年 月 日 天 季度 季 岁 亩 吨 米 平方米 公里 小时 "
    "成 倍 百分点 个百分点 千分点"
)
NUMERALS = (
    "〇 零 一 二 三 四 五 六 七 八 九 十 百 千 万 亿 两 半 几 廿 卅 "
    "壹 贰 叁 肆 伍 陆 柒 捌 玖 拾 佰 仟 百分之 千分之 分之 第 点"
)
OPERATORS = (
    "约 近 左右 上下 超过 逾 多 余 不足 不满 至少 最多 以上 以下 以内 "
    "不低于 不高于 不超过 不少于 大于 小于 等于 至 到 且 和 或"
)
ALLOWED = sorted(f"{UNITS} {NUMERALS} {OPERATORS}".split(), key=len, reverse=True)

HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]+")
ALLOWED_HAN = re.compile("|".join(map(re.escape, ALLOWED)))

# Places on one person's machine, and hosts that packages come from. Spelled in pieces, for this file is read too.
HOMES = "|".join(["work", "root", "home", "Users", "tmp"])
MACHINE_PATH = re.compile(rf"(?<![\w.])/(?:{HOMES})/\w|[A-Z]:\\Users")
REGISTRIES = (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("deb.debian", "org"),
    ("crates", "io"), ("anaconda", "org"),
)  # fmt: skip


def modules(*patterns: str) -> list[Path]:
    """The files of the package that match; each pattern is relative to fundqa/."""
    return sorted(path for pattern in patterns for path in (ROOT / "fundqa").glob(pattern))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def docstrings(tree: ast.Module) -> set[int]:
    """The identities of all constants that only document: a docstring, or a bare string after an assignment."""
    return {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}


REFUSALS = {"Problem", "PackError", "ReadError", "ExprError", "error"}


def refusals(tree: ast.Module) -> set[int]:
    """The literals of our own error messages, which are said in Chinese first and carry no domain word to compare."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    own = (call for call in calls if ast.unparse(call.func).rpartition(".")[2] in REFUSALS)
    return {id(node) for call in own for node in ast.walk(call) if isinstance(node, ast.Constant)}


def words(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every string literal and every name, documentation excepted."""
    documentation = docstrings(tree) | refusals(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value
        for field in ("id", "attr", "arg", "name", "asname"):
            name = getattr(node, field, None)
            if isinstance(name, str):
                yield getattr(node, "lineno", 0), name


def foreign(text: str) -> list[str]:
    """The runs of Chinese in `text` that are not made of units, numerals and operators alone."""
    return [run for run in HAN.findall(text) if ALLOWED_HAN.sub("", run)]


def is_public(name: str) -> bool:
    return not name.startswith("_")


def undocumented(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    """The public classes, functions and methods of a body that have no docstring."""
    for node in body:
        if not isinstance(node, ast.ClassDef | Function) or not is_public(node.name):
            continue
        decorators = {ast.unparse(d).split(".")[-1] for d in node.decorator_list}
        if ast.get_docstring(node) is None and not decorators & {"overload", "setter", "override"}:
            yield f"{prefix}{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from undocumented(node.body, f"{node.name}.")


def tracked() -> list[Path]:
    """Every file under version control, and new ones that are not ignored."""
    need((ROOT / ".git").exists(), "a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_is_too_long():
    sizes = {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8").count("\n") for p in modules("**/*.py")}
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_FILE} == {}


def test_functions_are_short():
    sizes = {f"{p.name}:{f.name}": length(f) for p in modules("**/*.py") for f in functions(parsed(p))}
    long = sorted(name for name, lines in sizes.items() if lines >= LONG_FUNCTION)
    assert len(long) <= (1 - SHARE_OF_SHORT_FUNCTIONS) * len(sizes), f"of {len(sizes)} functions too long: {long}"


@pytest.mark.parametrize("path", modules("**/*.py"), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_everything_public_has_a_docstring(path):
    tree = parsed(path)
    assert ast.get_docstring(tree), "the module has no docstring"
    assert list(undocumented(tree.body)) == []


def test_the_engine_speaks_no_chinese_but_units_numerals_and_operators():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {run}"
        for path in modules(*ENGINE)
        for line, text in words(parsed(path))
        for run in foreign(text)
    ]
    assert wrong == []


def test_no_tracked_file_names_a_machine_or_a_package_registry():
    hosts = [".".join(parts) for parts in REGISTRIES]
    wrong = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found = [host for host in hosts if host in text] + MACHINE_PATH.findall(text)
        wrong += [f"{path.relative_to(ROOT)}: {what}" for what in found]
    assert wrong == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('x = "万元"', []),
        ('x = "二十五日以前"', ["二十五日以前"]),
        ('x = f"共{n}万人次"', ["共"]),
        ('"""说明"""\nx = 1\n"""也是说明"""', []),
        ("基金 = 1", ["基金"]),
        ("def f(金额): return 金额", ["金额", "金额"]),
        ("x = '不低于95%'", []),
        ("# 注释\nx = 1", []),
    ],
)
def test_chinese_is_found_in_literals_and_names_only(code, expected):
    assert [run for _, text in words(ast.parse(code)) for run in foreign(text)] == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [("/" + "home/someone/x", True), ("see /" + "usr/bin/env", False), ("https://a.b/" + "work/x", False)],
)
def test_a_machine_path_is_told_from_a_system_path_and_an_address(text, named):
    assert bool(MACHINE_PATH.search(text)) is named

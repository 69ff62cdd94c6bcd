"""Whitelisted arithmetic: parsed with ast, evaluated over intervals, and printed as a person would write it.

Allowed: names, whole and decimal numbers, + - * /, one comparison (== <= >= < >), min max clip. Nothing else, and
neither longer nor deeper than a person would write.
"""

from __future__ import annotations

import ast
import itertools
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from fundqa import interval
from fundqa.interval import Interval

COMPARISONS = {ast.Eq: "==", ast.LtE: "<=", ast.GtE: ">=", ast.Lt: "<", ast.Gt: ">"}
_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "×", ast.Div: "÷"}
_FUNCTIONS = {"min": (1, 9), "max": (1, 9), "clip": (3, 3)}
_MAX_CORNERS = 6
_LONGEST, _DEEPEST = 2000, 100
"""Characters of an expression, and how deep it may be nested, which a sum of so many addends is too."""
_NUMBER = re.compile(r"\d{1,30}\.?\d{0,30}|\.\d{1,30}", re.ASCII)


class ExprError(ValueError):
    """An expression that is not allowed; `col` is where, from 0."""

    def __init__(self, zh: str, en: str, col: int) -> None:
        super().__init__(zh)
        self.zh, self.en, self.col = zh, en, col


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison. names: its operands in the order they are written, each once."""

    node: ast.expr
    names: tuple[str, ...]
    repeated: bool

    def over(self, operands: Mapping[str, Interval]) -> Interval:
        """Its values over the operands' intervals; ZeroDivisionError when a divisor may be zero."""
        if self.repeated and len(self.names) <= _MAX_CORNERS:
            return self._corners(operands)
        return _over(self.node, operands)

    def at(self, operands: Mapping[str, Decimal]) -> Decimal:
        """Its value at the operands' printed values, to 40 digits."""
        return _over(self.node, {name: interval.point(value) for name, value in operands.items()}).low

    def written(self, operands: Mapping[str, str]) -> str:
        """As a person writes it, operands as printed."""
        return _written(self.node, operands, 0)

    @property
    def text(self) -> str:
        """The expression as it is written in a rule."""
        return ast.unparse(self.node)

    @property
    def addends(self) -> int:
        """How many terms it adds up; 1 when it is no sum."""
        return _addends(self.node)

    def _corners(self, operands: Mapping[str, Interval]) -> Interval:
        ends = [(operands[name].low, operands[name].high) for name in self.names]
        for name in self.names:
            if Decimal(0) in operands[name] and any(isinstance(n, ast.Div) for n in ast.walk(self.node)):
                return _over(self.node, operands)
        return interval.hull(
            _over(self.node, dict(zip(self.names, map(interval.point, corner), strict=True)))
            for corner in itertools.product(*ends)
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """A parsed assertion: left, operator, right."""

    text: str
    left: Side
    operator: str
    right: Side

    @property
    def names(self) -> tuple[str, ...]:
        """All operands, each once, in the order they are written."""
        return tuple(dict.fromkeys([*self.left.names, *self.right.names]))


@lru_cache(maxsize=1024)
def parse(text: str) -> Comparison:
    """Parse an assertion such as 率 == 执行 / 预算; ExprError when it is anything else."""
    tree = _tree(text)
    try:
        if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or type(tree.ops[0]) not in COMPARISONS:
            raise ExprError(
                "需要一个比较，如 a == b / c", "expected one comparison, such as a == b / c", tree.col_offset
            )
        return Comparison(text, _side(tree.left), COMPARISONS[type(tree.ops[0])], _side(tree.comparators[0]))
    except ExprError as error:
        raise _placed(error, text) from None


def parse_side(text: str) -> Side:
    """Parse arithmetic without a comparison, such as 个人缴费人数 + 代缴人数."""
    tree = _tree(text)
    try:
        return _side(tree)
    except ExprError as error:
        raise _placed(error, text) from None


def _placed(error: ExprError, text: str) -> ExprError:
    """The error with its place in characters; ast counts bytes, of which a Chinese character has three."""
    before = text.strip().encode()[: error.col].decode(errors="ignore")
    return ExprError(error.zh, error.en, len(before))


def _tree(text: str) -> ast.expr:
    if len(text) > _LONGEST:
        raise ExprError("算式太长", "the expression is too long", _LONGEST)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python only warns of is refused below
            tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        col = getattr(error, "offset", 1) or 1
        raise ExprError("不是算式", "not an expression", min(col - 1, len(text))) from error
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            _check_number(node, text.strip())
    return tree


def _check_number(node: ast.Constant, text: str) -> None:
    """Raise ExprError for a number that is not written plainly, or has more digits than Python kept."""
    written = ast.get_source_segment(text, node) or ""
    if not _NUMBER.fullmatch(written) or Decimal(written) != Decimal(str(node.value)):
        refusal = ExprError(
            "数要写成整数或小数，至多 15 位",
            "a number is written as a whole or decimal one of up to 15 digits",
            node.col_offset,
        )
        raise _placed(refusal, text)


def _side(node: ast.expr) -> Side:
    _check(node)
    found = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id not in _FUNCTIONS]
    found.sort(key=lambda name: name.col_offset)
    names = tuple(dict.fromkeys(name.id for name in found))
    return Side(node, names, len(found) > len(names))


def _check(node: ast.expr, depth: int = 0) -> None:
    if depth > _DEEPEST:
        raise ExprError("算式套得太深", "the expression is nested too deep", node.col_offset)
    match node:
        case ast.Name(id=name) if name not in _FUNCTIONS:
            return
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _check(operand, depth + 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            _check(left, depth + 1)
            _check(right, depth + 1)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            low, high = _FUNCTIONS[name]
            if not low <= len(args) <= high:
                raise ExprError(f"{name} 的参数个数不对", f"wrong number of arguments for {name}", node.col_offset)
            for argument in args:
                _check(argument, depth + 1)
        case _:
            raise ExprError("算式中不允许这种写法", "not allowed in an expression", node.col_offset)


def _over(node: ast.expr, operands: Mapping[str, Interval]) -> Interval:
    match node:
        case ast.Name(id=name):
            return operands[name]
        case ast.Constant(value=value):
            return interval.point(Decimal(str(value)))
        case ast.UnaryOp(operand=operand):
            return interval.negate(_over(operand, operands))
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)](_over(left, operands), _over(right, operands))
        case ast.Call(func=ast.Name(id=name), args=args):
            return _call(name, [_over(argument, operands) for argument in args])
    raise AssertionError(node)


_OPERATIONS = {
    ast.Add: interval.add,
    ast.Sub: interval.subtract,
    ast.Mult: interval.multiply,
    ast.Div: interval.divide,
}


def _call(name: str, values: list[Interval]) -> Interval:
    if name == "clip":
        value, low, high = values
        return _call("min", [_call("max", [value, low]), high])
    pick = min if name == "min" else max
    return Interval(pick(v.low for v in values), pick(v.high for v in values))


def _written(node: ast.expr, operands: Mapping[str, str], rank: int) -> str:
    match node:
        case ast.Name(id=name):
            return operands[name]
        case ast.Constant(value=value):
            return str(value)
        case ast.UnaryOp(operand=operand):
            return "-" + _written(operand, operands, 3)
        case ast.BinOp(left=left, op=op, right=right):
            own = 1 if isinstance(op, ast.Add | ast.Sub) else 2
            text = f"{_written(left, operands, own)}{_SIGNS[type(op)]}{_written(right, operands, own + 1)}"
            return f"({text})" if own < rank else text
        case ast.Call(func=ast.Name(id=name), args=args):
            return f"{name}({', '.join(_written(argument, operands, 0) for argument in args)})"
    raise AssertionError(node)


def _addends(node: ast.expr) -> int:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return _addends(node.left) + _addends(node.right)
    return 1

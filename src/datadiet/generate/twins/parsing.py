"""Reads arithmetic and conditions from text. Whatever is not on the list is refused; nothing is run.

`+ - * /`, parentheses, numbers, names with dots, the comparisons `< <= > >= = <>`, `and`, `or`, `not`, and calls of the
functions that the caller lists.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from datadiet.errors import TwinError
from datadiet.generate.twins.expressions import ARITHMETIC, COMPARISONS, Call, Expression, Name, Node, Number

__all__ = ["parse_expression"]

LONGEST, DEEPEST = 1_000, 50
"""Characters of an expression, and its nested parts."""
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
    r"|(?P<sign><=|>=|<>|!=|==|[-+*/()<>=,]))"
)
_SAME = {"==": "=", "!=": "<>"}


def parse_expression(text: str, functions: Mapping[str, Any], *, condition: bool = False) -> Expression:
    """Parse one expression.

    Args:
        text: such as `min(radius, 4) * 1.2`.
        functions: what may be called.
        condition: whether it must be true or false, such as `a < b and c > 2`; else it is a number.

    Raises:
        TwinError: it cannot be read, or calls what is not on the list.
    """
    if len(text) > LONGEST:
        raise TwinError(f"an expression of {len(text):,} characters", expected=f"{LONGEST:,} at most")
    reader = _Reader(text, list(_tokens(text)), functions)
    tree = reader.either(0) if condition else reader.sum(0)
    if reader.here < len(reader.tokens):
        raise reader.wrong(f"'{reader.tokens[reader.here]}' is too much")
    return Expression(text.strip(), tree)


def _tokens(text: str) -> Iterator[str]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            sign = text[at:].strip()[0]
            raise TwinError(f"'{text}' holds '{sign}'", expected="numbers, names, + - * / ( ) and comparisons")
        yield found.group().strip()
        at = found.end()


@dataclass(slots=True)
class _Reader:
    """Goes through the tokens from left to right; each method reads what binds tighter than the one before it."""

    text: str
    tokens: list[str]
    functions: Mapping[str, Any]
    here: int = 0

    def wrong(self, found: str) -> TwinError:
        return TwinError(f"'{self.text.strip()}' cannot be read: {found}", expected="such as radius * 1.2 or a < b")

    def next(self, *wanted: str) -> str:
        """Take the next token if it is one of these, else return nothing."""
        if self.here < len(self.tokens) and self.tokens[self.here].lower() in wanted:
            self.here += 1
            return self.tokens[self.here - 1].lower()
        return ""

    def either(self, depth: int) -> Node:
        node = self.both(depth)
        while self.next("or"):
            node = Call("or", (node, self.both(depth)))
        return node

    def both(self, depth: int) -> Node:
        node = self.denied(depth)
        while self.next("and"):
            node = Call("and", (node, self.denied(depth)))
        return node

    def denied(self, depth: int) -> Node:
        self.check(depth)
        if self.next("not"):
            return Call("not", (self.denied(depth + 1),))
        if self.opens_condition():
            self.here += 1
            node = self.either(depth + 1)
            self.close()
            return node
        return self.comparison(depth)

    def opens_condition(self) -> bool:
        """Whether a parenthesis that opens here holds a condition: something in it is compared."""
        if self.here >= len(self.tokens) or self.tokens[self.here] != "(":
            return False
        level = 0
        for token in self.tokens[self.here :]:
            level += (token == "(") - (token == ")")
            if level == 0:
                return False
            if level >= 1 and (token in COMPARISONS or token in _SAME or token.lower() in ("and", "or", "not")):
                return True
        return False

    def comparison(self, depth: int) -> Node:
        """Read a < b, or a < b < c as both."""
        left, made = self.sum(depth), None
        while sign := self.next(*COMPARISONS, *_SAME):
            right = self.sum(depth)
            compared = Call(_SAME.get(sign, sign), (left, right))
            made, left = (Call("and", (made, compared)) if made else compared), right
        if made is None:
            raise self.wrong("nothing is compared")
        return made

    def sum(self, depth: int) -> Node:
        node = self.product(depth)
        while sign := self.next("+", "-"):
            node = Call(sign, (node, self.product(depth)))
        return node

    def product(self, depth: int) -> Node:
        node = self.signed(depth)
        while sign := self.next("*", "/"):
            node = Call(sign, (node, self.signed(depth)))
        return node

    def signed(self, depth: int) -> Node:
        self.check(depth)
        if self.next("-"):
            return Call("neg", (self.signed(depth + 1),))
        if self.next("+"):
            return self.signed(depth + 1)
        return self.atom(depth)

    def atom(self, depth: int) -> Node:
        if self.next("("):
            node = self.sum(depth + 1)
            self.close()
            return node
        if self.here >= len(self.tokens):
            raise self.wrong("it ends too early")
        token = self.tokens[self.here]
        self.here += 1
        if token[0].isdigit() or (token[0] == "." and len(token) > 1):
            return Number(float(token))
        if not (token[0].isalpha() or token[0] == "_") or token.lower() in ("and", "or", "not"):
            raise self.wrong(f"'{token}' is out of place")
        return self.call(token, depth) if self.next("(") else Name(token)

    def call(self, function: str, depth: int) -> Node:
        if function not in self.functions:
            raise TwinError(f"'{self.text}' calls '{function}'", expected=f"one of {', '.join(self.functions)}")
        arguments: list[Node] = []
        while not self.next(")"):
            if arguments and not self.next(","):
                raise self.wrong("a comma or ) is missing")
            arguments.append(self.sum(depth + 1))
        self.check_arguments(function, len(arguments))
        return Call(function, tuple(arguments))

    def check_arguments(self, function: str, n: int) -> None:
        wanted = ARITHMETIC.get(function, (n,))[0]
        if n < wanted or (wanted == 1 and function in ARITHMETIC and n > 1):
            raise TwinError(f"'{self.text}': {function} of {n}", expected=f"{wanted}{' or more' if wanted > 1 else ''}")

    def close(self) -> None:
        if not self.next(")"):
            raise self.wrong("a ) is missing")

    def check(self, depth: int) -> None:
        if depth > DEEPEST:
            raise TwinError(f"'{self.text[:60]}...' is nested too deeply", expected=f"{DEEPEST} levels at most")

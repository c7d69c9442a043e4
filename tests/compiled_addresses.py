"""The addresses that this process has compiled, for all its apps: Werkzeug writes Python for each rule of each app."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_compile = Rule._compile_builder
_builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


def compile_once() -> None:
    """Let all apps share what builds an address: it follows from the parts and defaults of the rule alone."""
    Rule._compile_builder = _once  # type: ignore[method-assign] # a private part of Werkzeug, tried by every test


def _once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile(rule, append_unknown)
    return _builders[key]

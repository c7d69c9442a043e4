"""The addresses that this process has compiled, for all its apps: Werkzeug writes Python for each rule of each app."""

from typing import Any

from werkzeug.routing import Rule

_compile = Rule.compile
_compiled: dict[tuple[Any, ...], dict[str, Any]] = {}
_BUILDERS = ("_build", "_build_unknown")


def compile_once() -> None:
    """Let all apps share what reads and what builds an address: our converters follow from the rule alone."""
    Rule.compile = _once  # type: ignore[method-assign] # a part of Werkzeug, tried by every test


def _once(rule: Rule) -> None:
    key = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, repr(rule.defaults))
    if key not in _compiled:
        _compile(rule)
        made = {name: getattr(rule, name) for name in ("_parts", "_trace", "_converters", "arguments")}
        _compiled[key] = made | {name: getattr(rule, name).__func__ for name in _BUILDERS}
        return
    for name, value in _compiled[key].items():
        setattr(rule, name, value.__get__(rule, None) if name in _BUILDERS else value)

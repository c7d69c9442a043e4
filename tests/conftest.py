"""What every test may use, and the last lines of a run: what did not run, and why."""

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import settings

from tests import services
from tests.compiled_addresses import compile_once
from tests.compiled_statements import compile_statements_once
from tests.compiled_templates import CompiledTemplates

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", ".hypothesis")

# Tests start hundreds of processes, and each would spend two seconds on compiling our modules if none kept them.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What tests write goes to memory where there is such a folder: a disk makes SQLite wait at every commit.
if services.has_room_in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(services.IN_MEMORY))

# An app compiles each of its templates and addresses anew, and a run of tests makes thousands of apps.
Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
compile_once()
compile_statements_once()

# How long an example takes says more of the machine than of the code.
settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")

NOT_RUN = pytest.StashKey[dict[str, str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Find out once what this machine has."""
    missing = {}
    if reason := services.why_no_postgres():
        missing["postgresql"] = reason
    if reason := services.why_no_chromium():
        missing["browser"] = reason
    config.stash[NOT_RUN] = missing


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what cannot run here. CI sets PATHWAY_REQUIRE so that it fails instead."""
    missing = config.stash[NOT_RUN]
    for name, reason in missing.items():
        for item in items:
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))
    required = os.environ.get("PATHWAY_REQUIRE", "").split(",")
    if lacking := [f"{name}: {missing[name]}" for name in required if name in missing]:
        pytest.exit("; ".join(lacking), returncode=3)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays for the whole run: modules, and ten thousand tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say last what ran and what did not."""
    if hasattr(config, "workerinput"):
        return
    for report in terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", []):
        for name, words in report.user_properties:
            if name == "sweep":
                terminalreporter.write_line(f"{report.nodeid.rpartition('[')[2].rstrip(']')}: {words}")
    missing = config.stash[NOT_RUN]
    for name, words in (("browser", "pages in Chromium"), ("postgresql", "the integration suite on PostgreSQL")):
        if name in missing:
            terminalreporter.write_line(f"DID NOT RUN: {words}: {missing[name]}", yellow=True, bold=True)
        elif any(name in report.keywords for report in terminalreporter.stats.get("passed", [])):
            terminalreporter.write_line(f"ran: {words}")


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    """Tests never see the settings of the shell they were started from."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PATHWAY_")}
    allowed = {"PATHWAY_TEST_POSTGRES_URL", "PATHWAY_REQUIRE"}
    for name in kept:
        if name not in allowed:
            del os.environ[name]
    yield
    os.environ.update(kept)

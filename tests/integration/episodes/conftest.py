"""A referrer, two agencies and, where a test asks for it, a referral: made once, and copied for each test."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from pathway.directory.vocabulary import ReferralChannel
from pathway.upkeep.prepare import prepare
from tests.integration.conftest import Fill, Originals
from tests.referrals import World, make_world, send


@dataclass(frozen=True)
class Ready:
    """What a copied database has: its people and services, and the referral's reference."""

    world: World
    reference: str


@cache
def _filled(way: ReferralChannel, *, is_sent: bool) -> Fill:
    def fill(app: Flask) -> Ready:
        world = make_world(app, way)
        return Ready(world, send(world.referrer) if is_sent else "")

    return fill


@pytest.fixture
def way() -> ReferralChannel:
    """How the first agency takes referrals. A file may say otherwise."""
    return ReferralChannel.INBOX


@pytest.fixture
def ready(
    request: pytest.FixtureRequest,
    engine_name: str,
    originals: Originals,
    way: ReferralChannel,
    now: datetime,
    tmp_path: Path,
) -> tuple[AbstractContextManager[str], Ready]:
    """A copy of a database with a world, and with a referral if the test asks for its `reference`."""
    fill = _filled(way, is_sent="reference" in request.fixturenames)
    return originals.copy_with(engine_name, fill, tmp_path, over=prepare)


@pytest.fixture
def own_database(
    request: pytest.FixtureRequest,
    engine_name: str,
    copies: Callable[[str, Path], AbstractContextManager[str]],
    tmp_path: Path,
) -> Iterator[str]:
    """A database of this test's own: with a world, if the test has one."""
    if "world" in request.fixturenames:
        copy, _ = request.getfixturevalue("ready")
    else:
        copy = copies(engine_name, tmp_path)
    with copy as url:
        yield url


@pytest.fixture
def world(app: Flask, ready: tuple[AbstractContextManager[str], Ready]) -> World:
    """A referrer, two agencies with a caseworker each, and their services, at NOW."""
    return ready[1].world.over(app)


@pytest.fixture
def reference(world: World, ready: tuple[AbstractContextManager[str], Ready]) -> str:
    """The reference of a referral that the referrer of `world` has sent, as `send(world.referrer)` would."""
    return ready[1].reference

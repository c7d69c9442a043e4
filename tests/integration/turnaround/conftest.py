"""A running pathway: with roles that are held and staffed by day, or with none that is held."""

from datetime import datetime

import pytest
from flask import Flask

from pathway.leads.vocabulary import ClockDuty
from tests import clocks
from tests.clocks import Desk
from tests.integration.turnaround.what_was_told import DUTIES, ON_CALL_PHONE
from tests.sweeps import set_hours


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    """A running pathway with roles that are held and staffed by day, and an on-call phone."""
    desk = clocks.set_up(app)
    for duty in DUTIES:
        clocks.fill_role(app, duty)
        set_hours(app, duty)
    clocks.fill_role(app, ClockDuty.ON_CALL_MANAGER, phone=ON_CALL_PHONE)
    return desk


@pytest.fixture
def bare(app: Flask, now: datetime) -> Desk:
    """A running pathway of which nobody holds a role."""
    return clocks.set_up(app)

"""A database counts the tiers as `freshness.tier` says them, at each edge."""

from datetime import timedelta
from itertools import product

from flask import Flask
from sqlalchemy import select

from pathway.directory.freshness import Tier, due_on, tier
from pathway.directory.models import Service
from pathway.directory.tier_conditions import of_tier
from pathway.extensions import db, writing
from tests import factories
from tests.integration.conftest import NOW

TODAY = NOW.date()
AGES = (None, 0, 1, 29, 30, 31, 59, 60, 61, 89, 90, 91, 180, 181)
ENDS = (None, -181, -31, -1, 0, 1, 29, 30, 31, 90)
RUNG = (None, -61, -60, 0, 1)


def test_each_listing_is_of_the_tier_that_the_rule_says(app: Flask, now: object) -> None:
    expected = {}
    with app.app_context(), writing():
        home = factories.organization()
        for age, ends, rung in product(AGES, ENDS, RUNG):
            assured = None if age is None else TODAY - timedelta(days=age)
            funded, silent = (None if days is None else TODAY + timedelta(days=days) for days in (ends, rung))
            by = None if age is None else "its manager"
            given = {"funded_until": funded, "unanswered_on": silent, "organization": home}
            made = factories.service(assured_on=assured, assured_by=by, **given)
            db.session.add(made)
            expected[made.id] = tier(assured, TODAY, due_on(assured, funded, silent))

    with app.app_context():
        for one in Tier:
            found = set(db.session.scalars(select(Service.id).where(of_tier(one, TODAY)))) & set(expected)
            assert found == {id_ for id_, its in expected.items() if its is one}

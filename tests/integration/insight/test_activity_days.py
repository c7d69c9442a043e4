"""The days of the activity pages: the first and the last there are, too."""

from itertools import product

import pytest
from flask import Flask

from pathway.accounts.vocabulary import Role
from tests import staff
from tests.integration.audit.trail_rows import Somebody, record_many

ADDRESSES = ("/insight/activity", "/account/activity")
FIRST, LAST = "0001-01-01", "9999-12-31"


@pytest.fixture(scope="module")
def auditor(shared_app: Flask) -> staff.Staff:
    """Somebody who may read everybody's activity, and who did something herself."""
    organization_id = staff.organization(shared_app)
    herself = Somebody(staff.user(shared_app, organization_id, Role.AUDITOR), organization_id)
    with shared_app.app_context():
        record_many(1, by=herself)
    return staff.signed_in(shared_app, herself.id)


@pytest.mark.parametrize(("address", "since", "until"), [*product(ADDRESSES, (FIRST, LAST), (FIRST, LAST))])
def test_no_day_is_too_early_or_too_late(auditor: staff.Staff, address: str, since: str, until: str) -> None:
    for query in (f"since={since}", f"until={until}", f"since={since}&until={until}"):
        assert auditor.get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_from_the_first_day_to_the_last_is_everything(auditor: staff.Staff, address: str) -> None:
    everything, nothing = (
        auditor.get(f"{address}?since={since}&until={until}").text for since, until in ((FIRST, LAST), (LAST, FIRST))
    )

    assert "Thing done" in everything
    assert "Thing done" not in nothing

"""History keeps no address that the listing itself may not have, and brings none back."""

from uuid import UUID, uuid4

from flask import Flask

from pathway.directory import operations, queries
from pathway.directory.models import Address, ListingVersion, Location, ServiceAtLocation
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import LocationKind, ServiceStatus
from pathway.extensions import db, writing
from tests import factories
from tests.integration.directory.editing.conftest import Owner, brought_back, stored
from tests.integration.directory.importer.commands import Command, taken
from tests.integration.directory.importer.sheets import sheet

STREET = "7 Zanzibar Quay"


def versions(app: Flask, service_id: UUID) -> list[str]:
    with app.app_context():
        query = db.session.query(ListingVersion).filter_by(service_id=service_id).order_by(ListingVersion.number)
        return [version.content for version in query]


def two_at_one_place(owner: Owner) -> tuple[UUID, UUID]:
    """Two listings of hers that share a site."""
    site = factories.site(id=uuid4(), addresses=[factories.address(address_1=STREET)])
    first = owner.listing(at=site)
    second = owner.listing(name="Second", at=factories.online())
    with owner.app.app_context(), writing():
        at = queries.find(str(second)).at_locations[0]
        at.location_id = queries.find(str(first)).at_locations[0].location_id
        db.session.flush()
        indexer.refresh(db.session(), [second])
    return first, second


def test_a_listing_that_becomes_confidential_keeps_no_version_with_its_place(
    owner: Owner, run: Command, file: object
) -> None:
    first, second = two_at_one_place(owner)
    for service_id in (first, second):
        owner.manager().post(f"/manage/services/{service_id}/confirm")
    assert STREET in "".join(versions(owner.app, first))

    done = taken(run, file, sheet({"id": str(first), "places": "confidential"}), "--apply")

    assert done.exit_code == 0, done.stderr
    assert STREET not in "".join(versions(owner.app, first))
    assert len(versions(owner.app, first)) == 1


def test_who_left_a_place_before_it_became_confidential_keeps_no_version_with_it(owner: Owner) -> None:
    first, second = two_at_one_place(owner)
    owner.manager().post(f"/manage/services/{first}/confirm")
    with owner.app.app_context(), writing():
        at = queries.find(str(first)).at_locations[0]
        place = at.location_id
        elsewhere = factories.online()
        db.session.add(elsewhere)
        db.session.flush()
        db.session.query(ServiceAtLocation).filter_by(id=at.id).update({"location_id": elsewhere.id})
    assert STREET in "".join(versions(owner.app, first))

    with owner.app.app_context(), writing():
        operations.make_confidential(db.session.get_one(Location, place))

    assert STREET not in "".join(versions(owner.app, first))
    assert stored(owner.app, second).at_locations[0].location.kind is LocationKind.CONFIDENTIAL


def test_undo_brings_back_no_address_that_another_listing_changed(owner: Owner) -> None:
    first, _ = two_at_one_place(owner)
    manager = owner.manager()
    manager.post(f"/manage/services/{first}/close", {"closed_note": "Flood"})
    with owner.app.app_context(), writing():
        db.session.query(Address).filter_by(address_1=STREET).update({"address_1": "8 Example Street"})

    manager.post("/manage/services/undo", {"id": str(first)})

    service = stored(owner.app, first)
    assert service.status is ServiceStatus.ACTIVE
    assert [address.address_1 for address in service.at_locations[0].location.addresses] == ["8 Example Street"]


def test_a_version_brought_back_leaves_it_open_or_closed_as_it_is(owner: Owner) -> None:
    service_id = owner.listing()
    manager = owner.manager()
    manager.post(f"/manage/services/{service_id}/confirm")
    manager.post(f"/manage/services/{service_id}/close", {"closed_note": "Flood"})

    brought_back(manager, service_id, 1)

    service = stored(owner.app, service_id)
    assert (service.status, service.closed_note) == (ServiceStatus.TEMPORARILY_CLOSED, "Flood")
    assert service.assured_on is None

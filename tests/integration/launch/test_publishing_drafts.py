"""A draft is published once it was rung and its own people have confirmed it."""

from uuid import uuid4

from flask import Flask

from pathway.directory.vocabulary import Publication
from tests import factories
from tests.integration.launch.conftest import TODAY, after, listing, stored
from tests.integration.reading import words_of
from tests.staff import Staff

DRAFT = {"publication": Publication.DRAFT}


def test_a_draft_is_published_after_ringing_with_who_confirmed_and_how(app: Flask, coordinator: Staff) -> None:
    number = listing(app, name="Example draft", **DRAFT)
    public = app.test_client()
    assert public.get(f"/services/{number.service_id}").status_code == 404
    assert "Ring a number of it first" in words_of(coordinator.get(number.address).text)
    refused = coordinator.post(f"{number.address}/publish", {"how": "rang"})
    assert refused.status_code == 409
    after(coordinator, f"{number.address}/right")
    unsaid = coordinator.post(f"{number.address}/publish")
    assert unsaid.status_code == 400
    assert "Say how they confirmed it" in words_of(unsaid.text)

    page = after(coordinator, f"{number.address}/publish", {"how": "met"})

    assert "Published: everybody sees it now." in page
    assert "I met them" in page
    service = stored(app, number.service_id)
    assert service.publication is Publication.PUBLISHED
    assert service.assured_by == f"{service.organization.name}, asked by Example Partnership"
    assert "Example draft" in words_of(public.get("/services?q=Example+draft").text)
    version = service.version
    assert after(coordinator, f"{number.address}/publish", {"how": "email"}) == page
    assert stored(app, number.service_id).version == version
    assert "Published, once its own people" in coordinator.get(f"/manage/services/{number.service_id}").text
    assert "Drafts published 1 of 29" in words_of(coordinator.get("/manage/start").text)


def test_a_draft_of_which_only_the_number_is_right_is_published_unconfirmed(app: Flask, coordinator: Staff) -> None:
    number = listing(app, name="Example draft", **DRAFT)
    after(coordinator, f"{number.address}/right")

    page = after(coordinator, f"{number.address}/publish", {"how": "number"})

    assert "Published: everybody sees it now. It says that its own people have not confirmed it." in page
    assert "Only the number was checked" in page
    assert "Confirmed by" not in page
    service = stored(app, number.service_id)
    assert service.publication is Publication.PUBLISHED
    assert service.assured_on is None
    assert service.assured_by is None
    assert "Not yet confirmed by the service" in words_of(app.test_client().get(f"/services/{number.service_id}").text)
    assert "Drafts published 1 of 29" in words_of(coordinator.get("/manage/start").text)


def test_what_a_draft_lacks_is_said_in_words(app: Flask, coordinator: Staff) -> None:
    number = listing(
        app, description=" ", areas=[], agency_types=[], takes_professionals=False, takes_self=False, **DRAFT
    )
    after(coordinator, f"{number.address}/right")

    answer = coordinator.post(f"{number.address}/publish", {"how": "rang"})

    assert answer.status_code == 409
    for words in ("word on who may refer", "description", "kind of agency", "area that it works in"):
        assert f"no {words}" in words_of(answer.text)
    assert stored(app, number.service_id).publication is Publication.DRAFT


def test_a_draft_that_says_where_a_confidential_service_is_is_not_published(app: Flask, coordinator: Staff) -> None:
    number = listing(app, at=factories.confidential_place(), alert="Beside NW10 4LT", **DRAFT)
    assert coordinator.post(f"{number.address}/right").status_code == 303
    answer = coordinator.post(f"{number.address}/publish", {"how": "rang"})
    assert answer.status_code == 409
    assert "a confidential listing has a postcode in it" in words_of(answer.text)
    assert stored(app, number.service_id).publication is Publication.DRAFT


def test_what_was_published_is_not_made_a_draft_by_undo(app: Flask, coordinator: Staff) -> None:
    number = listing(app, **DRAFT)
    after(coordinator, f"{number.address}/right")
    after(coordinator, f"{number.address}/publish", {"how": "rang"})

    coordinator.post("/manage/services/undo", {"id": str(number.service_id)})

    service = stored(app, number.service_id)
    assert (service.publication, service.assured_on) == (Publication.PUBLISHED, TODAY)


def test_a_listing_that_was_published_says_so_on_each_of_its_numbers(app: Flask, coordinator: Staff) -> None:
    ids = [uuid4(), uuid4()]
    service_id = factories.publish(
        app, phones=[factories.phone(id=id_, position=place) for place, id_ in enumerate(ids)], **DRAFT
    )
    rung, other = (f"/manage/start/calls/{service_id}/{id_}" for id_ in ids)
    after(coordinator, f"{rung}/right")
    after(coordinator, f"{rung}/publish", {"how": "email"})

    page = words_of(coordinator.get(f"{other}?done=1").text)

    assert "They wrote from their own address." in page
    assert "Nobody has rung it from here." in page

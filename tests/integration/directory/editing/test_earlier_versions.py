"""An earlier version of a listing is brought back: what changes is shown first, and only that is done."""

from tests.integration.directory.editing.conftest import Owner, brought_back, stored
from tests.integration.directory.editing.test_sections import address, form_of, typed
from tests.integration.reading import words_of
from tests.staff import Staff


def changed(owner: Owner, person: Staff, service_id: object, **values: str) -> None:
    form = typed(form_of(owner.app, service_id, "about"), **values)
    assert person.post(address(service_id, "about", "/save"), form).status_code == 303


def test_what_changes_is_shown_before_it_is_brought_back(owner: Owner) -> None:
    service_id, manager = owner.listing(description="One."), owner.manager()
    changed(owner, manager, service_id, description="Two.", alert="Ring twice.")
    there = f"/manage/services/{service_id}/versions/1"
    assert there in manager.get(f"/manage/services/{service_id}").text

    page = manager.get(there).text

    card, whole = page.split("How its card will look")
    lines = words_of(card)
    assert "What it does: “Two.”, now “One.”" in lines
    assert "Warning: “Ring twice.”, now nothing" in lines
    assert "Changed at" not in lines
    assert "One." in whole
    assert "Two." not in whole
    assert stored(owner.app, service_id).description == "Two."
    assert brought_back(manager, service_id, 1).status_code == 303
    assert stored(owner.app, service_id).description == "One."


def test_what_somebody_changed_meanwhile_is_shown_again(owner: Owner, coordinator: Staff) -> None:
    service_id, manager = owner.listing(description="One."), owner.manager()
    changed(owner, manager, service_id, description="Two.")
    shown = {"shown": "2"}
    changed(owner, coordinator, service_id, description="Three.")

    answer = manager.post(f"/manage/services/{service_id}/versions/1/restore", shown)

    assert answer.status_code == 409
    assert "has changed since you looked" in words_of(answer.text)
    assert "“Three.”, now “One.”" in words_of(answer.text)
    assert stored(owner.app, service_id).description == "Three."


def test_who_did_not_look_is_shown_first(owner: Owner) -> None:
    service_id, manager = owner.listing(description="One."), owner.manager()
    changed(owner, manager, service_id, description="Two.")

    answer = manager.post(f"/manage/services/{service_id}/versions/1/restore")

    assert answer.status_code == 409
    assert stored(owner.app, service_id).description == "Two."


def test_a_second_tap_changes_nothing_more(owner: Owner) -> None:
    service_id, manager = owner.listing(description="One."), owner.manager()
    changed(owner, manager, service_id, description="Two.")

    answers = [
        manager.post(f"/manage/services/{service_id}/versions/1/restore", {"shown": "2"}).status_code for _ in range(2)
    ]

    assert answers == [303, 409]
    assert stored(owner.app, service_id).description == "One."


def test_what_cannot_be_brought_back_says_why_and_has_no_button(owner: Owner) -> None:
    service_id, manager = owner.listing(description="One."), owner.manager()
    changed(owner, manager, service_id, description="Two.")
    changed(owner, manager, service_id, description="One.")

    page = manager.get(f"/manage/services/{service_id}/versions/3").text

    assert "as it was in this version already" in words_of(page)
    assert "Bring this back" not in page
    assert manager.get(f"/manage/services/{service_id}/versions/9").status_code == 409


def test_one_that_has_ended_offers_nothing_that_would_not_be_done(owner: Owner) -> None:
    service_id, manager = owner.listing(description="One."), owner.manager()
    changed(owner, manager, service_id, description="Two.")
    owner.ender().post(f"/manage/services/{service_id}/end", {})

    page = manager.get(f"/manage/services/{service_id}")

    assert page.status_code == 200
    for words in ("Bring this back", "Close it for now", "Hide it now", "/edit/about", "Take it off the list for good"):
        assert words not in page.text

"""Another listing is named by a few letters of its name and chosen of those that have them; or by its address."""

import re
from uuid import UUID

import pytest

from pathway.directory.vocabulary import Publication
from tests import factories
from tests.integration.directory.editing.conftest import Owner
from tests.integration.reading import words_of
from tests.staff import Staff

FOUND = re.compile(r'name="chosen" type="radio" value="([^"]+)"')


def found(page: str) -> list[str]:
    return FOUND.findall(page)


def end(service_id: UUID) -> str:
    return f"/manage/services/{service_id}/end"


def test_what_to_use_instead_is_found_by_name_and_chosen(owner: Owner) -> None:
    gone, manager = owner.listing(name="Old desk"), owner.ender()
    other = factories.publish(owner.app, name="Harbour drop-in", service_area_description="Brent and Ealing")
    factories.publish(owner.app, name="Something else")

    page = manager.post(end(gone), {"other": "HARB drop", "words": "They moved.", "action": "find"})

    assert page.status_code == 200
    assert found(page.text) == [str(other), "none"]
    words = words_of(page.text)
    assert "Harbour drop-in" in words
    assert "Brent and Ealing" in words
    assert 'value="They moved."' in page.text
    answer = manager.post(end(gone), {"other": "HARB drop", "chosen": str(other), "words": "They moved."})
    assert answer.status_code == 303
    assert "Use this instead: Harbour drop-in" in words_of(owner.app.test_client().get(f"/services/{gone}").text)


def test_it_does_not_end_before_one_is_chosen_or_none(owner: Owner) -> None:
    gone, other, manager = owner.listing(name="Old desk"), owner.listing(name="Harbour"), owner.ender()

    answer = manager.post(end(gone), {"other": "harbour"})

    assert answer.status_code == 400
    assert "Choose one of these, or none" in words_of(answer.text)
    assert found(answer.text) == [str(other), "none"]
    assert manager.post(end(gone), {"other": "harbour", "chosen": "none"}).status_code == 303
    assert "Use this instead" not in words_of(owner.app.test_client().get(f"/services/{gone}").text)


def test_one_that_the_words_no_longer_name_is_not_taken(owner: Owner) -> None:
    gone, first, manager = owner.listing(name="Old desk"), owner.listing(name="Harbour"), owner.manager()
    second = owner.listing(name="Quay")

    answer = manager.post(end(gone), {"other": "quay", "chosen": str(first)})

    assert answer.status_code == 400
    assert found(answer.text) == [str(second), "none"]


def test_the_same_service_is_found_by_name_and_compared(owner: Owner) -> None:
    gone, kept, manager = owner.listing(name="Desk"), owner.listing(name="Desk of the trust"), owner.manager()
    here = f"/manage/services/{gone}/same-as"

    page = manager.get(f"{here}?other=desk&action=find")
    assert found(page.text) == [str(kept)]
    unchosen = manager.get(f"{here}?other=desk")
    compared = manager.get(f"{here}?other=desk&chosen={kept}")

    assert unchosen.status_code == 400
    assert "Choose one of these" in words_of(unchosen.text)
    assert "Desk of the trust stays" in words_of(compared.text)


def test_only_ones_own_can_be_the_same(owner: Owner, coordinator: Staff) -> None:
    gone, elsewhere = owner.listing(name="Desk"), factories.publish(owner.app, name="Desk of others")
    here = f"/manage/services/{gone}/same-as?other=desk&action=find"

    refused = owner.manager().get(here)

    assert found(refused.text) == []
    assert "No listing that you look after has such a name" in words_of(refused.text)
    assert found(coordinator.get(here).text) == [str(elsewhere)]


def test_of_a_confidential_one_only_its_public_name_is_said(owner: Owner) -> None:
    gone, manager = owner.listing(name="Old desk"), owner.manager()
    factories.publish(
        owner.app,
        name="Example refuge",
        at=factories.confidential_place(),
        service_area_description="Two boroughs",
        organization=factories.organization(name="Quiet trust"),
    )

    page = words_of(manager.post(end(gone), {"other": "refuge", "action": "find"}).text)

    assert "Example refuge" in page
    assert "Quiet trust" not in page
    assert "Two boroughs" not in page


@pytest.mark.parametrize("typed", ["by name", "by address"])
def test_a_draft_of_others_is_not_known(owner: Owner, coordinator: Staff, typed: str) -> None:
    gone, draft = (
        owner.listing(name="Old desk"),
        factories.publish(owner.app, name="Harbour", publication=Publication.DRAFT),
    )
    other = "harbour" if typed == "by name" else f"https://example.org/services/{draft}"

    refused = owner.manager().post(end(gone), {"other": other, "action": "find"})

    assert refused.status_code == 400
    assert "Harbour" not in words_of(refused.text)
    assert coordinator.post(end(gone), {"other": other, "action": "find"}).status_code == 200


def test_more_than_ten_are_cut_and_said_so(owner: Owner) -> None:
    gone, manager = owner.listing(name="Old desk"), owner.manager()
    for number in range(12):
        owner.listing(name=f"Harbour {number:02}")

    page = manager.post(end(gone), {"other": "harbour", "action": "find"}).text

    assert len(found(page)) == 11
    assert "The first 10. Type more of its name to see others." in words_of(page)


def test_signs_of_a_pattern_are_letters(owner: Owner) -> None:
    gone, manager = owner.listing(name="Old desk"), owner.manager()
    owner.listing(name="Harbour")

    assert found(manager.post(end(gone), {"other": "%", "action": "find"}).text) == []

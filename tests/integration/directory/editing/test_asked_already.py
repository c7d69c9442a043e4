"""Who proposed a change of a listing is told so on its page and its forms, before she types a second one."""

import re
from uuid import UUID

import pytest

from pathway.accounts.vocabulary import Role
from tests.integration.directory.editing.conftest import Owner
from tests.integration.directory.editing.test_sections import address, form_of, typed
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user

ALREADY = "You proposed this already"


@pytest.fixture
def worker(owner: Owner) -> Staff:
    """An outreach worker of elsewhere."""
    return signed_in(owner.app, user(owner.app, organization(owner.app), Role.OUTREACH))


def propose(owner: Owner, worker: Staff, service_id: UUID) -> None:
    form = typed(form_of(owner.app, service_id, "about"), description="Two.")
    assert worker.post(address(service_id, "about", "/save"), form).status_code == 303


def pages(service_id: UUID) -> list[str]:
    return [f"/services/{service_id}", address(service_id, "about").rpartition("/")[0], address(service_id, "hours")]


def test_it_stands_on_the_page_and_on_each_form_with_a_link_and_its_state(owner: Owner, worker: Staff) -> None:
    service_id = owner.listing(name="Desk", description="One.")
    assert not any(ALREADY in worker.get(page).text for page in pages(service_id))
    propose(owner, worker, service_id)

    for page in pages(service_id):
        text = worker.get(page).text
        assert ALREADY in text, page
        assert "Desk: change what it does" in words_of(text)
        assert "Waits." in words_of(text)
        link = re.search(r"/manage/services/proposals/[0-9a-f-]{36}", text)
        assert link is not None
        assert worker.get(link.group()).status_code == 200


def test_what_became_of_it_is_said(owner: Owner, worker: Staff) -> None:
    service_id = owner.listing(description="One.")
    propose(owner, worker, service_id)
    page = worker.get(f"/services/{service_id}").text
    proposal = re.search(r"/manage/services/proposals/[0-9a-f-]{36}", page)
    assert proposal is not None
    owner.manager().post(f"{proposal.group()}/refuse", {"reason": "They rang: it is right."})

    assert "Refused. They rang: it is right." in words_of(worker.get(f"/services/{service_id}").text)


def test_nobody_else_reads_it(owner: Owner, worker: Staff) -> None:
    service_id = owner.listing(description="One.")
    propose(owner, worker, service_id)
    other = signed_in(owner.app, user(owner.app, organization(owner.app), Role.OUTREACH))

    assert not any(ALREADY in other.get(page).text for page in pages(service_id))
    assert ALREADY not in owner.app.test_client().get(f"/services/{service_id}").text

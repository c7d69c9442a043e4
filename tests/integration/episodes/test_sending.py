"""A referral is written, looked over and sent once: its legs, her agreement, what is told to whom, the trail."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.core import clock
from pathway.directory.models import ServiceCapacity
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import AgencyType, ReferralChannel, ServiceStatus
from pathway.episodes.models import Agreement, Episode, LegEvent, ReferralDraft
from pathway.episodes.send import drafts
from pathway.episodes.vocabulary import ContactMethod, LegStatus
from pathway.extensions import db, writing
from pathway.notifications.models import OutboxMessage
from pathway.organizations.vocabulary import OrganizationKind
from pathway.referral.forms import carried
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Agreement as Answer
from pathway.referral.vocabulary import ReferrerOrg
from tests import factories, referrals
from tests.integration.counting import counted
from tests.integration.reading import SAME_ORIGIN, parser
from tests.referrals import ALIAS, FACTS, HER_NUMBER, NOTE, World, begin, filled, look, send
from tests.staff import Staff, organization, signed_in, user, visitor


def test_a_referral_is_there_whole_once_it_is_sent(world: World, reference: str, now: datetime) -> None:
    episode = referrals.episode(world.app, reference)
    assert [leg.agency_type for leg in episode.legs] == [AgencyType.SUBSTANCE_MISUSE, AgencyType.BENEFITS_ADVICE]
    assert [leg.way for leg in episode.legs] == [ReferralChannel.INBOX, ReferralChannel.PHONE]
    assert [leg.organization_id for leg in episode.legs] == [world.agency, world.other_agency]
    assert {leg.status for leg in episode.legs} == {LegStatus.REQUESTED}
    with world.app.app_context():
        assert episode.identity is not None
        assert episode.identity.alias == ALIAS
        plan = episode.identity.plan
        assert plan is not None
        assert (plan.method, plan.where, plan.may_leave_voicemail) == (ContactMethod.CALL, HER_NUMBER, False)
        assert episode.note == NOTE
        asked = Answers.from_facts(dict(FACTS) | {"referrer_org": "local_authority"})
        assert episode.answers == asked
        agreed = db.session.scalars(select(Agreement)).all()
        assert [agreement.agreed_at for agreement in agreed] == [now, now]
        assert db.session.scalar(select(func.count()).select_from(LegEvent)) == 2
        messages = db.session.scalars(select(OutboxMessage)).all()
        assert [message.template for message in messages] == ["referral_waits"]
        trail = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
        assert trail[-3:] == ["referral.sent", "leg.sent", "leg.sent"]
        assert db.session.scalar(select(func.count()).select_from(ReferralDraft)) == 0


def test_pressing_send_again_sends_nothing_more(world: World) -> None:
    address = begin(world.referrer)
    button = look(world.referrer, address, filled(world.referrer, address))

    first = world.referrer.post(f"{address}/send", button)
    again = world.referrer.post(f"{address}/send", button)

    assert again.status_code == first.status_code == 303
    assert again.location == first.location
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Episode)) == 1
        assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 1


def test_the_address_of_a_draft_says_whether_it_was_sent(world: World) -> None:
    address = begin(world.referrer)
    assert world.referrer.get(address).status_code == 200

    sent = world.referrer.post(f"{address}/send", look(world.referrer, address, filled(world.referrer, address)))

    for page in (address, f"{address}/look"):
        assert world.referrer.get(page).location == sent.location


def test_who_signed_in_elsewhere_goes_on_and_is_not_refused(world: World) -> None:
    facts = [*carried(Answers.from_facts(dict(FACTS))), ("do", "refer")]

    page = parser.fromstring(asked(world.referrer, facts))

    words = " ".join(page.text_content().split())
    assert "NOT SENT yet." in words
    assert "does not send referrals" not in words
    form = page.xpath("//form[@action='/refer']")[0]
    begun = world.referrer.post("/refer", [(one.get("name"), one.get("value")) for one in form.xpath(".//input")])
    assert begun.status_code == 303
    auditor = signed_in(world.app, user(world.app, organization(world.app), Role.AUDITOR))
    assert "Your account does not send referrals" in asked(auditor, facts)


def asked(staff: Staff, facts: list[tuple[str, str]]) -> str:
    """What `/check` answers. Its form has no token: it is open to anybody."""
    return staff.client.post("/check", data=MultiDict(facts), headers=SAME_ORIGIN).text


def test_two_tabs_write_two_drafts(world: World) -> None:
    one, two = begin(world.referrer), begin(world.referrer, dict(FACTS) | {"needs": ["benefits_money"]})

    world.referrer.post(one, filled(world.referrer, one, alias="First"))
    world.referrer.post(two, filled(world.referrer, two, alias="Second"))

    assert "First" in world.referrer.get(f"{one}/look").text
    assert "Second" in world.referrer.get(f"{two}/look").text


def test_a_draft_is_nobody_else_s(world: World) -> None:
    address = begin(world.referrer)

    for other in (world.caseworker, signed_in(world.app, user(world.app, organization(world.app)))):
        page = other.get(address)
        assert page.status_code == 410
        assert "NOT SENT" in page.text
        assert other.post(address, {"alone": "yes"}).status_code == 410


def test_a_draft_is_gone_after_a_day(world: World, now: datetime) -> None:
    address = begin(world.referrer)
    clock.stop(now + timedelta(hours=24, minutes=1))
    fresh = signed_in(world.app, world.referrer.user_id)  # type: ignore[arg-type] # she has an account

    assert fresh.get(address).status_code == 410

    with world.app.app_context():
        drafts.forget_old(clock.utc_now())
        assert db.session.scalar(select(func.count()).select_from(ReferralDraft)) == 0


def test_nothing_is_agreed_unless_she_says_so(world: World) -> None:
    address = begin(world.referrer)
    page = parser.fromstring(world.referrer.get(address).text)

    assert not page.cssselect("input[type=radio][checked]")
    button = look(world.referrer, address, filled(world.referrer, address, agree=False))
    response = world.referrer.post(f"{address}/send", button)

    assert response.status_code == 409
    assert "nothing would be sent" in response.text


def test_an_agency_she_refused_gets_no_leg(world: World) -> None:
    reference = send(world.referrer, **{"agree-benefits_advice": "no"})

    assert [leg.agency_type for leg in referrals.episode(world.app, reference).legs] == [AgencyType.SUBSTANCE_MISUSE]


def test_agreement_that_was_not_asked_before_is_noted_as_yes(world: World) -> None:
    reference = send(world.referrer, dict(FACTS) | {"consent_share": "not_asked"})

    with world.app.app_context():
        answers = referrals.episode(world.app, reference).answers
        assert answers is not None
        assert answers.consent_share is Answer.YES


def test_she_said_no_so_nothing_can_be_sent(world: World) -> None:
    address = begin(world.referrer, dict(FACTS) | {"consent_share": "no"})

    page = world.referrer.get(address)

    assert "agree-" not in page.text
    assert "She said no" in page.text


def test_in_doubt_of_her_capacity_nothing_is_sent_by_agreement(world: World) -> None:
    address = begin(world.referrer, dict(FACTS) | {"capacity_doubt": "yes"})

    page = world.referrer.get(address)

    assert "agree-" not in page.text
    assert "You doubt that she can decide" in page.text


CHANGES = {
    "closed": {"status": ServiceStatus.TEMPORARILY_CLOSED},
    "another way": {"referral_channel": ReferralChannel.WEB_FORM},
    "no professionals": {"takes_professionals": False},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_service_that_changed_meanwhile_is_sent_nothing(world: World, change: str) -> None:
    address = begin(world.referrer)
    button = look(world.referrer, address, filled(world.referrer, address))
    factories.change(world.app, world.other_service, **CHANGES[change])

    response = world.referrer.post(f"{address}/send", button)

    assert response.status_code == 409
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Episode)) == 0
        assert db.session.scalar(select(func.count()).select_from(ReferralDraft)) == 1
    if change == "another way":  # it is still offered, so she is asked again about it
        assert "takes referrals in another way" in response.text
    assert NOTE in response.text


def test_a_service_that_filled_meanwhile_is_sent_nothing(world: World) -> None:
    address = begin(world.referrer)
    button = look(world.referrer, address, filled(world.referrer, address))
    with world.app.app_context(), writing():
        db.session.add(ServiceCapacity(service_id=world.service, available=0))
        db.session.flush()
        indexer.refresh(db.session(), [world.service])

    assert world.referrer.post(f"{address}/send", button).status_code == 409


def test_what_another_tab_changed_is_looked_over_again(world: World) -> None:
    address = begin(world.referrer)
    button = look(world.referrer, address, filled(world.referrer, address))
    world.referrer.post(address, filled(world.referrer, address, alias="Another name"))

    response = world.referrer.post(f"{address}/send", button)

    assert response.status_code == 409
    assert "changed in another tab" in response.text
    assert "Another name" in response.text


MISTAKES = {
    "agree-benefits_advice": ("8b6d6c8e-0000-4000-8000-000000000000.abc", "Choose again"),
    "alone": (None, "whether you are alone"),
    "method": (None, "how they may reach her"),
    "where": ("0161", "no number that can be rung"),
    "note": ("She lives at NW10 4LT", "full postcode"),
    "reach": ("", "how they may reach you"),
    "alias": ("R" * 41, "At most 40"),
}


@pytest.mark.parametrize("field", MISTAKES)
def test_a_mistake_is_named_and_what_was_typed_is_kept(world: World, field: str) -> None:
    value, words = MISTAKES[field]
    address = begin(world.referrer)

    response = world.referrer.post(
        address, filled(world.referrer, address, **{field: value, "safe_times": "on Sundays"})
    )

    assert response.status_code == 400
    assert words in parser.fromstring(response.text).text_content()
    assert "on Sundays" in response.text
    assert "on Sundays" in world.referrer.get(address).text


UNSAFE = {"Ring me on 020 7946 0999": "a telephone number", "The car is AB12 CDE": "a number plate"}


@pytest.mark.parametrize("words", UNSAFE)
def test_a_number_or_a_plate_in_the_note_may_stay_on_purpose(world: World, words: str) -> None:
    address = begin(world.referrer)

    warned = world.referrer.post(address, filled(world.referrer, address, note=words))

    assert warned.status_code == 400
    page = parser.fromstring(warned.text)
    assert f"Your note holds {UNSAFE[words]}" in page.cssselect(".govuk-error-summary")[0].text_content()
    assert page.cssselect("textarea[name=note]")[0].text_content().strip() == words
    assert page.cssselect("[name=keep_note]")
    assert world.referrer.post(address, filled(world.referrer, address, note=words, keep_note="y")).status_code == 303


def test_a_full_postcode_never_stays_also_not_on_purpose(world: World) -> None:
    address = begin(world.referrer)
    words = "She is at nw10 4lt"

    for keep in (None, "y"):
        refused = world.referrer.post(address, filled(world.referrer, address, note=words, keep_note=keep))

        assert refused.status_code == 400
        page = parser.fromstring(refused.text)
        assert "full postcode" in page.cssselect(".govuk-error-summary")[0].text_content()
        assert page.cssselect("textarea[name=note]")[0].text_content().strip() == words
        assert not page.cssselect("[name=keep_note]")
    assert world.referrer.post(f"{address}/send", {"seen": "long ago"}).status_code == 409
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Episode)) == 0


TAMPERED = {
    "an age that is none": ([("age", "900")], "one answer is not on our list"),
    "two ages": ([("age", "under_18")], "two different answers were sent"),
    "a need that is none": ([("needs", "x'); --")], "one answer is not on our list"),
    "something never asked": ([("passport", "1")], "something that this page does not ask"),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_answers_that_were_tampered_with_begin_nothing(world: World, case: str) -> None:
    more, words = TAMPERED[case]
    sent = [*carried(Answers.from_facts(dict(FACTS))), *more]

    refused = world.referrer.post("/refer", sent)

    assert refused.status_code == 400
    page = parser.fromstring(refused.text)
    assert "NOT SENT" in page.cssselect("h1")[0].text_content()
    assert words in page.cssselect("main")[0].text_content()
    assert page.cssselect("a[href='tel:999']")
    form = page.cssselect("main form")[0]
    again = [(field.get("name"), field.get("value")) for field in form.cssselect("input[type=hidden]")]
    assert ("needs", "benefits_money") in again
    assert visitor(world.app).post(form.get("action"), [*again, ("do", "change")]).status_code == 200
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ReferralDraft)) == 0


def test_an_agency_that_was_not_offered_gets_nothing_and_the_rest_is_kept(world: World) -> None:
    address = begin(world.referrer)
    other = "8b6d6c8e-0000-4000-8000-000000000000.abc"

    refused = world.referrer.post(address, filled(world.referrer, address, **{"agree-benefits_advice": other}))

    assert refused.status_code == 400
    page = parser.fromstring(refused.text)
    assert "Choose again" in page.cssselect(".govuk-error-summary")[0].text_content()
    assert page.cssselect("[name=alias]")[0].get("value") == ALIAS
    assert page.cssselect("[name=where]")[0].get("value") == HER_NUMBER
    assert page.cssselect("textarea[name=note]")[0].text_content().strip() == NOTE
    assert page.cssselect("[name=agree-substance_misuse][checked]")
    assert not page.cssselect("[name=agree-benefits_advice][checked]")


def test_not_alone_with_her_only_numbers_are_shown(world: World) -> None:
    address = begin(world.referrer)

    response = world.referrer.post(address, filled(world.referrer, address, alone="no"))

    assert response.status_code == 200
    assert "Ask her later" in response.text
    assert "999" in response.text


def test_her_age_is_asked_before_anything_is_sent(world: World) -> None:
    address = begin(world.referrer, dict(FACTS) | {"age": "not_given"})
    assert world.referrer.post(address, filled(world.referrer, address)).status_code == 400

    response = world.referrer.post(address, filled(world.referrer, address, age="under_18"))

    page = world.referrer.get(response.location).text
    assert "agree-" not in page
    assert "Children" in page


def test_the_employer_comes_from_the_sign_in(world: World) -> None:
    police = organization(world.app, OrganizationKind.ENFORCEMENT)
    address = begin(signed_in(world.app, user(world.app, police)), FACTS)

    with world.app.app_context():
        draft = db.session.scalars(select(ReferralDraft)).one()
        assert str(draft.id) in address
        assert drafts.read(draft).answers.referrer_org is ReferrerOrg.POLICE


def test_the_answer_is_due_in_two_hours_or_two_working_days(world: World, now: datetime) -> None:
    reference = send(world.referrer, dict(FACTS) | {"violence_risk": "immediate", "setting": "indoor"})

    legs = referrals.episode(world.app, reference).legs
    assert {leg.agency_type: leg.answer_by - now for leg in legs} | {} == {
        leg.agency_type: timedelta(hours=2) if leg.urgency == "same_day" else timedelta(days=2) for leg in legs
    }
    assert {leg.urgency for leg in legs} == {"same_day", "standard"}


def test_sending_takes_at_most_thirty_statements(world: World) -> None:
    address = begin(world.referrer)
    button = look(world.referrer, address, filled(world.referrer, address))
    world.referrer.get(f"{address}/look")

    with counted(world.app, everything=True) as sent:
        assert world.referrer.post(f"{address}/send", button).status_code == 303

    assert len([words for words in sent if not words.startswith(("BEGIN", "SELECT pg_advisory"))]) <= 30, "\n".join(
        sent
    )


def test_a_listing_does_not_end_while_a_referral_waits_there(world: World, reference: str) -> None:
    service = referrals.episode(world.app, reference).legs[0].service_id
    coordinator = signed_in(world.app, user(world.app, organization(world.app), Role.COORDINATOR))

    page = parser.fromstring(coordinator.get(f"/manage/services/{service}/end").text).text_content()
    assert "1 referral waits for an answer" in " ".join(page.split())
    refused = coordinator.post(f"/manage/services/{service}/end", {})

    assert refused.status_code == 409
    assert "1 referral waits for an answer" in refused.text
    fields = {"accept-worker": "Sam", "accept-when": "hour", "version": "1"}
    assert world.caseworker.post(f"/referrals/{reference}/received/1/accept", fields).status_code == 303
    assert coordinator.post(f"/manage/services/{service}/end", {}).status_code == 303

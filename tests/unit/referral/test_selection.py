"""Which service: the first that suits, in an order; a reason for each that does not."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.directory.freshness import Tier
from pathway.directory.intake import Reach
from pathway.directory.search.card_places import CardPlace
from pathway.directory.vocabulary import AgencyType, Nations, ReferralChannel, Take
from pathway.referral.candidates import Candidate, rank
from pathway.referral.inquiry import Inquiry
from pathway.referral.reasons import CLOSED_FOR_NOW, why_beside, why_never, why_not
from pathway.referral.selection import MOST_REASONED, Choice, choose, suited_at_some_hour
from pathway.referral.vocabulary import AccessNeed, Action, Age, Area, ServiceFor, Urgency
from tests.unit.referral.candidates import asked, candidate

REACHES = st.sets(st.sampled_from(list(Reach)), min_size=1).map(lambda some: Reach(sum(some)))
INQUIRIES = st.builds(
    Inquiry,
    kind=st.sampled_from([AgencyType.VAWG_SERVICE, AgencyType.CHILDRENS_SOCIAL_CARE, AgencyType.SARC]),
    action=st.sampled_from([Action.REFER_NOW, Action.REFER, Action.ADVICE_UNNAMED, Action.SHE_CAN_RING]),
    urgency=st.sampled_from(Urgency),
    area=st.sampled_from(Area),
    age=st.sampled_from(Age),
    is_for_child=st.booleans(),
    access_needs=st.sets(st.sampled_from(AccessNeed)).map(tuple),
)
CANDIDATES = st.lists(
    st.builds(
        candidate,
        name=st.uuids().map(str),
        hours=st.integers(0, 3),
        tier=st.sampled_from(Tier),
        miles=st.none() | st.floats(0, 10),
        reach=REACHES.map(int),
        takes=st.sets(st.sampled_from(Take)).map(frozenset),
        channel=st.sampled_from([None, *ReferralChannel]),
        groups=st.lists(
            st.sampled_from(["women", "under-19", "professionals-about-a-child", "lgbt-people", "students", "new"]),
            unique=True,
        ).map(tuple),
        exclusions=st.lists(st.sampled_from(["dogs", "children", "something-else"]), unique=True).map(tuple),
        minimum_age=st.sampled_from([None, 16, 18, 25]),
        maximum_age=st.sampled_from([None, 17, 18, 25]),
        is_enforcement=st.booleans(),
        is_full=st.booleans(),
        has_voice=st.booleans(),
    ),
    max_size=40,
)


def chosen_from(question: Inquiry, services: list[Candidate]) -> Choice:
    """Choose, after putting them in order as the directory gives them."""
    return choose(question, sorted(services, key=lambda service: rank(question, service)), len(services))


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(INQUIRIES, CANDIDATES)
def test_the_chosen_service_is_the_first_that_suits(question: Inquiry, services: list[Candidate]) -> None:
    choice = chosen_from(question, services)

    suits = [service for service in services if not why_not(question, service) and not why_beside(question, service)]
    assert (choice.chosen is None) == (not suits)
    if choice.chosen:
        assert choice.chosen.candidate in suits
        assert all(rank(question, choice.chosen.candidate) <= rank(question, service) for service in suits)
    assert [offer.candidate for offer in choice.alternatives] == sorted(
        suits, key=lambda service: rank(question, service)
    )[1:4]


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(INQUIRIES, CANDIDATES)
def test_every_service_is_shown_with_a_reason_or_counted(question: Inquiry, services: list[Candidate]) -> None:
    choice = chosen_from(question, services)

    offers = [*choice.alternatives, *choice.beside, *choice.rejected, *([choice.chosen] if choice.chosen else [])]
    assert len({offer.candidate.card.id for offer in offers}) == len(offers)
    assert len(offers) + choice.more == len(services)
    assert all(offer.note for offer in offers)
    assert len(choice.rejected) <= MOST_REASONED


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(INQUIRIES, CANDIDATES)
def test_a_child_is_never_sent_to_children_s_services_of_another_place(
    question: Inquiry, services: list[Candidate]
) -> None:
    choice = chosen_from(question, services)

    if question.kind is AgencyType.CHILDRENS_SOCIAL_CARE and question.area is not Area.BRENT:
        assert choice.chosen is None
        if question.area is not Area.UNKNOWN:
            assert not choice.beside


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(INQUIRIES, CANDIDATES)
def test_an_enforcement_body_is_never_offered(question: Inquiry, services: list[Candidate]) -> None:
    choice = chosen_from(question, services)

    offered = [*choice.alternatives, *choice.beside, *([choice.chosen] if choice.chosen else [])]
    assert not any(offer.candidate.intake.is_enforcement for offer in offered)


@pytest.mark.parametrize(
    ("terms", "question", "reason"),
    [
        ({"is_enforcement": True}, {}, "an enforcement body"),
        ({"hours": 3}, {}, "closed for now"),
        ({"is_full": True}, {}, "full, as it last said"),
        ({"reach": Reach.OTHER_BOROUGH, "places": ("Hackney",)}, {}, "only for people in Hackney"),
        ({"reach": Reach.BRENT}, {"area": Area.OTHER_LONDON}, "only for people in Brent"),
        ({"reach": Reach.LONDON}, {"area": Area.ELSEWHERE}, "only for people in London"),
        ({"takes": frozenset({Take.SELF})}, {}, "she has to get in touch with it herself"),
        (
            {"takes": frozenset({Take.PROFESSIONAL})},
            {"action": Action.SHE_CAN_RING},
            "it takes referrals from professionals only",
        ),
        ({"maximum_age": 17}, {}, "for others: aged 17 and under"),
        ({"minimum_age": 18}, {"is_for_child": True}, "for others: aged 18 and over"),
        ({"groups": ("professionals-about-a-child",)}, {}, "for others: professionals, about a child"),
        ({"exclusions": ("dogs",)}, {"access_needs": (AccessNeed.DOG,)}, "it cannot take dogs"),
        ({"tier": Tier.STALE, "days_old": 190}, {}, "nobody confirmed it for 190 days"),
        ({"has_voice": False}, {}, "no number to ring"),
        ({"channel": None}, {}, "nobody knows how one refers to it"),
    ],
)
def test_each_reason(terms: dict[str, Any], question: dict[str, Any], reason: str) -> None:
    why = why_not(asked(**question), candidate(**terms))

    assert why is not None
    assert why.startswith(reason)


@pytest.mark.parametrize(
    ("terms", "question"),
    [
        ({"has_voice": False}, {"urgency": Urgency.STANDARD}),
        ({"channel": None}, {"urgency": Urgency.STANDARD}),
        ({"tier": Tier.NEVER}, {}),
        ({"tier": Tier.DUE}, {}),
        ({"maximum_age": 17}, {"age": Age.NOT_GIVEN}),
        ({"minimum_age": 25}, {}),
        ({"groups": ("women",)}, {}),
        ({"groups": ("women", "lgbt-people")}, {}),
        ({"exclusions": ("dogs",)}, {}),
        ({"reach": Reach.LONDON}, {"area": Area.OTHER_LONDON}),
        ({"reach": Reach.BRENT}, {"area": Area.UNKNOWN}),
        ({"groups": ("under-19", "professionals-about-a-child"), "maximum_age": 18}, {"is_for_child": True}),
    ],
)
def test_what_suits(terms: dict[str, Any], question: dict[str, Any]) -> None:
    choice = chosen_from(asked(**question), [candidate(**terms)])

    assert choice.chosen is not None


@pytest.mark.parametrize(
    ("terms", "question", "note"),
    [
        ({"groups": ("latin-american-migrant-women",)}, {}, "Latin American migrant women"),
        ({"groups": ("under-19",)}, {}, "under 19"),
        ({"reach": Reach.OTHER_BOROUGH, "places": ("Hackney",)}, {"area": Area.OTHER_LONDON}, "if she is in Hackney"),
        ({"reach": Reach.OTHER_PLACE, "places": ("Leeds",)}, {"area": Area.ELSEWHERE}, "if she is in Leeds"),
        (
            {"reach": Reach.BRENT},
            {"area": Area.UNKNOWN, "kind": AgencyType.CHILDRENS_SOCIAL_CARE, "is_for_child": True},
            "if the child is in Brent",
        ),
    ],
)
def test_a_service_offered_beside_is_never_chosen(terms: dict[str, Any], question: dict[str, Any], note: str) -> None:
    choice = chosen_from(asked(**question), [candidate(**terms)])

    assert choice.chosen is None
    assert [note in offer.note for offer in choice.beside] == [True]


def test_the_order_of_what_suits() -> None:
    last_to_first = [
        candidate("b", reach=Reach.NATIONAL),
        candidate("a", reach=Reach.NATIONAL),
        candidate("c", reach=Reach.LONDON),
        candidate("d", hours=2),
        candidate("e", hours=1),
        candidate("f", tier=Tier.NEVER),
        candidate("g", tier=Tier.DUE),
        candidate("h"),
        candidate("i", miles=2.0),
        candidate("j", miles=1.0),
    ]
    question = asked()

    ordered = sorted(last_to_first, key=lambda service: rank(question, service))

    assert [service.card.name for service in ordered] == list("jihgfedcab")


def test_one_that_takes_calls_now_is_offered_while_the_first_is_closed() -> None:
    choice = chosen_from(asked(), [candidate("near", hours=2), candidate("far", reach=Reach.NATIONAL)])

    assert choice.chosen is not None
    assert choice.chosen.candidate.card.name == "near"
    assert choice.open_instead is not None
    assert choice.open_instead.candidate.card.name == "far"
    assert choice.open_instead.note == "for people nationally"


def test_why_this_one_is_a_sentence() -> None:
    choice = chosen_from(asked(), [candidate(tier=Tier.NEVER, hours=1)])

    assert choice.chosen is not None
    assert choice.chosen.note == (
        "For people in Brent; hours not known, ring first; its own people have not confirmed it yet."
    )


def test_of_very_many_services_only_as_many_are_read_as_are_needed() -> None:
    looked_at = []

    def one_by_one() -> Any:
        for number in range(10_000):
            looked_at.append(number)
            yield candidate(f"{number:05}")

    choice = choose(asked(), one_by_one(), 10_000)

    assert choice.chosen is not None
    assert choice.chosen.candidate.card.name == "00000"
    assert len(looked_at) < 100
    assert choice.more == 10_000 - 4


LONDON_PLACES = st.lists(st.sampled_from(["Harrow", "Croydon", "Lambeth", "West London", "Sussex"]), unique=True)
SINGLE = st.lists(
    st.builds(
        lambda name, where, more, **terms: candidate(
            name, reach=int(Reach.OTHER_BOROUGH | more), places=tuple(where), **terms
        ),
        name=st.uuids().map(str),
        where=LONDON_PLACES.filter(bool),
        more=st.sampled_from([Reach(0), Reach.BRENT, Reach.LONDON, Reach.NATIONAL, Reach.OTHER_PLACE]),
        hours=st.integers(0, 2),
        groups=st.sampled_from([(), ("lgbt-people",)]),
    ),
    max_size=20,
)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(
    st.builds(
        asked,
        area=st.just(Area.OTHER_LONDON),
        borough=st.sampled_from(["", "Harrow", "Croydon", "Ealing"]),
        service_for=st.sampled_from(ServiceFor),
    ),
    SINGLE,
)
def test_a_borough_s_own_service_is_offered_in_that_borough_alone(question: Inquiry, services: list[Candidate]) -> None:
    choice = chosen_from(question, services)

    def may_be_hers(service: Candidate) -> bool:
        wide = bool(service.intake.reach & (Reach.LONDON | Reach.NATIONAL)) or "West London" in service.intake.places
        return wide or not question.borough or question.borough in service.intake.places

    offers = [*choice.alternatives, *choice.beside, *choice.rejected, *([choice.chosen] if choice.chosen else [])]
    assert [offer.candidate.intake.places for offer in offers if not may_be_hers(offer.candidate)] == []
    for_her = [service for service in services if may_be_hers(service)]
    if for_her and question.service_for is not ServiceFor.ANYONE:
        assert offers


@pytest.mark.parametrize(
    ("nations", "words"),
    [
        (Nations.ENGLAND, "For people in England;"),
        (Nations.ENGLAND_WALES, "For people in England and Wales;"),
        (Nations.UK, "For people anywhere in the UK;"),
        (None, "For people nationally;"),
    ],
)
def test_a_national_service_is_described_by_the_nations_it_serves(nations: Nations | None, words: str) -> None:
    choice = chosen_from(asked(area=Area.ELSEWHERE), [candidate(reach=Reach.NATIONAL, nations=nations)])

    assert choice.chosen is not None
    assert choice.chosen.note.startswith(words)


@given(INQUIRIES, CANDIDATES)
def test_what_suits_at_some_hour_is_what_is_chosen_when_all_take_calls(
    question: Inquiry, services: list[Candidate]
) -> None:
    in_order = sorted(services, key=lambda service: rank(question, service))
    open_now = [
        service if service.hours_rank == CLOSED_FOR_NOW else replace(service, hours_rank=0) for service in in_order
    ]

    suited = suited_at_some_hour(question, in_order)
    choice = chosen_from(question, open_now)

    chosen = [offer.candidate for offer in (choice.chosen, *choice.alternatives) if offer]
    may_be_chosen = {service.card.id for service in suited.may_be_chosen}
    assert {service.card.id for service in chosen} <= may_be_chosen
    assert bool(chosen) == bool(may_be_chosen)
    assert may_be_chosen == {
        service.card.id
        for service in open_now
        if why_not(question, service) is None and why_beside(question, service) is None
    }


@given(INQUIRIES, CANDIDATES)
def test_of_use_where_she_is_each_suits_at_some_hour_or_has_a_reason(
    question: Inquiry, services: list[Candidate]
) -> None:
    suited = suited_at_some_hour(question, sorted(services, key=lambda service: rank(question, service)))

    assert all(offer.note for offer in suited.never)
    assert {service.card.id for service in suited.may_be_chosen} | {
        offer.candidate.card.id for offer in suited.never
    } == {
        service.card.id
        for service in services
        if question.locality(service.intake.reach) < len(question.order)
        and not question.is_of_another_place(service.intake)
    }


def test_a_door_for_care_suits_at_some_hour_though_it_is_shut_now() -> None:
    question = asked(kind=AgencyType.URGENT_CARE, action=Action.CARE_NOW)
    shut = candidate(hours=2)
    door = replace(shut, card=replace(shut.card, places=(CardPlace("1 Example Street"),)))

    assert why_not(question, door) == "not known to be open now"
    assert why_never(question, door) is None
    assert why_not(question, replace(door, hours_rank=0)) is None

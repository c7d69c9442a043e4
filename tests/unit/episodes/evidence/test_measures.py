"""What one referral adds to the counts, by case and against a plain count of many."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from pathway.directory.vocabulary import AgencyType, Need
from pathway.episodes.evidence.measures import AskedLeg, ReferralHistory, cells_of, classes_of
from pathway.episodes.vocabulary import WHY_DECLINED, LegStatus, ReasonCode
from pathway.referral.vocabulary import NEEDS_ASKED, Area

NOVEMBER = date(2026, 11, 1)
RECEIVED = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUSING, BENEFITS = AgencyType.HOUSING_ADVICE, AgencyType.BENEFITS_ADVICE


def counted(*legs: AskedLeg, unlisted: tuple[AgencyType, ...] = (), **more: object) -> dict[tuple[str, str], int]:
    history = ReferralHistory(RECEIVED, legs=legs, unlisted=unlisted, **more)  # type: ignore[arg-type] # as named
    return {(figure, value): number for (_, figure, value), number in cells_of(history).items()}


def asked(
    status: LegStatus, reason: ReasonCode | None = None, kind: AgencyType = HOUSING, *, was_taken: bool = False
) -> AskedLeg:
    return AskedLeg(kind, status, was_taken, reason)


REFUSED = asked(LegStatus.REJECTED, ReasonCode.NO_CAPACITY)
UNANSWERED = asked(LegStatus.REJECTED, ReasonCode.NO_RESPONSE)
TAKEN = asked(LegStatus.FAILED, ReasonCode.SHE_STOPPED, was_taken=True)
WAITING = asked(LegStatus.REQUESTED)
STOPPED = asked(LegStatus.CANCELLED, ReasonCode.NOT_WANTED_NOW)
MISTAKE = asked(LegStatus.ENTERED_IN_ERROR, ReasonCode.ENTERED_IN_ERROR)


def test_each_need_is_counted_once_where_she_is() -> None:
    needs = (Need.HOUSING, Need.LEGAL_ADVICE, Need.HOUSING)

    assert counted(needs=needs, area=Area.BRENT) == {
        ("referral", "brent"): 1,
        ("need", "housing brent"): 1,
        ("need", "legal_advice brent"): 1,
    }


@pytest.mark.parametrize(
    ("area", "told"),
    [
        (Area.BRENT, "brent"),
        (Area.OTHER_LONDON, "other_london"),
        (Area.ELSEWHERE, "elsewhere"),
        (Area.UNKNOWN, "elsewhere"),
        (None, "elsewhere"),
    ],
)
def test_an_area_not_known_is_told_with_those_outside_london(area: Area | None, told: str) -> None:
    assert counted(area=area) == {("referral", told): 1}


@pytest.mark.parametrize(
    ("legs", "outcome"),
    [
        ((REFUSED,), "refused"),
        ((UNANSWERED,), "unanswered"),
        ((REFUSED, UNANSWERED), "unanswered"),
        ((UNANSWERED, REFUSED), "refused"),
        ((REFUSED, TAKEN), "taken"),
        ((TAKEN, REFUSED), "taken"),
        ((REFUSED, WAITING), None),
        ((REFUSED, STOPPED), None),
        ((WAITING,), None),
        ((asked(LegStatus.REJECTED, ReasonCode.DUPLICATE),), None),
        ((MISTAKE, REFUSED), "refused"),
        ((REFUSED, MISTAKE), "refused"),
    ],
)
def test_the_last_that_was_asked_counts_and_whoever_took_her_most(
    legs: tuple[AskedLeg, ...], outcome: str | None
) -> None:
    kinds = {key: number for key, number in counted(*legs).items() if key[0] == "kind"}

    assert kinds == ({("kind", f"housing_advice {outcome}"): 1} if outcome else {})


def test_nobody_took_her_only_where_everything_was_in_vain() -> None:
    nobody = ("nobody", "every")
    elsewhere = asked(LegStatus.REJECTED, ReasonCode.OUTSIDE_AREA, BENEFITS)

    assert counted(REFUSED, elsewhere)[nobody] == 1
    assert counted(REFUSED, unlisted=(BENEFITS,))[nobody] == 1
    assert counted(unlisted=(BENEFITS,))[nobody] == 1
    assert nobody not in counted(REFUSED, asked(LegStatus.ACCEPTED, kind=BENEFITS, was_taken=True))
    assert nobody not in counted(REFUSED, asked(LegStatus.REQUESTED, kind=BENEFITS))
    assert nobody not in counted()


def test_nobody_listed_is_no_matter_once_somebody_was_asked() -> None:
    assert ("kind", "housing_advice unlisted") not in counted(TAKEN, unlisted=(HOUSING,))
    assert counted(REFUSED, unlisted=(HOUSING,))["kind", "housing_advice refused"] == 1


def test_what_was_entered_in_error_is_not_counted() -> None:
    assert counted(MISTAKE, needs=(Need.HOUSING,), area=Area.BRENT) == {}


def test_why_they_refused_is_counted_beside() -> None:
    every = counted(REFUSED, asked(LegStatus.REJECTED, ReasonCode.OUTSIDE_AREA, BENEFITS))

    assert {value: number for (figure, value), number in every.items() if figure == "refused"} == {
        "no_capacity": 1,
        "outside_area": 1,
    }


def test_a_sum_has_three_parts_at_most() -> None:
    """Three rounded numbers and their rounded sum never have one explanation only; four may have (ADR 40)."""
    parts: Counter[tuple[str, str]] = Counter()
    for figure, values in (
        ("referral", ["brent", "other_london", "elsewhere"]),
        ("need", [f"housing {area}" for area in ("brent", "other_london", "elsewhere")]),
        ("kind", [f"housing_advice {outcome}" for outcome in ("taken", "refused", "unanswered", "unlisted")]),
    ):
        for value in values:
            for name in classes_of(figure, value)[1:]:
                parts[figure, name] += 1

    assert parts == {("referral", "every"): 3, ("need", "housing"): 3, ("kind", "housing_advice unmet"): 3}


def random_leg(random: Random) -> AskedLeg:
    status = random.choice(list(LegStatus))
    return AskedLeg(
        random.choice([HOUSING, BENEFITS, AgencyType.LEGAL_ADVICE]),
        status,
        random.random() < 0.3 and status not in {LegStatus.REQUESTED, LegStatus.RECEIVED, LegStatus.REJECTED},
        random.choice([*WHY_DECLINED, ReasonCode.NO_RESPONSE]) if status is LegStatus.REJECTED else None,
    )


@pytest.mark.parametrize("seed", range(5))
def test_many_referrals_add_up_as_a_plain_count_of_them_does(seed: int) -> None:
    random = Random(seed)
    histories = [
        ReferralHistory(
            RECEIVED - timedelta(days=random.randrange(300)),
            random.choice([*Area, None]),
            tuple(random.sample(NEEDS_ASKED, random.randint(0, 4))),
            tuple(random_leg(random) for _ in range(random.randint(0, 4))),
            tuple(random.sample([HOUSING, BENEFITS, AgencyType.SEXUAL_HEALTH], random.randint(0, 2))),
        )
        for _ in range(400)
    ]
    total: Counter[tuple[date, str, str]] = Counter()
    for history in histories:
        total += cells_of(history)

    real = [one for one in histories if not one.legs or any(leg.status != "entered-in-error" for leg in one.legs)]
    assert sum(number for (_, figure, _), number in total.items() if figure == "referral") == len(real)
    assert sum(number for (_, figure, _), number in total.items() if figure == "need") == sum(
        len(one.needs) for one in real
    )
    took = sum(
        len({leg.kind for leg in one.legs if leg.was_taken and leg.status != "entered-in-error"}) for one in real
    )
    assert sum(n for (_, figure, value), n in total.items() if figure == "kind" and value.endswith(" taken")) == took
    refused = sum(n for (_, figure, value), n in total.items() if figure == "kind" and value.endswith(" refused"))
    assert sum(number for (_, figure, _), number in total.items() if figure == "refused") == refused > 0
    by_month = Counter(one.received_at.date().replace(day=1) for one in real)
    assert by_month == {
        month: sum(n for (of, figure, _), n in total.items() if figure == "referral" and of == month)
        for month in by_month
    }

"""The page asks for every fact once, offers every value of it, and a way not to know."""

from pathway.referral.questions import DONT_KNOW, GROUPS, QUESTION, answered
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import BESIDE, FACTS, ORG_OF, Employer, ReferrerOrg, ServiceFor
from tests.unit.referral.cases import MANY

ALL = [question for group in GROUPS for question in group.questions]


def test_every_fact_is_asked_once_and_each_of_its_values_offered() -> None:
    assert sorted(question.name for question in ALL) == sorted(fact.name for fact in (*FACTS, *BESIDE))
    for question in ALL:
        offered = [value for value, _ in question.answers if value not in question.means]
        wanted = ["true"] if question.fact.is_flag else [str(value) for value in question.fact.values]
        assert offered == wanted
        assert {question.fact_of(value) for value, _ in question.answers} == set(wanted)


def test_the_health_question_is_second() -> None:
    assert [question.name for question in ALL][:2] == ["immediate_danger", "health_now"]


def test_a_question_of_many_answers_is_a_list_to_choose_from() -> None:
    assert [question.name for question in ALL if question.is_select] == ["borough"]
    assert len(QUESTION["borough"].answers) == 32


def test_an_employer_by_name_is_shown_by_that_name() -> None:
    assert ORG_OF == {
        Employer.GP: ReferrerOrg.NHS,
        Employer.SCHOOL: ReferrerOrg.UNKNOWN,
        Employer.PROBATION: ReferrerOrg.UNKNOWN,
    }
    words = dict(QUESTION["referrer_org"].answers)
    for employer, org in ORG_OF.items():
        pairs = answered(Answers(referrer_org=org, employer=employer))

        assert pairs == [("You work for", words[employer])]


def test_there_are_four_groups() -> None:
    assert len(GROUPS) == 4
    assert len({group.id for group in GROUPS}) == 4


def test_a_question_that_may_be_unknown_offers_an_answer_for_it() -> None:
    for question in ALL:
        words = dict(question.answers)
        if question.fact.not_known:
            assert words[question.fact.not_known] in {DONT_KNOW, "Not asked yet", "Another, or not sure"}
            assert question.short.endswith("?")


def test_answers_are_shown_in_the_words_of_the_page() -> None:
    assert answered(Answers()) == []
    for answers in [*MANY[:500], Answers(borough="Harrow", service_for=ServiceFor.ANYONE)]:
        words_by_question = dict(answered(answers))
        not_blank = [name for name, value in answers.as_facts().items() if value != Answers().as_facts().get(name)]
        assert set(words_by_question) == {QUESTION[name].text for name in not_blank}

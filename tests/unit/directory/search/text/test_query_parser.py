"""What was typed is read as concepts; a phrase of the field stands for what it means."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.directory.search.text.query_parser import MOST_CONCEPTS, Vocabulary, Word, understand
from pathway.directory.search.text.synonyms import MOST_WORDS, SPELLINGS, SYNONYMS
from pathway.directory.search.text.tokens import STOP_WORDS, indexed
from pathway.directory.vocabulary import Need

LISTED = indexed("Refuge helpline counselling homelessness hub mental health women food Harlesden referral").split()
KNOWN = Vocabulary(LISTED)


@pytest.mark.parametrize(
    ("typed", "need"),
    [
        ("DA", Need.DOMESTIC_ABUSE),
        ("IDVA", Need.DOMESTIC_ABUSE),
        ("somewhere to sleep", Need.SOMEWHERE_TONIGHT),
        ("rehab", Need.SUBSTANCE_MISUSE),
        ("beaten up", Need.DOMESTIC_ABUSE),
        ("raped", Need.SEXUAL_ASSAULT),
        ("trafficked", Need.FORCED_OR_CONTROLLED),
        ("suicidal", Need.CRISIS),
        ("sti", Need.SEXUAL_HEALTH),
        ("no recourse to public funds", Need.LEGAL_ADVICE),
        ("hungry", Need.PRACTICAL),
        ("15 year old", Need.A_CHILD),
        ("safeguarding adults", Need.ADULT_SAFEGUARDING),
        ("wants out", Need.EXIT_SUPPORT),
        ("ugly mugs", Need.REPORT_BAD_INCIDENT),
        ("universal credit", Need.BENEFITS_MONEY),
        ("evicted", Need.HOUSING),
        ("counsellor", Need.MENTAL_HEALTH),
        ("need to talk", Need.TALK_AFTER_VIOLENCE),
        ("vawg", Need.SAFETY),
    ],
)
def test_a_phrase_of_the_field_means_a_need(typed: str, need: Need) -> None:
    understood = understand(typed, KNOWN)

    assert need in understood.needs
    assert len(understood.concepts) == 1


def test_every_need_has_a_phrase() -> None:
    assert {need for meaning in SYNONYMS.values() for need in meaning.needs} == set(Need)


def test_no_phrase_is_longer_than_what_is_looked_at() -> None:
    assert max(len(key) for key in SYNONYMS) <= MOST_WORDS


def test_no_two_phrases_have_run_together() -> None:
    """A comma left out shows as a word that stands twice."""
    for phrase in SPELLINGS:
        telling = [word for word in phrase.split() if word not in STOP_WORDS]
        assert len(telling) == len(set(telling)), phrase


@pytest.mark.parametrize("typed", ["forced to sell sex", "forced to", "held against her will", "locked in"])
def test_words_of_being_held_or_forced_are_one_phrase(typed: str) -> None:
    (concept,) = understand(typed, KNOWN).concepts

    assert concept.needs == (Need.FORCED_OR_CONTROLLED,)


@pytest.mark.slow
def test_every_phrase_asks_for_something_that_can_be_looked_up() -> None:
    for key in SYNONYMS:
        concept = understand(" ".join(key), Vocabulary([])).concepts
        assert all(one.needs or all(one.phrases) for one in concept)


def test_the_longest_phrase_wins() -> None:
    assert understand("mental health crisis", KNOWN).concepts[0].needs[0] is Need.CRISIS
    assert understand("mental health", KNOWN).concepts[0].needs[0] is Need.MENTAL_HEALTH


def test_little_words_are_left_out() -> None:
    assert [concept.typed for concept in understand("where can she get food", KNOWN).concepts] == ["food"]


def test_little_words_alone_are_looked_up_when_a_listing_has_them() -> None:
    assert [concept.typed for concept in understand("women", KNOWN).concepts] == ["women"]


def test_a_short_word_matches_whole_and_a_longer_one_as_a_beginning() -> None:
    hub, harlesden = understand("hub harlesden", KNOWN).concepts

    assert hub.phrases == ((Word("hub", prefix=False),),)
    assert harlesden.phrases == ((Word("harlesden", prefix=True),),)


@pytest.mark.parametrize(("typed", "meant"), [("refgue", "refuge"), ("harlsden", "harlesden"), ("counseling", None)])
def test_a_slip_of_the_pen_is_put_right_and_said(typed: str, meant: str | None) -> None:
    understood = understand(typed, KNOWN)

    assert [one.meant for one in understood.corrections] == ([meant] if meant else [])
    assert understood.unknown == ()


@pytest.mark.parametrize("typed", ["lado lady", "zzzzzzzz", "men"])
def test_another_word_is_not_taken_for_a_slip(typed: str) -> None:
    assert understand(typed, KNOWN).corrections == ()


def test_a_word_that_no_listing_has_is_said() -> None:
    understood = understand("food zzzzzzzz", KNOWN)

    assert understood.unknown == ("zzzzzzzz",)
    assert len(understood.concepts) == 1


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_understood_as_a_few_concepts(text: str) -> None:
    understood = understand(text, KNOWN)

    assert len(understood.concepts) <= MOST_CONCEPTS
    assert all(concept.needs or any(concept.phrases) for concept in understood.concepts)

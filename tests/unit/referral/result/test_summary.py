"""The two boxes of the text to copy."""

from pathway.referral.result.summary import copy_boxes

UNNAMED = "Ring.\nThis copy has no name in it.\n\n1. Ring: 020 0000 0000"
NAMED = "Ring.\nName or initials: ....\n\n1. Ring: 020 0000 0000\n\nWhat was answered:\n- Safe? No"


def test_the_second_box_has_what_the_first_has_not() -> None:
    boxes = copy_boxes(UNNAMED, NAMED)

    assert boxes.unnamed == UNNAMED
    assert boxes.named.splitlines() == ["Name or initials: ....", "What was answered:", "- Safe? No"]
    assert boxes.only_unnamed == "This copy has no name in it."

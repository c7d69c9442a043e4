"""The drawing says what the text says, and nothing in it runs over anything else."""

from pathway.guidance.diagram import BOX_CHARACTERS, STEP_CHARACTERS, draw
from pathway.guidance.pathway_outline import BEFORE, STARTS, deadlines, in_words
from pathway.turnaround.policy import FIRST_POLICY

MILESTONES = FIRST_POLICY.milestones


def test_the_boxes_say_every_step_before_the_clock() -> None:
    assert [" ".join(box.lines) for box in draw(MILESTONES).boxes] == list(BEFORE)


def test_the_axis_says_the_start_and_every_deadline_in_order() -> None:
    assert [stop.when for stop in draw(MILESTONES).stops] == [
        "Start",
        *(in_words(deadline.by) for deadline in deadlines(MILESTONES)),
    ]


def test_the_axis_says_what_is_due_and_who_does_it() -> None:
    start, *stops = draw(MILESTONES).stops
    drawn = " ".join(line.text for stop in stops for line in stop.lines)

    assert " ".join(line.text for line in start.lines) == STARTS
    assert drawn == " ".join(f"{milestone.what} {milestone.owner.value}" for milestone in MILESTONES)


def test_nothing_is_wider_than_the_drawing() -> None:
    drawing = draw(MILESTONES)

    assert all(len(line) <= BOX_CHARACTERS for box in drawing.boxes for line in box.lines)
    assert all(len(line.text) <= STEP_CHARACTERS for stop in drawing.stops for line in stop.lines)


def test_nothing_is_on_top_of_anything_else_or_below_the_edge() -> None:
    drawing = draw(MILESTONES)
    tops = [box.y for box in drawing.boxes]
    ends = [box.y + box.height for box in drawing.boxes]
    lines = [line.y for stop in drawing.stops for line in stop.lines]

    assert all(end < top for end, top in zip(ends, tops[1:], strict=False))
    assert ends[-1] < lines[0]
    assert lines == sorted(set(lines))
    assert lines[-1] < drawing.height


def test_the_lines_of_a_box_are_inside_it() -> None:
    for box in draw(MILESTONES).boxes:
        assert box.y < box.text_y(0)
        assert box.text_y(len(box.lines) - 1) < box.y + box.height

"""A card whose hours change on a date says them in two lines: now, and from that date."""

from datetime import date

from flask import Flask
from lxml import html as parser

from tests import factories


def test_a_card_has_a_line_for_now_and_one_from_the_date(app: Flask, now: object) -> None:
    old = factories.hours("09:00", "17:00", "MO,TU", valid_to=date(2027, 1, 3))
    new = factories.hours("10:00", "16:00", "MO,TU", valid_from=date(2027, 1, 4))
    factories.publish(app, name="Changing desk", at=factories.site(), schedules=[old, new])

    page = parser.fromstring(app.test_client().get("/services?q=changing").text)
    said = [" ".join(line.text_content().split()) for line in page.cssselect(".pw-card li")]

    hours = [line for line in said if line.startswith(("Hours", "From"))]
    assert [line.partition(", ")[0] for line in hours] == [
        "Hours now: Monday and Tuesday 9am to 5pm",
        "From 4 January 2027: Monday and Tuesday 10am to 4pm",
    ]

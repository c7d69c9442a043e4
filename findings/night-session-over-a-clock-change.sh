#!/bin/sh
# A session every Saturday from 22:00 to 03:00, as a rule in London time: on the night in October that has an hour more,
# three readers of one calendar say two things. recurring-ical-events and ical.js let it end at 03:00, six hours later;
# node-ical lets it end at 02:00, after five. RFC 5545 (3.8.5.3) says that with DTEND each has the exact length of the
# first, five hours. Written with DURATION:PT5H, the first two make six hours of it all the same.
#
# And a session from 01:30 to 02:30 each Sunday: on the morning in March on which 01:30 does not exist,
# recurring-ical-events gives one that ends at the moment it begins.
#
# Why it matters: two people of one team with two phones, one of whom goes home an hour before the other, once a year, at
# night; and a session of no length that no "what is on now" ever finds.
# Seen with icalendar 7.3.2 and recurring-ical-events 3.8.2 on Python 3.11, ical.js 2.2.1 and node-ical 0.26.1 on Node 20.
# The script fails if what is read changes. For whoever writes a feed: each such night as an event of its own, in UTC.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check icalendar==7.3.2 recurring-ical-events==3.8.2
npm init -y >npm.log
npm install --silent --no-fund --no-audit node-ical@0.26.1 ical.js@2.2.1 >>npm.log

calendar() {
	cat <<ICS
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.org//rota//EN
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20260101T000000Z
SUMMARY:Session
DTSTART;TZID=Europe/London:$1
$2
RRULE:FREQ=WEEKLY;COUNT=3
END:VEVENT
END:VCALENDAR
ICS
}
calendar 20261017T220000 "DTEND;TZID=Europe/London:20261018T030000" >end.ics
calendar 20261017T220000 "DURATION:PT5H" >length.ics
calendar 20270321T013000 "DTEND;TZID=Europe/London:20270321T023000" >march.ics

cat >read.py <<'PY'
from datetime import UTC, timedelta
from pathlib import Path

import icalendar
import recurring_ical_events


def lengths(name):
    calendar = icalendar.Calendar.from_ical(Path(name).read_text())
    events = recurring_ical_events.of(calendar).between((2026, 1, 1), (2027, 12, 31))
    times = sorted((event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC)) for event in events)
    hours = [(end - begin) / timedelta(hours=1) for begin, end in times]
    print("recurring-ical-events", name, hours)
    return hours


assert lengths("end.ics") == lengths("length.ics") == [5, 6, 5]
assert lengths("march.ics") == [1, 0, 1]
PY
venv/bin/python read.py
cat >read.mjs <<'JS'
import assert from "node:assert";
import fs from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

const hours = (start, end) => (end - start) / 3_600_000;
const byIcalJs = (name) => {
  const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(name, "utf8")));
  ICAL.TimezoneService.register(calendar.getFirstSubcomponent("vtimezone"));
  const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
  const found = [];
  for (let each = event.iterator(), next = each.next(); next; next = each.next()) {
    const { startDate, endDate } = event.getOccurrenceDetails(next);
    found.push(hours(startDate.toJSDate(), endDate.toJSDate()));
  }
  console.log("ical.js              ", name, found);
  return found;
};
const byNodeIcal = (name) => {
  const parts = Object.values(ical.sync.parseICS(fs.readFileSync(name, "utf8")));
  const event = parts.find((part) => part.type === "VEVENT");
  const whole = { from: new Date("2026-01-01"), to: new Date("2027-12-31") };
  const found = ical.expandRecurringEvent(event, whole).map(({ start, end }) => hours(start, end));
  console.log("node-ical            ", name, found);
  return found;
};
for (const name of ["end.ics", "length.ics"]) {
  assert.deepEqual(byIcalJs(name), [5, 6, 5]);
  assert.deepEqual(byNodeIcal(name), [5, 5, 5]);
}
JS
node read.mjs

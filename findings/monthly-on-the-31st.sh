#!/bin/sh
# rrule-temporal, and node-ical which reads calendars with it, take "monthly, from 31 January" for 31 January, 28
# February, and then the 28th for good: the day that February lacks moves every session after it. RFC 5545 (3.3.10) says
# that a date which does not exist is left out, as dateutil and ical.js do: 31 March, 31 May. With BYMONTHDAY=31 written
# out, rrule-temporal leaves it out too. A yearly rule from 29 February is moved to 28 February in the same way.
#
# Why it matters: the rota of a team on "the last day of the month" that one phone shows on the 28th all year.
# Seen with node-ical 0.26.1, rrule-temporal 1.6.0, ical.js 2.2.1 on Node 20, and python-dateutil 2.9.0.post0 on Python
# 3.11. The script fails if what is read changes. For whoever writes a feed: BYMONTHDAY=31 or BYDAY=-1FR, never the bare
# rule.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check python-dateutil==2.9.0.post0
npm init -y >npm.log
npm install --silent --no-fund --no-audit node-ical@0.26.1 rrule-temporal@1.6.0 ical.js@2.2.1 >>npm.log
cat >rota.ics <<'ICS'
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.org//rota//EN
BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20260101T000000Z
DTSTART:20260131T190000Z
DTEND:20260131T230000Z
SUMMARY:Session
RRULE:FREQ=MONTHLY;COUNT=4
END:VEVENT
END:VCALENDAR
ICS
cat >read.mjs <<'JS'
import assert from "node:assert";
import fs from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";
import { RRuleTemporal } from "rrule-temporal";

const text = fs.readFileSync("rota.ics", "utf8");
const [session] = Object.values(ical.sync.parseICS(text)).filter((part) => part.type === "VEVENT");
const whole = { from: new Date("2026-01-01"), to: new Date("2026-12-31") };
const byNodeIcal = ical.expandRecurringEvent(session, whole).map(({ start }) => start.toISOString().slice(5, 10));
console.log("node-ical        ", byNodeIcal.join(" "));

const days = (rule) => new RRuleTemporal({ rruleString: rule }).all().map((day) => day.toString().slice(0, 10));
const bare = days("DTSTART:20260131T190000Z\nRRULE:FREQ=MONTHLY;COUNT=4");
const named = days("DTSTART:20260131T190000Z\nRRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4");
const yearly = days("DTSTART:20280229T190000Z\nRRULE:FREQ=YEARLY;COUNT=3");
console.log("rrule-temporal   ", bare.join(" "));
console.log("  BYMONTHDAY=31  ", named.join(" "));
console.log("  from 29 Feb    ", yearly.join(" "));

const event = new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent"));
const byIcalJs = [];
for (let each = event.iterator(), next = each.next(); next; next = each.next()) byIcalJs.push(next.toString().slice(5, 10));
console.log("ical.js          ", byIcalJs.join(" "));

assert.deepEqual(byNodeIcal, ["01-31", "02-28", "03-28", "04-28"]);
assert.deepEqual(bare, ["2026-01-31", "2026-02-28", "2026-03-28", "2026-04-28"]);
assert.deepEqual(named, ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"]);
assert.deepEqual(yearly, ["2028-02-29", "2029-02-28", "2030-02-28"]);
assert.deepEqual(byIcalJs, ["01-31", "03-31", "05-31", "07-31"]);
JS
node read.mjs
venv/bin/python - <<'PY'
from datetime import datetime

from dateutil.rrule import rrulestr

days = [f"{day:%m-%d}" for day in rrulestr("FREQ=MONTHLY;COUNT=4", dtstart=datetime(2026, 1, 31, 19))]
print("python-dateutil  ", *days)
assert days == ["01-31", "03-31", "05-31", "07-31"]
PY

"""The rows of a service in an Open Referral file (phones, hours, areas), as far as they fit our tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from pathway.directory import listing_record, models
from pathway.directory.exchange import cells
from pathway.directory.exchange.column_lengths import lengths
from pathway.directory.exchange.open_referral.feed_reader import EMPTY, FeedReader, numbered, row_id
from pathway.directory.hours.stored import window_of
from pathway.directory.scope import nations_in, nations_named
from pathway.directory.vocabulary import AreaKind, Nation, PhoneType

_PHONE_TYPES = {
    "voice": PhoneType.VOICE,
    "phone": PhoneType.VOICE,
    "text": PhoneType.SMS,
    "sms": PhoneType.SMS,
    "textphone": PhoneType.TEXTPHONE,
}
_SCHEDULE_KEYS = (
    "valid_from valid_to dtstart freq interval byday bymonthday opens_at closes_at description notes".split()
)


class FeedRows(FeedReader):
    """Reads one service's rows, except its places and terms."""

    def read(self) -> dict[str, Any]:
        """Return the lists in the feed, and texts about hours and areas that are too long to be rows."""
        texts: dict[str, Any] = {}
        rows: dict[str, tuple[Any, ...]] = {
            "phones": numbered(self._phones()),
            "contacts": tuple(self._contacts()),
            "schedules": numbered(self._schedules(texts)),
            "areas": numbered(self._areas(texts)),
            "languages": tuple(self._languages()),
        }
        return {**texts, **{name: records for name, records in rows.items() if records}}

    def _phones(self) -> Iterator[listing_record.PhoneRecord]:
        longest = lengths(models.Phone)
        seen: set[tuple[str, PhoneType]] = set()
        for phone in self._all_phones():
            number = self.text(phone, "number", longest["number"], "phone ")
            kind = _PHONE_TYPES.get(str(phone.get("type") or "voice").casefold())
            digits = cells.cached_digits(number or "")
            if not number or not digits or kind is None:
                self.left_out["phones that cannot be rung from Britain"] += 1
            elif (digits, kind) not in seen:
                seen.add((digits, kind))
                extension = phone.get("extension")
                yield listing_record.PhoneRecord(
                    id=row_id("phone", phone),
                    number=number,
                    digits=digits,
                    extension=str(extension)[: longest["extension"]] if extension not in EMPTY else None,
                    type=kind,
                    description=self.text(phone, "description", longest["description"], "phone "),
                )
                self.rest("phone", phone, "number", "extension", "type", "description")

    def _all_phones(self) -> Iterator[dict[str, Any]]:
        owners: list[object] = [self.service, *self.items(self.service, "contacts")]
        for service_at in self.items(self.service, "service_at_locations"):
            owners += [service_at, service_at.get("location")]
        for owner in owners:
            yield from self.items(owner, "phones")

    def _contacts(self) -> Iterator[listing_record.ContactRecord]:
        for contact in self.items(self.service, "contacts"):
            # We do not store a person's name.
            texts = self.texts("contact", contact, lengths(models.Contact), "phones")
            if any(texts.values()):
                yield listing_record.ContactRecord(row_id("contact", contact), **texts)

    def _schedules(self, texts: dict[str, Any]) -> Iterator[listing_record.ScheduleRecord]:
        for schedule in self._all_schedules():
            longest = lengths(models.Service)["hours_description"]
            words = self.text(schedule, "description", longest, "schedule ")
            if words and "hours_description" not in texts:
                texts["hours_description"] = words
            try:
                record = self._schedule(schedule)
            except (AttributeError, KeyError, TypeError, ValueError):  # a number where words belong
                self.left_out["schedules that do not say when"] += 1
            else:
                yield record
                self.rest("schedule", schedule, *_SCHEDULE_KEYS)

    def _schedule(self, schedule: Mapping[str, Any]) -> listing_record.ScheduleRecord:
        days: dict[str, Any] = {
            key: cells.read_day(schedule[key]) for key in ("dtstart", "valid_from", "valid_to") if schedule.get(key)
        }
        record = listing_record.ScheduleRecord(
            id=row_id("schedule", schedule),
            freq=str(schedule["freq"]).upper(),
            interval=int(schedule.get("interval") or 1),
            byday=schedule.get("byday") or None,
            bymonthday=str(schedule["bymonthday"]) if schedule.get("bymonthday") else None,
            opens_at=cells.read_time(schedule["opens_at"].removesuffix("Z")),
            closes_at=cells.read_time(schedule["closes_at"].removesuffix("Z")),
            note=self.text(schedule, "notes", lengths(models.Schedule)["note"], "schedule "),
            **days,
        )
        if record.freq == "WEEKLY" and record.bymonthday and record.byday:
            # A weekly row cannot repeat on days of the month; its days of the week are enough.
            self.left_out["schedule bymonthday (of a week)"] += 1
            record = record._replace(bymonthday=None)
        window_of(record)  # raises ValueError on a row without usable days or times
        return record

    def _all_schedules(self) -> Iterator[dict[str, Any]]:
        for owner in [self.service, *self.items(self.service, "service_at_locations")]:
            yield from self.items(owner, "schedules")

    def _areas(self, texts: dict[str, Any]) -> Iterator[listing_record.ServiceAreaRecord]:
        longest = lengths(models.Service)["service_area_description"]
        areas = list(self.items(self.service, "service_areas"))
        names = [name for area in areas if isinstance(name := area.get("name") or area.get("service_area"), str)]
        # Areas are read together: England in one and Wales in the next is England and Wales.
        is_national = Nation.ENGLAND in frozenset[Nation]().union(*map(nations_named, names))
        if nations := nations_in(*names):
            texts["nations"] = nations
        for area in areas:
            name = area.get("name") or area.get("service_area")
            self.rest("service_area", area, "name", "service_area")
            if not isinstance(name, str) or not name.strip():
                self.left_out["service_areas without a name"] += 1
            elif len(name) <= lengths(models.ServiceArea)["name"]:
                is_of_nations = is_national and nations_named(name)
                kind, area_name = (AreaKind.NATIONAL, name) if is_of_nations else cells.area_of(name)
                yield listing_record.ServiceAreaRecord(row_id("area", area), kind, area_name)
            elif len(name) <= longest and "service_area_description" not in texts:
                texts["service_area_description"] = name
            else:
                self.left_out["service_areas (too long)"] += 1

    def _languages(self) -> Iterator[listing_record.LanguageRecord]:
        longest = lengths(models.Language)
        for language in self.items(self.service, "languages"):
            name = language.get("name") or language.get("language") or language.get("code")
            if not isinstance(name, str) or len(name) > longest["name"]:
                self.left_out["languages without a name"] += 1
            else:
                note = self.text(language, "note", longest["note"], "language ")
                yield listing_record.LanguageRecord(row_id("language", language), name, note)
                self.rest("language", language, "name", "language", "code", "note")

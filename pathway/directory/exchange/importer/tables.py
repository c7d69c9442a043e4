"""The tables of a listing's rows (phones, areas...), by the attribute of `listing_record.ServiceRecord`."""

from typing import Any

from pathway.directory import models

ROWS: dict[str, Any] = {
    "phones": models.Phone,
    "contacts": models.Contact,
    "schedules": models.Schedule,
    "schedule_exceptions": models.ScheduleException,
    "areas": models.ServiceArea,
    "languages": models.Language,
    "sources": models.Source,
}

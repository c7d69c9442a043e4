"""The tables of what a listing has several of, each under the name that `listing_record.Service` has for it."""

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

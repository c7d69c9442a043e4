"""A listing as input to a card, a timetable or an index entry: a row of the database, or a record of an import."""

from pathway.directory import listing_record, models

Listed = models.Service | listing_record.ServiceRecord
ListedPhone = models.Phone | listing_record.PhoneRecord
ListedSchedule = models.Schedule | listing_record.ScheduleRecord
ListedException = models.ScheduleException | listing_record.ScheduleExceptionRecord

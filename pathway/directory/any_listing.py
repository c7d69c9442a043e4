"""A listing as input to a card, a timetable or an index entry: a row of the database, or a record of an import."""

from pathway.directory import listing_record, models

Listed = models.Service | listing_record.Service
ListedPhone = models.Phone | listing_record.Phone
ListedSchedule = models.Schedule | listing_record.Schedule
ListedException = models.ScheduleException | listing_record.ScheduleException

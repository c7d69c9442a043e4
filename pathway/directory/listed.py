"""What a card, a timetable and an index row are made from: a row of the database, or a record of an import."""

from pathway.directory import models
from pathway.directory.listing_file import records

Listed = models.Service | records.Service
ListedPhone = models.Phone | records.Phone
ListedSchedule = models.Schedule | records.Schedule
ListedException = models.ScheduleException | records.ScheduleException

"""answers GetCalendarState for one calendar and for several at once"""

from scenario import *

client = ssm("requester")


def state(*names, at=None):
    answer = client.get_calendar_state(CalendarNames=list(names), **({"AtTime": at} if at else {}))
    return answer["State"], answer["AtTime"], answer.get("NextTransitionTime")


day = lambda hour: datetime.datetime(2027, 5, 3, hour, tzinfo=datetime.timezone.utc)
create_calendar("Open", (day(10), day(12)), (day(11), day(13)))
create_calendar("Closed", (day(8), day(12)), default="DEFAULT_CLOSED")
same(state("Open", at="2027-05-03T09:30:00Z"), ("OPEN", "2027-05-03T09:30:00Z", "2027-05-03T10:00:00Z"))
same(state("Open", at="2027-05-03T12:00:00+02:00"), ("CLOSED", "2027-05-03T10:00:00Z", "2027-05-03T13:00:00Z"))
same(state("Open", at="2027-05-03T13:00:00"), ("OPEN", "2027-05-03T13:00:00Z", None))
same(
    state(document_arn("Closed"), at="2027-05-03T07:00:00-0000"),
    ("CLOSED", "2027-05-03T07:00:00Z", "2027-05-03T08:00:00Z"),
)
passed("state, time and next transition, as text in UTC")

same(state("Open", "Closed", at="2027-05-03T07:00:00Z"), ("CLOSED", "2027-05-03T07:00:00Z", "2027-05-03T08:00:00Z"))
same(state("Open", "Closed", at="2027-05-03T09:00:00Z"), ("OPEN", "2027-05-03T09:00:00Z", "2027-05-03T10:00:00Z"))
same(state("Open", "Closed", at="2027-05-03T10:00:00Z"), ("CLOSED", "2027-05-03T10:00:00Z", None))
passed("several calendars are open together or not at all")

weekly = calendar().replace(
    "END:VCALENDAR",
    "\r\n".join(
        [
            "BEGIN:VEVENT",
            "UID:weekly",
            "DTSTAMP:20270101T000000Z",
            "SUMMARY:weekly",
            "DTSTART;TZID=America/New_York:20270305T180000",
            "DTEND;TZID=America/New_York:20270305T200000",
            "RRULE:FREQ=WEEKLY",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    ),
)
create_document("Weekly", weekly, "ChangeCalendar", document_format="TEXT")
same(state("Weekly", at="2027-03-05T22:00:00Z")[2], "2027-03-05T23:00:00Z")
same(state("Weekly", at="2027-03-19T12:00:00Z")[2], "2027-03-19T22:00:00Z")
advisory = calendar((day(10), day(12))).replace("END:VEVENT", "X-EVENT-TYPE:ADVISORY\r\nEND:VEVENT")
create_document("Advisory", advisory, "ChangeCalendar", document_format="TEXT")
same(state("Advisory", at="2027-05-03T11:00:00Z"), ("OPEN", "2027-05-03T11:00:00Z", None))
passed("recurring events keep their local time across daylight saving; advisory ones change nothing")

create_runbook()
refused(exceptions.InvalidDocument, lambda: state("Missing"), "Missing")
refused(exceptions.InvalidDocumentType, lambda: state("Runbook"), "Runbook")
hourly = calendar((day(10), day(12))).replace("END:VEVENT", "RRULE:FREQ=HOURLY\r\nEND:VEVENT")
create_document("Hourly", hourly, "ChangeCalendar", document_format="TEXT")
refused(exceptions.UnsupportedCalendarException, lambda: state("Hourly"), "Hourly")
refused_by_code("ValidationException", lambda: state("Open", at="tomorrow"), "AtTime")
refused_by_code("ValidationException", lambda: state())
passed("what is missing, of another type, or cannot be evaluated is refused")

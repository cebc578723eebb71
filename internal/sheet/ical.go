package sheet

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/dayzero-hsct/dayzero/followup"
)

// ICalendar writes the family's calendar as an iCalendar file (RFC 5545): one
// all-day event a date, in both languages. It names neither the child nor the
// disease: a calendar on a telephone is read by others. The key keeps an event
// the same when the file is fetched again; stamp is the moment of writing.
func ICalendar(dates []followup.FamilyDate, lang, key string, stamp time.Time) []byte {
	cal := ics.NewCalendarFor("Dayzero")
	cal.SetProductId("-//Dayzero//Dayzero//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(word("family-calendar", lang))
	for _, d := range dates {
		start := time.Date(d.Date.Year(), d.Date.Month(), d.Date.Day(), 0, 0, 0, 0, time.UTC)
		event := cal.AddEvent(fmt.Sprintf("%s-%s@dayzero", key, d.Date))
		event.SetDtStampTime(stamp.UTC())
		event.SetAllDayStartAt(start)
		event.SetAllDayEndAt(start.AddDate(0, 0, 1))
		event.SetClass(ics.ClassificationPrivate)
		event.SetSummary(word("family-date", lang))
		event.SetDescription(familyLines(d, lang))
	}
	return []byte(cal.Serialize(ics.WithNewLine("\r\n"))) // RFC 5545 section 3.1, on every system
}

// familyLines lists the things of a date, one a line, in both languages with the
// reader's first.
func familyLines(d followup.FamilyDate, lang string) string {
	lines := make([]string, 0, len(d.Things)+1)
	for _, thing := range d.Things {
		first, second := thing.Text.EN, thing.Text.ZH
		if isChinese(lang) {
			first, second = second, first
		}
		lines = append(lines, first+" / "+second)
	}
	lines = append(lines, word("family-confirm", lang))
	return strings.Join(lines, "\n")
}

package app

import (
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/quantity"
)

// mappingFields are the fields a line of each kind may fill, in the order of the
// page.
var mappingFields = map[string][]string{
	"code":       {"what", "organism", "specimen", "method", "lineage", "test", "unit", "below", "text"},
	"unit":       {"unit"},
	"table":      {"patient", "date", "time", "code", "value", "unit", "status", "issued", "wide", "decimal", "separator", "charset", "dates", "sender", "sheet"},
	"connection": {"charset"},
}

// MappingFields lists the fields of a kind of line.
func MappingFields(kind string) []string { return slices.Clone(mappingFields[kind]) }

// mappingLine checks a line and gives it its id.
func (a *App) mappingLine(m FeedMapping, by string) (FeedMapping, error) {
	fields, known := mappingFields[m.Kind]
	m.Sender, m.System, m.Code = strings.TrimSpace(m.Sender), strings.TrimSpace(m.System), strings.TrimSpace(m.Code)
	if m.Sender == "" {
		m.Sender = "*"
	}
	to := map[string]string{}
	for name, value := range m.To {
		if value = strings.TrimSpace(value); value == "" {
			continue
		}
		if known && !slices.Contains(fields, name) && !strings.HasPrefix(name, "column.") {
			return m, refused("mapping: %q is no field of a line for a %s", clip(name, 40), m.Kind)
		}
		if len(value) > 200 {
			return m, refused("mapping: the text of %s is too long", clip(name, 40))
		}
		to[name] = value
	}
	m.To = to
	switch {
	case !known:
		return m, refused("mapping: %q is no kind of line", clip(m.Kind, 40))
	case m.Code == "" || len(m.Code) > 200:
		return m, refused("mapping: the code or unit as sent is missing")
	}
	if err := a.checkMeaning(m); err != nil {
		return m, err
	}
	m.ID = strings.Join([]string{m.Kind, m.Sender, m.System, m.Code}, "/")
	m.By, m.At = by, a.clock.Now().UTC()
	return m, nil
}

// checkMeaning refuses a line that means nothing, or a unit that does not exist.
func (a *App) checkMeaning(m FeedMapping) error {
	if unit := m.To["unit"]; unit != "" && m.Kind != "table" {
		if _, err := quantity.ParseValue("1 " + unit); err != nil {
			return refused("mapping: %q is not in the table of units", clip(unit, 40))
		}
	}
	switch m.Kind {
	case "code":
		if (m.To["what"] == "") == (m.To["organism"] == "") {
			return refused("mapping: a code means a measurement (what) or an organism, one of the two")
		}
		if below := m.To["below"]; below != "" && below != "not-detected" && below != "active" {
			return refused("mapping: below the limit means not-detected or active")
		}
	case "unit":
		if m.To["unit"] == "" {
			return refused("mapping: the unit in UCUM is missing")
		}
		for _, r := range a.know.RefusedUnits() {
			if r.Text == m.Code && m.Sender == "*" {
				return refused("mapping: %s; name the sender", r.Reason.EN)
			}
		}
	}
	return nil
}

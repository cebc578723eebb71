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
			return m, refused("mapping: %q is no field of a line for a %s", "%q 不是该类对照行的字段", clip(name, 40), m.Kind)
		}
		if len(value) > 200 {
			return m, refused("mapping: the text of %s is too long", "%s 的文字过长", clip(name, 40))
		}
		to[name] = value
	}
	m.To = to
	switch {
	case !known:
		return m, refused("mapping: %q is no kind of line", "没有 %q 这一类对照行", clip(m.Kind, 40))
	case m.Code == "" || len(m.Code) > 200:
		return m, refused("mapping: the code or unit as sent is missing", "缺少对方发送的代码或单位")
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
			return refused("mapping: %q is not in the table of units", "%q 不在单位表中", clip(unit, 40))
		}
	}
	switch m.Kind {
	case "code":
		if (m.To["what"] == "") == (m.To["organism"] == "") {
			return refused("mapping: a code means a measurement (what) or an organism, one of the two", "一个代码只能对应一项检验或一种病原体，二者选一")
		}
		if below := m.To["below"]; below != "" && below != "not-detected" && below != "active" {
			return refused("mapping: below the limit means not-detected or active", "低于检测限只能表示“未检出”或“活动”")
		}
	case "unit":
		if m.To["unit"] == "" {
			return refused("mapping: the unit in UCUM is missing", "缺少 UCUM 单位")
		}
		for _, r := range a.know.RefusedUnits() {
			if r.Text == m.Code && m.Sender == "*" {
				return refused("mapping: %[1]s; name the sender", "%[2]s；请指明发送方", r.Reason.EN, r.Reason.ZH)
			}
		}
	}
	return nil
}

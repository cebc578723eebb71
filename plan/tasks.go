package plan

import (
	"strconv"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// listTasks lists what is due. A due task is a task, not a caution (practice.md,
// correction 11): the open tasks of the record, and before conditioning what the
// donor still needs, so that the stop of the first day does not come as news.
func (m *maker) listTasks() error {
	for _, it := range chart.All[*chart.Task](m.v) {
		if it.Data.State != "open" {
			continue
		}
		n := Note{ID: "task", Kind: "task", Subject: it.ID, Title: text(it.Data.What, it.Data.What), Status: evidence.Read, Entries: []string{it.ID},
			Message: text(owned("owner", it.Data.Owner), owned("责任人", it.Data.Owner)),
			Sources: []evidence.Source{{ID: it.ID, Text: "chart entry " + it.ID}}}
		if it.Data.Due.Known() {
			n.Action = text("due "+it.Data.Due.String(), "应于 "+it.Data.Due.String()+" 前完成")
			if it.Data.Due.Before(m.plan.AsOf) {
				n.Action = text("overdue since "+it.Data.Due.String(), "逾期未做："+it.Data.Due.String())
			}
		}
		m.file(n)
	}
	m.donorTasks()
	return nil
}

func owned(word, owner string) string {
	if owner == "" {
		return ""
	}
	return word + ": " + owner
}

// donorTasks names what must be done before the first day of conditioning.
func (m *maker) donorTasks() {
	away, known := m.facts["conditioning_days_away"].(int64)
	if !known || away <= 0 {
		return
	}
	days := strconv.FormatInt(away, 10)
	add := func(id string, title evidence.Text) {
		m.file(Note{ID: id, Kind: "task", Title: title, Status: evidence.Derived,
			Message: text("before conditioning starts, in "+days+" days; then it is a stop", "须在预处理开始前完成（还有"+days+"天），届时未完成即为禁止项"),
			Sources: []evidence.Source{{ID: "donor-or-backup-before-conditioning", Text: "rule donor-or-backup-before-conditioning"}}})
	}
	if done, ok := m.facts["donor_cleared"].(bool); !ok || !done {
		add("clear-donor", text("Clear the donor", "完成供者合格判定"))
	}
	if done, ok := m.facts["backup_donor_named"].(bool); !ok || !done {
		add("name-backup", text("Name a back-up donor", "指定备选供者"))
	}
}

package plan

import (
	"strconv"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// openGates says for each step that waits what is still missing.
func (m *maker) openGates() error {
	m.plan.Gates = append(m.plan.Gates,
		m.gateDiagnosis(), m.gateDonor(), m.gateEvaluation(), m.gateSignature(), m.gateImaging())
	return nil
}

func gate(id string, title evidence.Text, missing []evidence.Text) Gate {
	return Gate{ID: id, Title: title, Open: len(missing) == 0, Missing: missing}
}

func (m *maker) gateDiagnosis() Gate {
	var missing []evidence.Text
	switch {
	case !m.plan.Disease.Known:
		missing = append(missing, text("molecular diagnosis", "分子诊断"))
	case m.plan.Disease.ExplainedState != "proven":
		missing = append(missing, m.plan.Disease.Explained)
	}
	return gate("diagnosis", text("Diagnosis explained before conditioning", "预处理前诊断已明确"), missing)
}

func (m *maker) gateDonor() Gate {
	var missing []evidence.Text
	d, ok := m.v.Decided("donor")
	if !ok {
		missing = append(missing, text("donor chosen", "选定供者"))
	}
	for _, donor := range m.plan.Donors {
		if ok && donor.ID == d.Data.Choice {
			for _, r := range donor.Reasons {
				if (r.Kind == "stop" || r.Kind == "gap") && r.Open() {
					missing = append(missing, r.Title)
				}
			}
		}
	}
	if !m.chosenDonorCleared() {
		missing = append(missing, text("donor cleared by the donor's own physician", "供者本人医师判定合格"))
	}
	if _, named := m.v.Decided("backup-donor"); !named {
		missing = append(missing, text("back-up donor named", "指定备选供者"))
	}
	return gate("donor", text("Donor signed off before conditioning", "预处理前供者放行"), missing)
}

// gateEvaluation holds what must be known before doses: weight, renal function
// and the state of infection. The full checklist has its own room.
func (m *maker) gateEvaluation() Gate {
	var missing []evidence.Text
	if !m.plan.Child.Weight.Known {
		missing = append(missing, text("weight", "体重"))
	}
	if known, ok := m.facts["renal_known"].(bool); !ok || !known {
		missing = append(missing, text("renal function", "肾功能"))
	}
	active, known := m.facts["active_infection"].(bool)
	if !known {
		missing = append(missing, text("infection status", "感染状态"))
	} else if active {
		missing = append(missing, text("active infection controlled", "活动性感染得到控制"))
	}
	return gate("evaluation", text("Evaluation: inputs of the plan", "评估：计划所需资料"), missing)
}

func (m *maker) gateSignature() Gate {
	var missing []evidence.Text
	if m.chosen == nil {
		missing = append(missing, text("regimen chosen", "选定方案"))
	}
	missing = append(missing, m.blocking()...)
	return gate("signature", text("Plan ready for two signatures", "计划可由两人签名"), missing)
}

// blocking lists the open stops and gaps that hold the signature back.
func (m *maker) blocking() []evidence.Text {
	var out []evidence.Text
	for _, list := range [][]Note{m.plan.Stops, m.plan.Gaps} {
		for _, n := range list {
			if n.Open() && n.Blocks == "signature" {
				out = append(out, n.Title)
			}
		}
	}
	return out
}

func (m *maker) gateImaging() Gate {
	var missing []evidence.Text
	for _, x := range m.plan.Imaging {
		if x.Gate == "open" || x.Gate == "review-due" {
			missing = append(missing, x.Text)
		}
	}
	return gate("imaging", text("Ionising imaging: reason, alternative, approver", "电离辐射检查：理由、替代方案、批准人"), missing)
}

// listTasks lists what is due. A due task is a task, not a caution (practice.md,
// correction 11): the open tasks of the record, and before conditioning what the
// donor still needs, so that the stop of the first day does not come as news.
func (m *maker) listTasks() error {
	for _, it := range chart.All[*chart.Task](m.v) {
		if it.Data.State != "open" {
			continue
		}
		n := Note{ID: "task", Kind: "task", Subject: it.ID, Title: text(it.Data.What, it.Data.What), Status: evidence.Read, Entries: []string{it.ID},
			Message: text(owned("owner: ", it.Data.Owner), owned("责任人：", words(it.Data.Owner).ZH)),
			Sources: []evidence.Source{{ID: it.ID, Text: "chart entry " + it.ID, TextZH: "病历记录 " + it.ID}}}
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

func owned(label, owner string) string {
	if owner == "" {
		return ""
	}
	return label + owner
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

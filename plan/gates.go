package plan

import "github.com/dayzero-hsct/dayzero/evidence"

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

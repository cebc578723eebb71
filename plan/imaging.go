package plan

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// judgeImaging keeps the radiation ledger and asks the gate of each ionising
// examination.
func (m *maker) judgeImaging() error {
	for _, it := range chart.All[*chart.Imaging](m.v) {
		if !m.v.Concerns(it.Entry, m.recipient) || it.Data.Ionising == chart.No {
			continue // the ledger holds what is ionising, or not known to be free of radiation
		}
		x := m.exposure(it)
		outcomes, err := m.base.Evaluate("imaging", m.imagingFacts(it.Data))
		if err != nil {
			return err
		}
		m.passGate(&x, it, outcomes)
		m.plan.Imaging = append(m.plan.Imaging, x)
	}
	return nil
}

func (m *maker) imagingFacts(d *chart.Imaging) knowledge.Facts {
	f := m.copyFacts()
	setAnswer(f, "imaging_ionising", d.Ionising)
	f["imaging_reason"] = d.Reason != ""
	f["imaging_alternative"] = d.Alternative != ""
	f["imaging_approver"] = d.Approver != ""
	f["imaging_emergency"] = d.Emergency.True()
	f["imaging_reviewed"] = d.ReviewedBy != ""
	return f
}

func (m *maker) exposure(it chart.Item[*chart.Imaging]) Exposure {
	d := it.Data
	name := words(d.Modality)
	x := Exposure{Entry: it.ID, Date: m.v.DateOf(it.Entry), Ionising: string(d.Ionising), Elsewhere: d.Elsewhere.True(),
		Text: text(name.EN+" "+d.Region+", "+d.Status, Said(d.Region).ZH+name.In("zh")+"，"+map[string]string{"planned": "计划", "done": "已做"}[d.Status])}
	if x.Ionising == "" {
		x.Ionising = "unknown"
	}
	if d.Dose.Known() {
		key := m.derive("entry/"+it.ID, m.entryDerivation(it.Entry, d.Modality, decimal(d.Dose.Millisieverts(), 4), "mSv"))
		x.Dose = figure(d.Dose.Millisieverts(), 4, "mSv", key)
	}
	return x
}

// passGate reads the outcome of the rules into the ledger line and files what
// stands open. An examination done before referral cannot be gated any more.
func (m *maker) passGate(x *Exposure, it chart.Item[*chart.Imaging], outcomes []knowledge.Outcome) {
	x.Gate = "not-needed"
	if m.plan.Child.Radiosensitive != "no" {
		x.Gate = "answered"
	}
	if it.Data.Elsewhere.True() {
		x.Gate = "elsewhere"
		return
	}
	for _, o := range outcomes {
		n, ok := m.note(o, it.ID)
		if !ok {
			continue
		}
		n.Entries, n.Blocks = []string{it.ID}, "imaging"
		if o.Rule.Effect == "gate" || n.Kind == "stop" {
			x.Gate, x.Missing = "open", missingOfImaging(it.Data)
		} else if n.Kind == "gap" {
			x.Gate = "review-due"
		}
		m.file(n)
	}
}

func missingOfImaging(d *chart.Imaging) []evidence.Text {
	var missing []evidence.Text
	if d.Reason == "" {
		missing = append(missing, text("reason", "理由"))
	}
	if d.Alternative == "" {
		missing = append(missing, text("alternative without radiation", "无辐射的替代检查"))
	}
	if d.Approver == "" {
		missing = append(missing, text("approver", "批准人"))
	}
	return missing
}

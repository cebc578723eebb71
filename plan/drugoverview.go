package plan

import (
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/pk"
)

// DrugBeside is what is known about the exposure of one drug, to be read beside
// the others before any model is asked.
type DrugBeside struct {
	Drug      string
	Name      evidence.Text
	Closed    bool                      // contraindicated in the child's disease group
	Chosen    bool                      // part of the chosen option
	Doses     []string                  // models that may compute a dose
	Never     int                       // models that are shown and never compute one
	Target    *knowledge.ExposureTarget // the lowest ceiling that speaks of this child; nil: none
	Envelopes int                       // doses of labels and guidelines to look at
	Renal     int                       // checks of the kidney
	Gaps      []knowledge.Fact
}

// DrugsBeside lists the drugs of [ExposureDrugs] side by side.
func DrugsBeside(p Plan, drugs []string, base *knowledge.Base) []DrugBeside {
	var out []DrugBeside
	for _, drug := range drugs {
		m := &exposureMaker{p: p, base: base, wish: ExposureWish{Drug: drug}}
		m.out.Known, _ = base.Exposure(drug)
		m.lock()
		m.chooseTarget()
		row := DrugBeside{Drug: drug, Name: words(drug), Closed: len(m.out.Locked) > 0, Target: m.out.Target,
			Envelopes: len(m.out.Known.Envelopes), Renal: len(m.out.Known.Renal), Gaps: m.out.Known.Gaps}
		for _, o := range p.Options {
			for _, d := range o.Drugs {
				row.Chosen = row.Chosen || o.Chosen && d.Drug == drug
			}
		}
		row.models(base.Running())
		out = append(out, row)
	}
	return out
}

func (d *DrugBeside) models(running []*pk.Model) {
	for _, m := range running {
		switch {
		case !m.Of(d.Drug):
		case m.MayDose() == "":
			d.Doses = append(d.Doses, m.File.ID)
		default:
			d.Never++
		}
	}
}

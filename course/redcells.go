package course

import (
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// RedCellResult is a volume of red cells; not known if an input is not, or if
// the target is not above the present value.
type RedCellResult struct {
	Assessment
	Volume quantity.Volume
}

// MarshalJSON writes the keys of the batch form.
func (r RedCellResult) MarshalJSON() ([]byte, error) {
	var value any
	if r.Volume.Known() {
		value = r.Volume.Millilitres()
	}
	return r.merge(map[string]any{"volume_mL": value})
}

// RedCells cross-checks the volume of a red-cell order: (target - current in
// g/dL) x 4 x kg (EBMT Handbook 2024, ch. 24; the parentheses are ours). It is an
// error if the present haemoglobin is not below the target.
func RedCells(target, current quantity.MassConcentration, weight quantity.BodyWeight) (RedCellResult, error) {
	s := open("rbc-volume", Edition{ID: "EBMT Handbook 2024 red cells", Name: evidence.Text{EN: "Volume of red cells: (target − current Hb, g/dL) × 4 × kg", ZH: "红细胞输注量：（目标Hb − 当前Hb，g/dL）× 4 × 体重kg"},
		Status: evidence.Read, Sources: []evidence.Source{handbook("24", "")}})
	s.take("target_hb", target.String())
	s.take("current_hb", current.String())
	s.take("weight", weight.String())
	var out RedCellResult
	if !target.Known() || !current.Known() || !weight.Known() {
		en, zh := labelled(s.Missing)
		s.say("volume of red cells unknown, missing: "+en, "红细胞输注量不明，缺："+zh)
		out.Assessment = s.done()
		return out, nil
	}
	volume, err := quantity.RedCellVolume(target, current, weight)
	if err != nil {
		return RedCellResult{}, Problems{{KindRange, "current_hb", err.Error()}}
	}
	out.Volume = volume
	s.step("volume", "输注量", volume.String(), "(target − current) × 4 × kg", evidence.Derived)
	s.say("red cells "+volume.String(), "红细胞"+volume.String())
	s.note("to check an order that a clinician has written, not to make one", "仅用于核对医师已开立的医嘱，不用于生成医嘱")
	out.Assessment = s.done()
	return out, nil
}

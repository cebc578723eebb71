package quantity

import "math/big"

// millilitresPerGramPerDecilitrePerKilogram is the factor of the red-cell
// volume: mL = (target - current) x 4 x kg with haemoglobin in g/dL (EBMT
// Handbook 2024, chapter 24; read. The chapter prints no parentheses: they are
// ours, derived).
var millilitresPerGramPerDecilitrePerKilogram = big.NewRat(4, 1)

// RedCellVolume gives the volume of red cells that is expected to raise the
// haemoglobin from current to target: (target - current in g/dL) x 4 x kg, in
// mL. The haemoglobins carry their unit, so that 100 g/L and 10 g/dL give the
// same volume. It is an error if an input is not known, or if current is not
// below target.
func RedCellVolume(target, current MassConcentration, w BodyWeight) (Volume, error) {
	switch {
	case !target.Known():
		return Volume{}, notKnown("the target haemoglobin", "目标血红蛋白")
	case !current.Known():
		return Volume{}, notKnown("the current haemoglobin", "当前血红蛋白")
	case !w.Known():
		return Volume{}, notKnown("the body weight", "体重")
	case target.Cmp(current) <= 0:
		return Volume{}, refuse(KindRange, current.String(),
			"the current haemoglobin "+current.String()+" is not below the target "+target.String(),
			"当前血红蛋白"+current.String()+"未低于目标值"+target.String())
	}
	volume := target.a.exactIn("g/dL")
	volume.Sub(volume, current.a.exactIn("g/dL"))
	volume.Mul(volume, millilitresPerGramPerDecilitrePerKilogram)
	volume.Mul(volume, w.a.exactIn("kg"))
	result := Volume{admitted[volumeKind](amountOf(volume, "mL"))}
	return result, computed(result.Known(), w.String())
}

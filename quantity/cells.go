package quantity

type cellDoseKind struct{}

var cellDoseRule = &rule{name: "a cell dose", chinese: "细胞剂量", least: "0",
	units: []string{"10*6/kg", "10*8/kg", "10*7/kg", "10*5/kg", "10*4/kg", "/kg"}}

func (cellDoseKind) rule() *rule { return cellDoseRule }

// CellDose is a number of cells per kilogram of the recipient.
type CellDose struct{ measured[cellDoseKind] }

// ParseCellDose reads a cell dose such as "5.2 10*6/kg"; refusals are *Error.
func ParseCellDose(text string) (CellDose, error) {
	m, err := parseMeasured[cellDoseKind](text)
	return CellDose{m}, err
}

// MillionsPerKilogram makes a dose of x 10*6 cells/kg; not finite or negative gives unknown.
func MillionsPerKilogram(x float64) CellDose {
	return CellDose{measuredOf[cellDoseKind](x, "10*6/kg")}
}

// MillionsPerKilogram gives the dose in 10*6 cells/kg, NaN if not known.
func (d CellDose) MillionsPerKilogram() float64 { return d.a.in("10*6/kg") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (d CellDose) Cmp(o CellDose) int { return d.a.order(o.a) }

// Equal reports equal value, whatever the unit.
func (d CellDose) Equal(o CellDose) bool { return d.Cmp(o) == 0 }

type countKind struct{}

var countRule = &rule{name: "a cell count", chinese: "细胞计数", least: "0",
	units: []string{"10*9/L", "10*12/L", "10*6/L", "10*3/uL", "10*6/uL", "10*6/mL", "/uL"}}

func (countKind) rule() *rule { return countRule }

// CountPerLitre is a number of cells per volume of blood.
type CountPerLitre struct{ measured[countKind] }

// ParseCountPerLitre reads a count such as "0.5 10*9/L"; refusals are *Error.
func ParseCountPerLitre(text string) (CountPerLitre, error) {
	m, err := parseMeasured[countKind](text)
	return CountPerLitre{m}, err
}

// BillionsPerLitre makes a count of x 10*9/L; not finite or negative gives unknown.
func BillionsPerLitre(x float64) CountPerLitre {
	return CountPerLitre{measuredOf[countKind](x, "10*9/L")}
}

// PerMicrolitre makes a count of x /uL; not finite or negative gives unknown.
func PerMicrolitre(x float64) CountPerLitre {
	return CountPerLitre{measuredOf[countKind](x, "/uL")}
}

// BillionsPerLitre gives the count in 10*9/L, NaN if not known.
func (c CountPerLitre) BillionsPerLitre() float64 { return c.a.in("10*9/L") }

// PerMicrolitre gives the count per uL, NaN if not known.
func (c CountPerLitre) PerMicrolitre() float64 { return c.a.in("/uL") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (c CountPerLitre) Cmp(o CountPerLitre) int { return c.a.order(o.a) }

// Equal reports equal value, whatever the unit.
func (c CountPerLitre) Equal(o CountPerLitre) bool { return c.Cmp(o) == 0 }

type titreKind struct{}

var titreRule = &rule{name: "a titre", chinese: "滴度", units: []string{titreUnit}, least: "0", positive: true}

func (titreKind) rule() *rule { return titreRule }

// Titre is an antibody titre, written as the last positive dilution "1:32".
type Titre struct{ measured[titreKind] }

// ParseTitre reads a titre such as "1:32"; refusals are *Error.
func ParseTitre(text string) (Titre, error) {
	m, err := parseMeasured[titreKind](text)
	return Titre{m}, err
}

// TitreOf makes the titre 1:reciprocal; below 1 gives unknown.
func TitreOf(reciprocal int) Titre {
	return Titre{measuredOf[titreKind](float64(reciprocal), titreUnit)}
}

// Reciprocal gives the dilution (32 for 1:32), NaN if not known.
func (t Titre) Reciprocal() float64 { return t.a.in(titreUnit) }

// Cmp is -1, 0 or +1 by reciprocal; not known sorts first.
func (t Titre) Cmp(o Titre) int { return t.a.order(o.a) }

// Equal reports equal value.
func (t Titre) Equal(o Titre) bool { return t.Cmp(o) == 0 }

type viralLoadKind struct{}

var viralLoadRule = &rule{name: "a viral load", chinese: "病毒载量", least: "0",
	units: []string{"copies/mL", "[IU]/mL"}}

func (viralLoadKind) rule() *rule { return viralLoadRule }

// ViralLoad is a viral load in copies/mL or in [IU]/mL. The unit is kept; the
// two are never converted into each other, since the factor belongs to the
// assay.
type ViralLoad struct{ measured[viralLoadKind] }

// ParseViralLoad reads a viral load with its unit; refusals are *Error.
func ParseViralLoad(text string) (ViralLoad, error) {
	m, err := parseMeasured[viralLoadKind](text)
	return ViralLoad{m}, err
}

// CopiesPerMillilitre makes a load of x copies/mL; not finite or negative gives unknown.
func CopiesPerMillilitre(x float64) ViralLoad {
	return ViralLoad{measuredOf[viralLoadKind](x, "copies/mL")}
}

// InternationalUnitsPerMillilitre makes a load of x [IU]/mL; not finite or negative gives unknown.
func InternationalUnitsPerMillilitre(x float64) ViralLoad {
	return ViralLoad{measuredOf[viralLoadKind](x, "[IU]/mL")}
}

// CopiesPerMillilitre gives the load in copies/mL, NaN if not known or held in [IU]/mL.
func (v ViralLoad) CopiesPerMillilitre() float64 { return v.a.in("copies/mL") }

// InternationalUnitsPerMillilitre gives the load in [IU]/mL, NaN if not known
// or held in copies/mL.
func (v ViralLoad) InternationalUnitsPerMillilitre() float64 { return v.a.in("[IU]/mL") }

// Cmp is -1, 0 or +1 by value; not known sorts first. Loads in different units
// cannot be compared: that is an *Error of KindWrongDimension.
func (v ViralLoad) Cmp(o ViralLoad) (int, error) {
	if v.Known() && o.Known() && v.Unit() != o.Unit() {
		return 0, refuse(KindWrongDimension, v.String()+", "+o.String(),
			"copies/mL and [IU]/mL cannot be compared ("+v.String()+", "+o.String()+")",
			"copies/mL 与 [IU]/mL 不能比较（"+v.String()+"，"+o.String()+"）")
	}
	return v.a.order(o.a), nil
}

// Equal reports equal value in the same unit.
func (v ViralLoad) Equal(o ViralLoad) bool {
	order, err := v.Cmp(o)
	return err == nil && order == 0
}

package quantity

// valueAs makes a typed quantity of a value, keeping its text.
func valueAs[K kind](v Value) (measured[K], error) {
	if err := v.plain(); err != nil {
		return measured[K]{}, err
	}
	if err := ruleOf[K]().admits(v.String(), v.a); err != nil {
		return measured[K]{}, err
	}
	return measured[K]{v.a}, nil
}

// BodyWeight takes the value as a body weight. Like all conversions below it
// keeps the text as entered, and refuses a value that is not known, censored,
// of another dimension or out of range, with an *Error.
func (v Value) BodyWeight() (BodyWeight, error) {
	m, err := valueAs[weightKind](v)
	return BodyWeight{m}, err
}

// Length takes the value as a length.
func (v Value) Length() (Length, error) {
	m, err := valueAs[lengthKind](v)
	return Length{m}, err
}

// BodySurface takes the value as an entered body surface, without formula.
func (v Value) BodySurface() (BodySurface, error) {
	m, err := valueAs[surfaceKind](v)
	return BodySurface{measured: m}, err
}

// Mass takes the value as a mass.
func (v Value) Mass() (Mass, error) {
	m, err := valueAs[massKind](v)
	return Mass{m}, err
}

// Volume takes the value as a volume.
func (v Value) Volume() (Volume, error) {
	m, err := valueAs[volumeKind](v)
	return Volume{m}, err
}

// Percent takes the value as a percentage.
func (v Value) Percent() (Percent, error) {
	m, err := valueAs[percentKind](v)
	return Percent{m}, err
}

// MassConcentration takes the value as a mass concentration.
func (v Value) MassConcentration() (MassConcentration, error) {
	m, err := valueAs[massConcentrationKind](v)
	return MassConcentration{m}, err
}

// SubstanceConcentration takes the value as a substance concentration.
func (v Value) SubstanceConcentration() (SubstanceConcentration, error) {
	m, err := valueAs[substanceConcentrationKind](v)
	return SubstanceConcentration{m}, err
}

// MolarMass takes the value as a molar mass.
func (v Value) MolarMass() (MolarMass, error) {
	m, err := valueAs[molarMassKind](v)
	return MolarMass{m}, err
}

// Exposure takes the value as an exposure.
func (v Value) Exposure() (Exposure, error) {
	m, err := valueAs[exposureKind](v)
	return Exposure{m}, err
}

// CellDose takes the value as a cell dose.
func (v Value) CellDose() (CellDose, error) {
	m, err := valueAs[cellDoseKind](v)
	return CellDose{m}, err
}

// CountPerLitre takes the value as a cell count.
func (v Value) CountPerLitre() (CountPerLitre, error) {
	m, err := valueAs[countKind](v)
	return CountPerLitre{m}, err
}

// Titre takes the value as a titre.
func (v Value) Titre() (Titre, error) {
	m, err := valueAs[titreKind](v)
	return Titre{m}, err
}

// ViralLoad takes the value as a viral load.
func (v Value) ViralLoad() (ViralLoad, error) {
	m, err := valueAs[viralLoadKind](v)
	return ViralLoad{m}, err
}

// AbsorbedDose takes the value as an absorbed dose.
func (v Value) AbsorbedDose() (AbsorbedDose, error) {
	m, err := valueAs[absorbedKind](v)
	return AbsorbedDose{m}, err
}

// EffectiveDose takes the value as an effective dose.
func (v Value) EffectiveDose() (EffectiveDose, error) {
	m, err := valueAs[effectiveKind](v)
	return EffectiveDose{m}, err
}

// Temperature takes the value as a temperature.
func (v Value) Temperature() (Temperature, error) {
	m, err := valueAs[temperatureKind](v)
	return Temperature{m}, err
}

// GlomerularFiltration takes the value as a filtration rate per 1.73 m2.
func (v Value) GlomerularFiltration() (GlomerularFiltration, error) {
	m, err := valueAs[filtrationKind](v)
	return GlomerularFiltration{m}, err
}

// DoseFrom takes the value as a dose of the asked basis and period.
func DoseFrom[B Basis, P Period](v Value) (Dose[B, P], error) {
	m, err := valueAs[doseKind[B, P]](v)
	return Dose[B, P]{m}, err
}

package quantity

import (
	"math/big"
	"slices"
	"strings"
)

// Dimension names what a unit measures. The set is closed.
type Dimension string

// The dimensions of the unit table.
const (
	DimensionNone                   Dimension = ""
	DimensionMass                   Dimension = "mass"
	DimensionLength                 Dimension = "length"
	DimensionSurface                Dimension = "surface"
	DimensionVolume                 Dimension = "volume"
	DimensionTime                   Dimension = "time"
	DimensionMassConcentration      Dimension = "mass concentration"
	DimensionSubstanceConcentration Dimension = "substance concentration"
	DimensionMolarMass              Dimension = "molar mass"
	DimensionMassExposure           Dimension = "mass exposure"
	DimensionSubstanceExposure      Dimension = "substance exposure"
	DimensionCellDose               Dimension = "cells per body weight"
	DimensionCellNumber             Dimension = "number of cells"
	DimensionCount                  Dimension = "count per volume"
	DimensionAbsorbedDose           Dimension = "absorbed dose"
	DimensionEffectiveDose          Dimension = "effective dose"
	DimensionTemperature            Dimension = "temperature"
	DimensionPercent                Dimension = "percent"
	DimensionTitre                  Dimension = "titre"
	DimensionCopies                 Dimension = "copies per volume"
	DimensionInternationalUnits     Dimension = "international units per volume"
	DimensionFiltration             Dimension = "filtration rate per standard surface"
	DimensionClearance              Dimension = "volume per time"
	DimensionNumber                 Dimension = "plain number"
	DimensionScore                  Dimension = "score"
	DimensionEnzyme                 Dimension = "enzyme activity"
	DimensionPressure               Dimension = "pressure"
	DimensionRate                   Dimension = "events per time"
	DimensionMassRatio              Dimension = "mass ratio"
	DimensionMassPerSubstance       Dimension = "mass per substance"
	DimensionCellVolume             Dimension = "mean cell volume"
	DimensionMassPerWeight          Dimension = "mass per body weight"
	DimensionMassPerWeightDay       Dimension = "mass per body weight and day"
	DimensionMassPerSurface         Dimension = "mass per surface"
	DimensionMassPerSurfaceDay      Dimension = "mass per surface and day"
	DimensionMassPerDay             Dimension = "mass per day"
	DimensionVolumePerWeight        Dimension = "volume per body weight"
	DimensionVolumePerWeightDay     Dimension = "volume per body weight and day"
	DimensionVolumePerWeightHour    Dimension = "volume per body weight and hour"
)

// unitRow is one line of the table: the canonical UCUM code, its dimension,
// its size in the first unit of that dimension, and other spellings that are
// read as it. Spellings that differ only in the micro sign, superscripts,
// multiplication signs or the letter l for litre are folded, not listed.
type unitRow struct {
	code      string
	dimension Dimension
	size      string
	synonyms  string
}

// unitRows is the subset of UCUM that is accepted (table). Sizes are exact.
var unitRows = []unitRow{
	{"mg", DimensionMass, "1", ""},
	{"kg", DimensionMass, "1000000", ""},
	{"g", DimensionMass, "1000", ""},
	{"ug", DimensionMass, "1/1000", "mcg"},
	{"ng", DimensionMass, "1/1000000", ""},
	{"pg", DimensionMass, "1/1000000000", ""},
	{"cm", DimensionLength, "1", ""},
	{"m", DimensionLength, "100", ""},
	{"mm", DimensionLength, "1/10", ""},
	{"m2", DimensionSurface, "1", ""},
	{"mL", DimensionVolume, "1", ""},
	{"L", DimensionVolume, "1000", ""},
	{"uL", DimensionVolume, "1/1000", ""},
	{"h", DimensionTime, "1", ""},
	{"min", DimensionTime, "1/60", ""},
	{"s", DimensionTime, "1/3600", ""},
	{"d", DimensionTime, "24", ""},
	{"wk", DimensionTime, "168", ""},
	{"g/L", DimensionMassConcentration, "1", ""},
	{"g/dL", DimensionMassConcentration, "10", ""},
	{"mg/dL", DimensionMassConcentration, "1/100", ""},
	{"mg/L", DimensionMassConcentration, "1/1000", ""},
	{"mg/mL", DimensionMassConcentration, "1", ""},
	{"ug/mL", DimensionMassConcentration, "1/1000", "mcg/mL"},
	{"ug/L", DimensionMassConcentration, "1/1000000", "mcg/L"},
	{"ug/dL", DimensionMassConcentration, "1/100000", "mcg/dL"},
	{"ng/mL", DimensionMassConcentration, "1/1000000", ""},
	{"ng/L", DimensionMassConcentration, "1/1000000000", ""},
	{"pg/mL", DimensionMassConcentration, "1/1000000000", ""},
	{"mmol/L", DimensionSubstanceConcentration, "1", ""},
	{"mol/L", DimensionSubstanceConcentration, "1000", ""},
	{"umol/L", DimensionSubstanceConcentration, "1/1000", ""},
	{"nmol/L", DimensionSubstanceConcentration, "1/1000000", ""},
	{"pmol/L", DimensionSubstanceConcentration, "1/1000000000", ""},
	{"g/mol", DimensionMolarMass, "1", ""},
	{"mg.h/L", DimensionMassExposure, "1", ""},
	{"ug.h/mL", DimensionMassExposure, "1", "mcg.h/mL"},
	{"ug.h/L", DimensionMassExposure, "1/1000", "mcg.h/L"},
	{"ng.h/mL", DimensionMassExposure, "1/1000", ""},
	{"umol.min/L", DimensionSubstanceExposure, "1", ""},
	{"umol.h/L", DimensionSubstanceExposure, "60", ""},
	{"10*6/kg", DimensionCellDose, "1", ""},
	{"10*8/kg", DimensionCellDose, "100", ""},
	{"10*7/kg", DimensionCellDose, "10", ""},
	{"10*5/kg", DimensionCellDose, "1/10", ""},
	{"10*4/kg", DimensionCellDose, "1/100", ""},
	{"/kg", DimensionCellDose, "1/1000000", "cells/kg {cells}/kg"},
	{"10*6", DimensionCellNumber, "1", ""},
	{"10*8", DimensionCellNumber, "100", ""},
	{"10*9", DimensionCellNumber, "1000", ""},
	{"10*9/L", DimensionCount, "1", ""},
	{"10*12/L", DimensionCount, "1000", ""},
	{"10*6/L", DimensionCount, "1/1000", ""},
	{"10*3/uL", DimensionCount, "1", ""},
	{"10*6/uL", DimensionCount, "1000", ""},
	{"10*6/mL", DimensionCount, "1", ""},
	{"/uL", DimensionCount, "1/1000", "cells/uL {cells}/uL"},
	{"Gy", DimensionAbsorbedDose, "1", ""},
	{"cGy", DimensionAbsorbedDose, "1/100", ""},
	{"mGy", DimensionAbsorbedDose, "1/1000", ""},
	{"mSv", DimensionEffectiveDose, "1", ""},
	{"Sv", DimensionEffectiveDose, "1000", ""},
	{"uSv", DimensionEffectiveDose, "1/1000", ""},
	{"Cel", DimensionTemperature, "1", "°C ℃"},
	{"%", DimensionPercent, "1", ""},
	{titreUnit, DimensionTitre, "1", ""},
	{"copies/mL", DimensionCopies, "1", "{copies}/mL"},
	{"[IU]/mL", DimensionInternationalUnits, "1", "IU/mL"},
	{"[IU]/L", DimensionInternationalUnits, "1/1000", "IU/L"},
	{"m[IU]/mL", DimensionInternationalUnits, "1/1000", "mIU/mL"},
	{"mL/min/{1.73_m2}", DimensionFiltration, "1", "mL/min/1.73m2 mL/min/{1.73m2} mL/min/1.73_m2"},
	{"mL/min", DimensionClearance, "1", ""},
	{"mL/h", DimensionClearance, "1/60", ""},
	{"L/h", DimensionClearance, "1000/60", ""},
	{"1", DimensionNumber, "1", "{count} {ratio}"},
	{"{score}", DimensionScore, "1", ""},
	{"U/L", DimensionEnzyme, "1", ""},
	{"mm[Hg]", DimensionPressure, "1", "mmHg"},
	{"/min", DimensionRate, "1", ""},
	{"/h", DimensionRate, "1/60", ""},
	{"/d", DimensionRate, "1/1440", ""},
	{"mg/mg", DimensionMassRatio, "1", ""},
	{"g/g", DimensionMassRatio, "1", ""},
	{"mg/g", DimensionMassRatio, "1/1000", ""},
	{"mg/mmol", DimensionMassPerSubstance, "1", ""},
	{"fL", DimensionCellVolume, "1", ""},
	{"mg/kg", DimensionMassPerWeight, "1", ""},
	{"g/kg", DimensionMassPerWeight, "1000", ""},
	{"ug/kg", DimensionMassPerWeight, "1/1000", "mcg/kg"},
	{"mg/kg/d", DimensionMassPerWeightDay, "1", ""},
	{"g/kg/d", DimensionMassPerWeightDay, "1000", ""},
	{"ug/kg/d", DimensionMassPerWeightDay, "1/1000", "mcg/kg/d"},
	{"mg/m2", DimensionMassPerSurface, "1", ""},
	{"g/m2", DimensionMassPerSurface, "1000", ""},
	{"ug/m2", DimensionMassPerSurface, "1/1000", "mcg/m2"},
	{"mg/m2/d", DimensionMassPerSurfaceDay, "1", ""},
	{"g/m2/d", DimensionMassPerSurfaceDay, "1000", ""},
	{"ug/m2/d", DimensionMassPerSurfaceDay, "1/1000", "mcg/m2/d"},
	{"mg/d", DimensionMassPerDay, "1", ""},
	{"g/d", DimensionMassPerDay, "1000", ""},
	{"ug/d", DimensionMassPerDay, "1/1000", "mcg/d"},
	{"mL/kg", DimensionVolumePerWeight, "1", ""},
	{"mL/kg/d", DimensionVolumePerWeightDay, "1", ""},
	{"mL/kg/h", DimensionVolumePerWeightHour, "1", ""},
}

// titreUnit is the code under which a titre "1:32" is kept; it is never typed.
const titreUnit = "{titre}"

// refusedUnits are units that people do write and that are refused by name,
// because a silent conversion of one of them has cost lives elsewhere or
// because it does not say what it measures.
var refusedUnits = map[string]bool{
	"lb": true, "lbs": true, "pound": true, "pounds": true, "[lb_av]": true, "#": true,
	"oz": true, "ounce": true, "ounces": true, "[oz_av]": true, "st": true, "stone": true,
	"in": true, "inch": true, "inches": true, "[in_i]": true, "\"": true, "″": true,
	"ft": true, "foot": true, "feet": true, "[ft_i]": true,
	"gr": true, "grain": true, "[gr]": true,
	"斤": true, "公斤": true, "千克": true, "克": true, "两": true, "市斤": true,
	"°F": true, "℉": true, "F": true, "[degF]": true,
	"rad": true, "rem": true, "R": true, "mg%": true, "gamma": true,
}

// unitDefinition is a row ready for computing. The size is never changed.
type unitDefinition struct {
	code      string
	dimension Dimension
	size      *big.Rat
}

// unitTable finds a definition by canonical code, spellingTable by every
// spelling after folding.
var unitTable, spellingTable = buildUnits()

func buildUnits() (codes, spellings map[string]*unitDefinition) {
	codes = make(map[string]*unitDefinition, len(unitRows))
	spellings = make(map[string]*unitDefinition, 2*len(unitRows))
	for _, row := range unitRows {
		size, _ := new(big.Rat).SetString(row.size)
		definition := &unitDefinition{code: row.code, dimension: row.dimension, size: size}
		codes[row.code] = definition
		if row.code == titreUnit {
			continue
		}
		for _, spelling := range append(strings.Fields(row.synonyms), row.code) {
			spellings[spelling] = definition
			spellings[strings.ReplaceAll(spelling, "L", "l")] = definition
		}
	}
	return codes, spellings
}

// foldSigns replaces look-alikes by the signs of UCUM.
var foldSigns = strings.NewReplacer(
	"µ", "u", "μ", "u", "^", "*", "**", "*",
	"·", ".", "⋅", ".", "∙", ".", "*h/", ".h/", "*min/", ".min/", "×h/", ".h/", "×min/", ".min/",
	"×", "x", "X10", "x10", "1.73 m", "1.73m",
)

// foldUnit brings a typed unit to the spelling of the table.
func foldUnit(typed string) string {
	folded := foldSigns.Replace(foldSuperscripts(typed))
	if rest, found := strings.CutPrefix(folded, "x"); found {
		if rest = strings.TrimPrefix(rest, " "); strings.HasPrefix(rest, "10*") {
			folded = rest
		}
	}
	if rest, found := strings.CutSuffix(folded, "/day"); found {
		folded = rest + "/d"
	}
	return folded
}

// foldSuperscripts writes superscript digits as ordinary ones; after "10" they
// are an exponent and get the star of UCUM.
func foldSuperscripts(typed string) string {
	const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹"
	var out strings.Builder
	inExponent := false
	for _, r := range typed {
		at := strings.IndexRune(superscripts, r)
		if at < 0 {
			inExponent = false
			out.WriteRune(r)
			continue
		}
		if !inExponent && strings.HasSuffix(out.String(), "10") {
			out.WriteByte('*')
		}
		inExponent = true
		out.WriteByte('0' + byte(len([]rune(superscripts[:at]))))
	}
	return out.String()
}

// Dimensions lists what the units of the table measure, each once, in the order
// of the table.
func Dimensions() []Dimension {
	var all []Dimension
	for _, row := range unitRows {
		if !slices.Contains(all, row.dimension) {
			all = append(all, row.dimension)
		}
	}
	return all
}

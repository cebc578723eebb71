package course

import (
	"encoding/json"
	"math"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/quantity"
)

// endpoints are the batch form: each reads its keys and calls the function of
// its name. A table.
var endpoints map[string]func(form) (any, error)

func init() {
	endpoints = map[string]func(form) (any, error){
		"neutrophil-engraftment":  readNeutrophils,
		"platelet-engraftment":    readPlatelets,
		"anc":                     readANC,
		"rbc-volume":              readRedCells,
		"graft-failure":           readGraftFailure,
		"chimerism":               readChimerism,
		"chimerism-trend":         readChimerismTrend,
		"agvhd-skin-stage":        func(f form) (any, error) { return readSkin(f) },
		"agvhd-liver-stage":       func(f form) (any, error) { return readLiver(f), nil },
		"agvhd-gut-stage":         func(f form) (any, error) { return readGut(f, MAGICStool) },
		"agvhd-upper-gi-stage":    func(f form) (any, error) { return readUpperGut(f), nil },
		"agvhd-grade":             readGrade,
		"cgvhd-nih":               readChronic,
		"vod-paediatric":          readVOD,
		"vod-baltimore":           func(f form) (any, error) { return Baltimore(readBaltimore(f)), nil },
		"vod-seattle":             func(f form) (any, error) { return Seattle(readBaltimore(f)), nil },
		"vod-paediatric-severity": readSeverity,
		"ta-tma":                  readTMA,
		"aki-kdigo":               readKidney,
		"engraftment-syndrome":    readEngraftmentSyndrome,
		"capillary-leak":          readCapillaryLeak,
		"crs":                     readCRS,
		"haemorrhagic-cystitis":   readCystitis,
		"platelet-refractoriness": readRefractoriness,
		"immune-reconstitution":   readImmune,
		"virus-monitoring":        readViruses,
		"composite-endpoints":     readComposite,
	}
}

func readNeutrophils(f form) (any, error) { return neutrophilsOf(f) }

func neutrophilsOf(f form) (NeutrophilRecovery, error) {
	growth, recorded := f.days("gcsf_days")
	cord := Unknown
	if source := f.word("graft_source", "bone marrow", "peripheral blood", "cord blood"); source != "" {
		cord = FindingOf(source == "cord blood")
	}
	return refusedFirst(f, func() (NeutrophilRecovery, error) {
		return Neutrophils(NeutrophilInput{
			Counts: f.counts("anc_1e9_per_L", "anc_per_uL"), Death: f.occurrence("death_day", DidNotHappen()),
			SecondInfusion: f.occurrence("second_infusion_day", DidNotHappen()), GrowthFactor: growth, GrowthRecorded: FindingOf(recorded).confirmed(), Cord: cord})
	})
}

// refusedFirst keeps the refusals of the form before those of the function.
func refusedFirst[T any](f form, compute func() (T, error)) (T, error) {
	out, err := compute()
	if len(*f.bad) > 0 {
		return out, *f.bad
	}
	return out, err
}

func readPlatelets(f form) (any, error) { return plateletsOf(f) }

func plateletsOf(f form) (PlateletRecovery, error) {
	input := PlateletInput{Counts: f.counts("platelets_1e9_per_L", "platelets_per_uL"), Threshold: quantity.BillionsPerLitre(f.amount("threshold_1e9_per_L")),
		CentreSet: f.finding("threshold_set_by_centre"), Death: f.occurrence("death_day", DidNotHappen()), SecondInfusion: f.occurrence("second_infusion_day", DidNotHappen())}
	if rows, ok := f.objects("platelet_transfusions"); ok {
		input.Recorded = Yes
		for _, row := range rows {
			input.Transfusions = append(input.Transfusions, Transfusion{Day: f.dated(row), Reason: row.text("reason")})
		}
	}
	return refusedFirst(f, func() (PlateletRecovery, error) { return Platelets(input) })
}

func readANC(f form) (any, error) {
	wbc := quantity.BillionsPerLitre(f.amount("wbc_1e9_per_L"))
	if !wbc.Known() {
		wbc = quantity.PerMicrolitre(f.amount("wbc_per_uL"))
	}
	return NeutrophilsFromDifferential(wbc, f.percent("segs_percent"), f.percent("bands_percent"))
}

func (f form) haemoglobin(stem string) quantity.MassConcentration {
	dl, l := f.amount(stem+"_g_per_dL"), f.amount(stem+"_g_per_L")
	switch {
	case !math.IsNaN(dl) && !math.IsNaN(l):
		f.bad.add(KindConflict, f.at(stem+"_g_per_dL"), "the value is given in two units")
	case !math.IsNaN(l):
		return quantity.GramsPerLitre(l)
	}
	return quantity.GramsPerDecilitre(dl)
}

func readRedCells(f form) (any, error) {
	return RedCells(f.haemoglobin("target_hb"), f.haemoglobin("current_hb"), f.weight("weight_kg"))
}

func readGraftFailure(f form) (any, error) {
	input := GraftInput{AsOf: f.day("as_of_day"), Pancytopenia: f.finding("pancytopenia"), Haemoglobin: f.haemoglobin("hb"),
		PlateletCount: quantity.BillionsPerLitre(f.amount("platelet_count_1e9_per_L")), ANC: quantity.BillionsPerLitre(f.amount("latest_anc_1e9_per_L")),
		ReducedIntensity: f.finding("reduced_intensity"), ChimerismDone: f.finding("chimerism_done"), Donor: f.percent("donor_percent"), DonorInRange: f.finding("donor_in_range"),
		DeclineOnSupport: f.finding("decline_on_support"), Dependent: f.finding("dependent"), OtherCause: f.finding("other_cause"),
		Cytopenias: f.finding("cytopenias"), RecipientImmune: f.finding("recipient_immune_cells")}
	var err error
	if f.present("anc_1e9_per_L") || f.present("anc_per_uL") {
		if input.Neutrophils, err = neutrophilsOf(f); err != nil {
			return nil, err
		}
	}
	if source := f.word("graft_source", "bone marrow", "peripheral blood", "cord blood"); source != "" {
		input.Cord = FindingOf(source == "cord blood")
	}
	if f.present("platelets_1e9_per_L") || f.present("platelets_per_uL") {
		if input.Platelets, err = plateletsOf(f); err != nil {
			return nil, err
		}
	}
	return GraftFailure(input)
}

func readChimerism(f form) (any, error) {
	method := f.text("method")
	byLineage := f.object("donor_percent")
	var shares []Share
	for _, lineage := range sortedKeys(byLineage.keys) {
		shares = append(shares, Share{Lineage: lineage, Donor: byLineage.percent(lineage), Method: method})
	}
	if len(shares) == 0 {
		f.bad.add(KindRange, "donor_percent", "no lineage is given")
	}
	return Chimerism(shares)
}

func readChimerismTrend(f form) (any, error) {
	rows, _ := f.objects("tests")
	var tests []Share
	for _, row := range rows {
		tests = append(tests, Share{Lineage: row.text("lineage"), Donor: row.percent("donor_percent"), Day: f.dated(row), Method: row.text("method")})
	}
	return FollowChimerism(tests, DefaultTrendRules())
}

func readSkin(f form) (OrganStage, error) {
	peeling := f.percent("desquamation_percent_bsa")
	if !f.present("desquamation_percent_bsa") {
		peeling = quantity.PercentOf(0)
	}
	return SkinStage(SkinInput{ActiveErythema: f.percent("active_erythema_percent_bsa"), Bullae: f.sign("bullae"), Desquamation: peeling})
}

func readLiver(f form) OrganStage {
	return LiverStage(LiverInput{Bilirubin: f.bilirubin("bilirubin"), SecondCause: f.sign("second_cause_of_bilirubin")})
}

func readGut(f form, scale StoolScale) (OrganStage, error) {
	input := GutInput{Weight: f.weight("weight_kg"), Stool: quantity.Millilitres(f.amount("stool_mL_per_day")),
		Episodes: f.value("unmeasured_episodes_per_day", "1"), Mixed: quantity.Millilitres(f.amount("mixed_urine_and_stool_mL_per_day")),
		PainOrIleus: f.sign("severe_pain_or_ileus"), GrosslyBlood: f.sign("grossly_bloody_stool"), Scale: scale}
	if raw, ok := f.raw("stool_mL_of_3_days"); ok {
		input.Stool = f.threeDays(raw)
	}
	return GutStage(input)
}

func (f form) threeDays(raw json.RawMessage) quantity.Volume {
	var items []*float64
	if err := json.Unmarshal(raw, &items); err != nil || len(items) != 3 {
		f.bad.add(KindType, "stool_mL_of_3_days", "three volumes are wanted, null for one that was not measured")
		return quantity.Volume{}
	}
	var volumes [3]quantity.Volume
	for i, x := range items {
		if x != nil {
			volumes[i] = quantity.Millilitres(*x)
		}
	}
	return StoolOfThreeDays(f.finding("at_onset"), volumes)
}

func readUpperGut(f form) OrganStage {
	return UpperGutStage(UpperGutInput{Anorexia: f.finding("anorexia"), WeightLoss: f.finding("weight_loss"), Nausea: f.finding("nausea"),
		Vomiting: f.value("vomiting_episodes_per_day", "1"), Lasting: f.value("lasting_days", "d")})
}

// readGrade takes each organ as a stage or as raw values.
func readGrade(f form) (any, error) {
	system := GradeSystem(f.word("system", string(MAGIC), string(IBMTR), string(Glucksberg)))
	scale := MAGICStool
	if system != MAGIC {
		scale = IBMTRStool
	}
	var organs []OrganStage
	input := GradeInput{System: system}
	input.Skin = f.organ("skin_stage", 4, &organs, func() (OrganStage, error) { return readSkin(f) }, "active_erythema_percent_bsa")
	input.Liver = f.organ("liver_stage", 4, &organs, func() (OrganStage, error) { return readLiver(f), nil }, "bilirubin_mg_per_dL", "bilirubin_umol_per_L")
	input.UpperGut = f.organ("upper_gi_stage", 1, &organs, func() (OrganStage, error) { return readUpperGut(f), nil }, "anorexia", "nausea", "vomiting_episodes_per_day")
	input.LowGut = f.organ("lower_gi_stage", 4, &organs, func() (OrganStage, error) { return readGut(f, scale) },
		"stool_mL_per_day", "unmeasured_episodes_per_day", "mixed_urine_and_stool_mL_per_day", "stool_mL_of_3_days", "severe_pain_or_ileus", "grossly_bloody_stool")
	if len(*f.bad) > 0 {
		return nil, *f.bad
	}
	grade, err := GradeAcuteGVHD(input)
	return grade.With(organs...), err
}

// organ reads the stage of one organ, stated or computed from raw values; both
// must agree.
func (f form) organ(key string, most int, organs *[]OrganStage, compute func() (OrganStage, error), raw ...string) Stage {
	stated := f.stage(key, most)
	given := false
	for _, k := range raw {
		given = given || f.present(k)
	}
	if !given {
		return stated
	}
	organ, err := compute()
	if err != nil {
		*f.bad = append(*f.bad, asProblems(err)...)
		return Stage{}
	}
	*organs = append(*organs, organ)
	if stated.Known() && organ.Stage.Known() && stated.Low() != organ.Stage.Low() {
		f.bad.add(KindConflict, f.at(key), "the stage "+stated.String()+" and the raw values (stage "+organ.Stage.String()+") disagree")
	}
	if stated.Known() {
		return stated
	}
	return organ.Stage
}

func asProblems(err error) Problems {
	if p, ok := err.(Problems); ok {
		return p
	}
	return Problems{{KindRange, "", err.Error()}}
}

func readChronic(f form) (any, error) {
	scores := f.object("scores")
	input := ChronicInput{Scores: map[ChronicOrgan]OrganScore{}, Commissioned: f.finding("rule_commissioned_by_centre")}
	for organ, raw := range scores.keys {
		if string(raw) == `"other cause"` {
			input.Scores[ChronicOrgan(organ)] = ExplainedOtherwise()
			continue
		}
		if s := scores.stage(organ, 3); s.Known() {
			input.Scores[ChronicOrgan(organ)] = ScoreOf(s.Low())
		}
	}
	return GradeChronicGVHD(input)
}

func readVOD(f form) (any, error) {
	input := VODInput{RefractoryPlatelets: f.finding("refractory_thrombocytopenia"), WeightGain72h: f.percent("weight_gain_percent_in_72h"), Diuretics: f.finding("diuretics_given"),
		Hepatomegaly: f.finding("hepatomegaly_above_baseline"), Ascites: f.finding("ascites_above_baseline"),
		BilirubinRising: f.finding("bilirubin_rising_on_3_consecutive_days"), BilirubinTwo: f.finding("bilirubin_ge_2_mg_per_dL_within_72h")}
	rows, _ := f.objects("daily_weights_kg")
	for _, row := range rows {
		input.Weights = append(input.Weights, DailyWeight{f.dated(row), row.weight("value")})
	}
	return refusedFirst(f, func() (VODDiagnosis, error) { return VOD(input) })
}

func readBaltimore(f form) BaltimoreInput {
	return BaltimoreInput{Day: f.day("day"), Bilirubin: f.bilirubin("bilirubin"), Hepatomegaly: f.finding("painful_hepatomegaly"), Ascites: f.finding("ascites"), WeightGain: f.percent("weight_gain_percent")}
}

func readSeverity(f form) (any, error) {
	input := VODSeverityInput{Enzymes: f.value("alt_ast_or_gldh_times_uln", "1"), RefractoryDays: f.value("refractory_thrombocytopenia_days", "d"),
		Ascites: f.ascites(), Coagulation: f.coagulation(), GFR: f.value("gfr_mL_per_min", "mL/min"), Oxygen: f.oxygen(),
		Cognition: f.finding("new_cognitive_impairment"), MultiOrgan: f.finding("multi_organ_failure")}
	for stem, make := range map[string]func(float64) Bilirubin{
		"bilirubin_mg_per_dL":  func(x float64) Bilirubin { return BilirubinByMass(quantity.MilligramsPerDecilitre(x)) },
		"bilirubin_umol_per_L": func(x float64) Bilirubin { return BilirubinBySubstance(quantity.MicromolesPerLitre(x)) }} {
		rows, _ := f.objects(stem)
		for _, row := range rows {
			input.Bilirubin = append(input.Bilirubin, DatedBilirubin{f.dated(row), make(row.amount("value"))})
		}
	}
	return refusedFirst(f, func() (VODSeverity, error) { return GradeVOD(input) })
}

func readTMA(f form) (any, error) {
	points, _ := f.days("time_point_days")
	at, risk := f.object("present_at_every_time_point"), f.object("high_risk")
	input := TMAInput{TimePoints: points, Anaemia: at.finding("anaemia"), Thrombocytopenia: at.finding("thrombocytopenia"), LDH: at.finding("ldh_above_uln"),
		Schistocytes: at.finding("schistocytes"), Hypertension: at.finding("hypertension"), C5b9: at.finding("sc5b9_above_uln"), Proteinuria: at.finding("rupcr_ge_1_mg_per_mg"),
		BiopsyProven: f.finding("biopsy_proven"),
		HighRisk:     TMARisk{LDHTwice: risk.finding("ldh_ge_2_uln"), AcuteGVHD: risk.finding("acute_gvhd_2_to_4"), SystemicInfection: risk.finding("systemic_infection"), OrganDysfunction: risk.finding("organ_dysfunction")}}
	return refusedFirst(f, func() (TMAResult, error) { return TMA(input) })
}

func readKidney(f form) (any, error) {
	days := f.amount("age_days")
	if years := f.amount("age_years"); math.IsNaN(days) && !math.IsNaN(years) {
		days = decimal(years).scaled("365.25").float()
	}
	mgPerDL := func(key string) quantity.MassConcentration {
		return quantity.MilligramsPerDecilitre(f.amount(key))
	}
	rise := math.Max(0, f.number("rise_in_48h_mg_per_dL")) // a fall is no rise
	return KidneyInjury(KidneyInput{Age: f.valueOf(days, "age_days", "d"), Creatinine: mgPerDL("creatinine_mg_per_dL"), Baseline: mgPerDL("baseline_creatinine_mg_per_dL"),
		RiseIn48h: quantity.MilligramsPerDecilitre(rise), EGFR: quantity.MillilitresPerMinutePer173(f.amount("egfr_mL_per_min_per_1_73m2")),
		UrineBelowHalf: f.lasted("hours_urine_below_0_5_mL_per_kg_h"), UrineBelowThird: f.lasted("hours_urine_below_0_3_mL_per_kg_h"), Anuria: f.lasted("hours_anuria"),
		Replacement: f.finding("renal_replacement"), UrineOfDay: f.value("urine_mL_per_kg_h_over_24h", "mL/kg/h")})
}

func readEngraftmentSyndrome(f form) (any, error) {
	input := EngraftmentSyndromeInput{System: f.word("system", "spitzer", "maiolino"), Temperature: quantity.DegreesCelsius(f.number("non_infectious_temperature_C")),
		Rash: f.percent("rash_percent_bsa_not_gvhd_or_drug"), LungOedema: f.finding("noncardiac_pulmonary_oedema_or_hypoxia"), Diarrhoea: f.finding("diarrhoea"),
		Hepatic: f.finding("hepatic_dysfunction"), CreatinineDoubled: f.finding("creatinine_ge_2x"), WeightGain: f.percent("weight_gain_percent"), Encephalopathy: f.finding("encephalopathy")}
	if h := f.number("hours_from_engraftment"); math.Abs(h) < 1e6 {
		input.FromRecovery = OffsetOf(time.Duration(h * float64(time.Hour)))
	}
	return refusedFirst(f, func() (CriteriaResult, error) { return EngraftmentSyndrome(input) })
}

func readCapillaryLeak(f form) (any, error) {
	return CapillaryLeak(CapillaryLeakInput{WeightGain24h: f.percent("weight_gain_percent_in_24h"), GeneralisedOedema: f.finding("generalised_oedema"), NoResponseToFurosemide: f.finding("no_response_to_furosemide")}), nil
}

func readCRS(f form) (any, error) {
	return GradeCRS(CRSInput{Fever: f.finding("temperature_ge_38C"), FeverThenTreated: f.sign("fever_earlier_then_antipyretic_or_anticytokine"), Hypotension: f.hypotension(), Hypoxia: f.hypoxia()}), nil
}

func readCystitis(f form) (any, error) {
	return GradeCystitis(CystitisInput{Microscopic: f.finding("microscopic_haematuria"), Macroscopic: f.finding("macroscopic_haematuria"), Clots: f.finding("clots"),
		ObstructionOrFailure: f.finding("obstruction_or_renal_failure"), DuringConditioning: f.finding("during_conditioning"), Symptoms: f.finding("symptoms"),
		BKUrine: quantity.CopiesPerMillilitre(f.amount("bk_urine_copies_per_mL"))}), nil
}

func readRefractoriness(f form) (any, error) {
	rows, _ := f.objects("transfusions")
	var units []FreshTransfusion
	for _, row := range rows {
		units = append(units, FreshTransfusion{CCI: row.value("cci_1h_per_uL", "/uL"), Fresh: row.finding("fresh"), ABOIdentical: row.finding("abo_identical")})
	}
	return PlateletRefractoriness(units)
}

func (f form) subsets() SubsetTest {
	per := func(key string) quantity.CountPerLitre { return quantity.PerMicrolitre(f.amount(key)) }
	return SubsetTest{Day: f.day("day"), CD3: per("cd3_per_uL"), CD4: per("cd4_per_uL"), CD8: per("cd8_per_uL"), B: per("b_per_uL"),
		NaiveCD4: per("naive_cd4_per_uL"), NaiveCD45RA: f.percent("cd45ra_percent"), VBetaFamilies: f.value("vbeta_families_of_24", "1")}
}

func readImmune(f form) (any, error) {
	input := ImmuneInput{Day100: f.object("day_100").subsets(), OneYear: f.object("one_year").subsets(), SixMonths: f.object("six_months").subsets(), SCID: f.finding("scid_t_replete")}
	rows, _ := f.objects("tests")
	for _, row := range rows {
		input.Tests = append(input.Tests, row.subsets())
	}
	return refusedFirst(f, func() (ImmuneResult, error) { return Reconstitution(input) })
}

func (f form) viralLoad() quantity.ViralLoad {
	copies, units := f.amount("copies_per_mL"), f.amount("iu_per_mL")
	if !math.IsNaN(copies) && !math.IsNaN(units) {
		f.bad.add(KindConflict, f.at("copies_per_mL"), "copies and international units are two measurements; give one a row")
	}
	if !math.IsNaN(units) {
		return quantity.InternationalUnitsPerMillilitre(units)
	}
	return quantity.CopiesPerMillilitre(copies)
}

func readViruses(f form) (any, error) {
	rows, _ := f.objects("tests")
	var tests []VirusTest
	for _, row := range rows {
		tests = append(tests, VirusTest{Virus: row.text("virus"), Day: f.dated(row), Load: row.viralLoad(), Detected: row.finding("detected"), Specimen: row.text("specimen"), Assay: row.text("assay")})
	}
	limits, _ := f.objects("centre_thresholds")
	var thresholds []VirusThreshold
	for _, row := range limits {
		thresholds = append(thresholds, VirusThreshold{Virus: row.text("virus"), Specimen: row.text("specimen"), Assay: row.text("assay"), Load: row.viralLoad()})
	}
	return refusedFirst(f, func() (VirusResult, error) { return Viruses(tests, thresholds) })
}

func readComposite(f form) (any, error) {
	at := func(key string) Occurrence { return f.occurrence(key, Occurrence{}) }
	return CompositeEndpoints(Events{AcuteGVHD34: at("acute_gvhd_3_4_day"), ChronicSystemic: at("chronic_gvhd_systemic_day"), ChronicExtensive: at("chronic_gvhd_extensive_day"),
		Relapse: at("relapse_day"), Death: f.occurrence("death_day", DidNotHappen()), GraftFailure: at("graft_failure_day"), Retransplant: at("retransplant_day"),
		SecondProcedure: at("second_procedure_day"), LastContact: f.day("last_contact_day")}, f.finding("efs_without_gvhd_set_by_centre")), nil
}

// choose gives the first entry one of whose marks occurs in the text; the words
// of a form differ between hospitals, the marks do not.
func choose[T any](f form, key string, table []struct {
	marks []string
	means T
}) (out T) {
	text := strings.ToLower(f.text(key))
	if text == "" {
		return out
	}
	for _, entry := range table {
		for _, mark := range entry.marks {
			if mark == text || strings.HasPrefix(mark, "~") && strings.Contains(text, mark[1:]) {
				return entry.means
			}
		}
	}
	f.bad.add(KindChoice, f.at(key), "“"+short(text)+"” is not understood here")
	return out
}

type choices[T any] = []struct {
	marks []string
	means T
}

func (f form) ascites() AscitesGrade {
	return choose(f, "ascites", choices[AscitesGrade]{
		{[]string{"none", "no", "absent"}, AscitesNone}, {[]string{"~paracentesis", "~drain"}, AscitesParacentesis},
		{[]string{"minimal", "mild", "~minimal"}, AscitesMinimal}, {[]string{"moderate", "~moderate"}, AscitesModerate}})
}

func (f form) coagulation() Coagulation {
	return choose(f, "coagulation", choices[Coagulation]{
		{[]string{"normal"}, CoagulationNormal}, {[]string{"~without replacement", "~no replacement", "~no factor"}, CoagulationImpaired},
		{[]string{"~replac", "~factor"}, CoagulationReplaced}, {[]string{"~impaired"}, CoagulationImpaired}})
}

func (f form) oxygen() OxygenNeed {
	return choose(f, "oxygen", choices[OxygenNeed]{
		{[]string{"none", "no", "room air"}, OxygenNone}, {[]string{"~ventilat", "~cpap", "~intubat"}, OxygenVentilation},
		{[]string{"2 l/min", "exactly 2 l/min", "~up to 2", "~≤ 2", "~<= 2"}, OxygenExactlyTwo}, {[]string{"~> 2", "~>2", "~more than 2", "~over 2", "~above 2"}, OxygenOverTwo},
		{[]string{"~< 2", "~<2", "~less than 2", "~under 2", "~below 2"}, OxygenUnderTwo}})
}

func (f form) hypotension() Hypotension {
	return choose(f, "hypotension", choices[Hypotension]{
		{[]string{"none", "no"}, NoHypotension}, {[]string{"~several", "~multiple", "~two", "~more than one", "~more than 1"}, SeveralVasopressors},
		{[]string{"~no vasopressor", "~without vasopressor", "~not requiring", "~not needing", "~no pressor"}, HypotensionNoPressor},
		{[]string{"~one vasopressor", "~1 vasopressor", "~a vasopressor", "~single vasopressor"}, OneVasopressor}})
}

func (f form) hypoxia() Hypoxia {
	return choose(f, "hypoxia", choices[Hypoxia]{
		{[]string{"none", "no"}, NoHypoxia}, {[]string{"~positive pressure", "~cpap", "~bipap", "~ventilat", "~intubat"}, PositivePressure},
		{[]string{"~high flow", "~high-flow", "~mask", "~hfnc", "~> 6", "~>6"}, HighFlowOxygen}, {[]string{"~low flow", "~low-flow", "~blow"}, LowFlowOxygen}})
}

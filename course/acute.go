package course

import (
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Stage is an organ stage of acute GVHD from 0 to 4, or the range in which it
// lies while an input is missing. The zero value is unknown (0 to 4).
type Stage struct {
	set       bool
	low, high int
}

// StageOf gives a known stage; a number outside 0 to 4 gives the unknown stage.
func StageOf(n int) Stage { return StageBetween(n, n) }

// StageBetween gives a stage that lies from low to high; impossible ends give
// the unknown stage.
func StageBetween(low, high int) Stage {
	if low < 0 || high > 4 || low > high {
		return Stage{}
	}
	return Stage{true, low, high}
}

// Low gives the lowest stage that is possible.
func (s Stage) Low() int { return s.low }

// High gives the highest stage that is possible.
func (s Stage) High() int {
	if !s.set {
		return 4
	}
	return s.high
}

// Known reports whether the stage is one number.
func (s Stage) Known() bool { return s.set && s.low == s.high }

// AtLeast reports whether only a lower bound above 0 is known.
func (s Stage) AtLeast() bool { return s.set && s.low < s.high && s.low > 0 }

// String writes "2", "at least 1" or "unknown".
func (s Stage) String() string {
	switch {
	case s.AtLeast():
		return "at least " + itoa(s.low)
	case s.Known():
		return itoa(s.low)
	}
	return "unknown"
}

func (s Stage) chinese() string {
	switch {
	case s.AtLeast():
		return "至少" + itoa(s.low) + "级"
	case s.Known():
		return itoa(s.low) + "级"
	}
	return "不明"
}

// OrganStage is the stage of one organ.
type OrganStage struct {
	Assessment
	Stage Stage
	// Lowered is the liver stage less one for a second cause of the raised
	// bilirubin (IBMTR and Glucksberg calculators); unknown where it was not asked.
	Lowered Stage
}

// MarshalJSON writes the keys of the batch form.
func (o OrganStage) MarshalJSON() ([]byte, error) {
	value := map[string]any{"stage": nullStage(o.Stage), "at_least": o.Stage.AtLeast()}
	if o.Lowered.Known() {
		value["stage_if_lowered_for_second_cause"] = o.Lowered.Low()
	}
	return o.merge(value)
}

// nullStage gives nil for a stage of which nothing above 0 is known.
func nullStage(s Stage) any {
	if !s.Known() && !s.AtLeast() {
		return nil
	}
	return s.low
}

func (s *sheet) organ(nameEN, nameZH string, stage Stage) OrganStage {
	s.say(nameEN+" stage "+stage.String(), nameZH+"分级："+stage.chinese())
	return OrganStage{Assessment: s.done(), Stage: stage}
}

func magicEdition(organEN, organZH string, status evidence.Status, more ...evidence.Source) Edition {
	return Edition{ID: "MAGIC 2016", Name: evidence.Text{EN: "Acute GVHD, " + organEN + " stage (MAGIC, Harris 2016)", ZH: "急性GVHD" + organZH + "分级（MAGIC，Harris 2016）"},
		Status: status, Sources: append([]evidence.Source{harris2016, pdq}, more...)}
}

// SkinInput is what the skin stage is computed from.
type SkinInput struct {
	ActiveErythema quantity.Percent // of the body surface
	Bullae         Finding
	Desquamation   quantity.Percent // of the body surface
}

// SkinStage stages the skin: 1 below 25 % of the body surface, 2 for 25 to 50 %,
// 3 above, 4 for erythroderma above 50 % with bullae and desquamation above 5 %
// (Harris 2016, EBMT Handbook 2024 Table 43.4). It is an error if a share is not
// from 0 to 100 %.
func SkinStage(input SkinInput) (OrganStage, error) {
	var bad Problems
	checkPercent(&bad, "active_erythema_percent_bsa", input.ActiveErythema)
	checkPercent(&bad, "desquamation_percent_bsa", input.Desquamation)
	if len(bad) > 0 {
		return OrganStage{}, bad
	}
	s := open("agvhd-skin-stage", magicEdition("skin", "皮肤", evidence.Read))
	s.take("active_erythema_percent_bsa", input.ActiveErythema.String())
	area := decimal(input.ActiveErythema.Percent())
	if !area.known() {
		return s.organ("skin", "皮肤", Stage{}), nil
	}
	if area.above("50") == No {
		stage := 0
		switch {
		case area.atLeast("25") == Yes:
			stage = 2
		case area.above("0") == Yes:
			stage = 1
		}
		return s.organ("skin", "皮肤", StageOf(stage)), nil
	}
	bullae := s.ask("bullae", input.Bullae)
	s.take("desquamation_percent_bsa", input.Desquamation.String())
	switch all(bullae, decimal(input.Desquamation.Percent()).above("5")) {
	case Yes:
		return s.organ("skin", "皮肤", StageOf(4)), nil
	case No:
		return s.organ("skin", "皮肤", StageOf(3)), nil
	}
	return s.organ("skin", "皮肤", StageBetween(3, 4)), nil
}

func checkPercent(bad *Problems, path string, p quantity.Percent) {
	if n := decimal(p.Percent()); n.below("0") == Yes || n.above("100") == Yes {
		bad.add(KindRange, path, "a share of the body surface lies between 0 and 100 %, not at "+p.String())
	}
}

// Bilirubin is a total bilirubin that remembers the unit it was reported in. The
// zero value is not known.
type Bilirubin struct {
	mass  quantity.MassConcentration
	moles quantity.SubstanceConcentration
}

// BilirubinByMass takes a bilirubin reported in mg/dL or another mass unit.
func BilirubinByMass(c quantity.MassConcentration) Bilirubin { return Bilirubin{mass: c} }

// BilirubinBySubstance takes a bilirubin reported in µmol/L; a negative value is
// not known.
func BilirubinBySubstance(c quantity.SubstanceConcentration) Bilirubin {
	if c.MicromolesPerLitre() < 0 {
		return Bilirubin{}
	}
	return Bilirubin{moles: c}
}

// Known reports whether there is a value.
func (b Bilirubin) Known() bool { return b.mass.Known() || b.moles.Known() }

// String writes the value as reported.
func (b Bilirubin) String() string {
	if b.mass.Known() {
		return b.mass.String()
	}
	return b.moles.String()
}

// inMilligrams gives mg/dL; µmol/L are divided by 17.1 (definitions 3.1).
func (b Bilirubin) inMilligrams() num {
	if b.mass.Known() {
		return decimal(b.mass.MilligramsPerDecilitre())
	}
	return decimal(b.moles.MicromolesPerLitre()).scaled("10/171")
}

// LiverInput is what the liver stage is computed from.
type LiverInput struct {
	Bilirubin   Bilirubin
	SecondCause Finding // another cause of the raised bilirubin is documented
}

// LiverStage stages the liver by bilirubin in mg/dL only, rounded to 0.1: below
// 2 is 0, to 3 is 1, to 6 is 2, to 15 is 3, above is 4 (Harris 2016; the rounding
// closes the printed gaps and is derived; printed µmol/L bands disagree and are
// not used).
func LiverStage(input LiverInput) OrganStage {
	s := open("agvhd-liver-stage", magicEdition("liver", "肝脏", evidence.Read))
	s.take("bilirubin", input.Bilirubin.String())
	if !input.Bilirubin.Known() {
		return s.organ("liver", "肝脏", Stage{})
	}
	exact := input.Bilirubin.inMilligrams()
	rounded := exact.tenth()
	if !input.Bilirubin.mass.Known() {
		s.step("bilirubin in mg/dL", "胆红素（mg/dL）", exact.text(), "µmol/L ÷ 17.1", evidence.Derived)
		s.note("staged in mg/dL only; printed µmol/L bands (34–50, 51–102, 103–255) disagree with it at the edges", "仅按mg/dL分级；文献所印µmol/L区间（34–50、51–102、103–255）在界值处与之不符")
	}
	if exact.r.Cmp(rounded.r) != 0 {
		s.step("rounded to 0.1 mg/dL", "四舍五入至0.1 mg/dL", rounded.text(), "", evidence.Derived)
	}
	stage := 0
	for i, from := range []string{"2", "3", "6", "15"} { // Harris 2016, mg/dL
		if (i == 0 && rounded.atLeast(from) == Yes) || (i > 0 && rounded.above(from) == Yes) {
			stage = i + 1
		}
	}
	out := s.organ("liver", "肝脏", StageOf(stage))
	if input.SecondCause == Yes {
		out.Lowered = StageOf(max(0, stage-1))
		out.Notes = append(out.Notes, evidence.Text{EN: "MAGIC and COG do not lower the stage for a second cause; IBMTR and Glucksberg calculators lower it by one: both are shown",
			ZH: "MAGIC与COG不因合并其他原因而降级；IBMTR与Glucksberg计算工具降一级：两者并列"})
	}
	return out
}

// StoolScale says which bands of stool volume are used.
type StoolScale uint8

// The scales. Bands of 10/20/30 and 30/60/90 mL/kg are both printed for
// children; they are never mixed.
const (
	MAGICStool StoolScale = iota // 10, 20, 30 mL/kg/day: Harris 2016
	IBMTRStool                   // not settled for children: the range over both printed scales
)

// GutInput is what the lower gut stage is computed from. Volumes are of one day.
type GutInput struct {
	Weight       quantity.BodyWeight
	Stool        quantity.Volume // measured stool; formed stool is left out
	Episodes     quantity.Value  // unmeasured liquid stools, plain number
	Mixed        quantity.Volume // stool mixed with urine, counted by half
	PainOrIleus  Finding         // severe pain (opioid need and effect on performance) or ileus
	GrosslyBlood Finding         // grossly bloody stool
	Scale        StoolScale
}

// GutStage stages the lower gut: by mL/kg/day up to 50 kg, by mL/day above;
// severe pain, ileus or grossly bloody stool is stage 4 (Harris 2016; PDQ for
// weight and the half of mixed urine and stool; MAGIC 2015 for unmeasured
// stools: 3 mL/kg below 50 kg, otherwise 200 mL). It is an error if a number of
// episodes is negative or not a plain number.
func GutStage(input GutInput) (OrganStage, error) {
	if input.Episodes.Known() && (in(input.Episodes, "1").below("0") != No) {
		return OrganStage{}, Problems{{KindRange, "unmeasured_episodes_per_day", "a number of stools is a plain number that is not negative"}}
	}
	s := open("agvhd-gut-stage", magicEdition("lower gut", "下消化道", evidence.Read, magic2015))
	s.take("weight", input.Weight.String())
	given := input.Stool.Known() || input.Episodes.Known() || input.Mixed.Known()
	if given {
		for _, part := range []Input{{"stool", input.Stool.String()}, {"unmeasured_episodes_per_day", input.Episodes.String()}, {"mixed_urine_and_stool", input.Mixed.String()}} {
			if part.Value != "" {
				s.take(part.Name, part.Value)
			}
		}
	} else {
		s.take("stool", "")
	}
	four := either(s.ask("severe_pain_or_ileus", input.PainOrIleus), s.ask("grossly_bloody_stool", input.GrosslyBlood))
	byVolume := s.stoolStage(input, given)
	s.note("flecks of blood from another cause are left out; formed stool is not counted", "其他原因所致少量血丝不计；成形便不计量")
	switch {
	case four == Yes:
		return s.organ("lower gut", "下消化道", StageOf(4)), nil
	case four == Unknown:
		return s.organ("lower gut", "下消化道", StageBetween(byVolume.low, 4)), nil
	}
	return s.organ("lower gut", "下消化道", byVolume), nil
}

// stoolStage stages by volume alone, 0 to 3.
func (s *sheet) stoolStage(input GutInput, given bool) Stage {
	if !given {
		return StageBetween(0, 3) // 4 is for pain, ileus or blood
	}
	kilograms := decimal(input.Weight.Kilograms())
	volume := known0(decimal(input.Stool.Millilitres())).plus(known0(decimal(input.Mixed.Millilitres())).scaled("1/2"))
	episodes := known0(in(input.Episodes, "1"))
	if volume.is("0") == Yes && episodes.is("0") == Yes {
		if !input.Stool.Known() { // no other form of stool does not say that none was measured
			s.take("stool", "")
			return StageBetween(0, 3)
		}
		return StageOf(0) // on every scale
	}
	if !kilograms.known() {
		return StageBetween(0, 3)
	}
	each := decimal(200) // mL an unmeasured stool, adult: MAGIC 2015
	if kilograms.below("50") == Yes {
		each = kilograms.scaled("3") // mL/kg below 50 kg: MAGIC 2015
	}
	volume = volume.plus(each.times(episodes))
	s.step("stool volume a day", "每日粪便量", volume.text()+" mL", "stool + unmeasured × "+each.text()+" mL + mixed/2", evidence.Read)
	if kilograms.above("50") == Yes { // adult scale above 50 kg: PDQ
		return StageOf(band(volume, "500", "1000", "1500"))
	}
	perKilogram := volume.over(kilograms)
	s.step("per kilogram", "每公斤体重", perKilogram.text()+" mL/kg/d", "", evidence.Read)
	magic := band(perKilogram, "10", "20", "30")
	if input.Scale == MAGICStool {
		return StageOf(magic)
	}
	other := 0
	for _, from := range []string{"30", "60", "90"} { // BLOODREF, Glucksberg/IBMTR; edges not printed
		if perKilogram.above(from) == Yes {
			other++
		}
	}
	if other == magic {
		return StageOf(magic)
	}
	s.team("children's stool bands for IBMTR and Glucksberg are not settled (10/20/30 or 30/60/90 mL/kg/day): the stage lies between both", "IBMTR、Glucksberg的儿童腹泻量分级界值未统一（10/20/30或30/60/90 mL/kg/d）：取两者之间")
	return StageBetween(other, magic)
}

// band gives 0 below first, 1 below second, 2 up to and with third, 3 above
// (Harris 2016: 10–19.9, 20–30, > 30; 500–999, 1000–1500, > 1500).
func band(x num, first, second, third string) int {
	switch {
	case x.above(third) == Yes:
		return 3
	case x.atLeast(second) == Yes:
		return 2
	case x.atLeast(first) == Yes:
		return 1
	}
	return 0
}

// known0 takes a form of the volume that was not used as nothing of that form.
func known0(n num) num {
	if n.known() {
		return n
	}
	return decimal(0)
}

// UpperGutInput is what the upper gut stage is computed from.
type UpperGutInput struct {
	Anorexia   Finding
	WeightLoss Finding
	Nausea     Finding
	Vomiting   quantity.Value // episodes a day, plain number
	Lasting    quantity.Value // how long, a time
}

// UpperGutStage gives stage 1 for persistent signs: anorexia with weight loss,
// nausea, or two or more vomiting episodes a day, for three days or more (MAGIC
// 2015). To which of them the three days belong the text leaves open: nausea of
// less than three days is not decided here.
func UpperGutStage(input UpperGutInput) OrganStage {
	s := open("agvhd-upper-gi-stage", magicEdition("upper gut", "上消化道", evidence.Derived, magic2015))
	anorexia := all(s.ask("anorexia", input.Anorexia), s.ask("weight_loss", input.WeightLoss))
	nausea := s.ask("nausea", input.Nausea)
	s.take("vomiting_per_day", input.Vomiting.String())
	s.take("lasting", input.Lasting.String())
	threeDays := in(input.Lasting, "d").atLeast("3")
	vomiting := all(in(input.Vomiting, "1").atLeast("2"), threeDays)
	if nausea == Yes && threeDays != Yes {
		nausea = Unknown
	}
	s.note("COG asks for a positive biopsy of the upper gut for stage 1; MAGIC does not", "COG要求上消化道活检阳性方可定为1级；MAGIC不要求")
	switch either(either(anorexia, nausea), vomiting) {
	case Yes:
		return s.organ("upper gut", "上消化道", StageOf(1))
	case No:
		return s.organ("upper gut", "上消化道", StageOf(0))
	}
	return s.organ("upper gut", "上消化道", Stage{})
}

// StoolOfThreeDays gives the volume to stage by: at onset the highest of the
// three days before the diagnosis, later their mean when all three are known
// (MAGIC 2015). Unknown if a needed day, or onset, is not known.
func StoolOfThreeDays(onset Finding, days [3]quantity.Volume) quantity.Volume {
	var sum, most num
	missing := false
	for _, d := range days {
		v := decimal(d.Millilitres())
		if !v.known() {
			missing = true
			continue
		}
		sum = known0(sum).plus(v)
		if !most.known() || v.r.Cmp(most.r) > 0 {
			most = v
		}
	}
	switch {
	case missing || onset == Unknown:
		return quantity.Volume{}
	case onset == Yes:
		return quantity.Millilitres(most.float())
	}
	return quantity.Millilitres(sum.scaled("1/3").float())
}

// Compare orders two bilirubins by mg/dL, whatever their units: -1, 0 or 1; one
// that is not known orders as equal.
func (b Bilirubin) Compare(o Bilirubin) int {
	x, y := b.inMilligrams(), o.inMilligrams()
	if !x.known() || !y.known() {
		return 0
	}
	return x.r.Cmp(y.r)
}

package course

import "testing"

// The grades of acute GVHD said a second time, as tables: for each organ the
// grade that its stage alone gives, in the order of the stages; the grade of the
// child is the highest of the four columns. (MAGIC: EBMT Handbook 2024, list to
// Table 43.4. IBMTR: BLOODREF. Glucksberg: BLOODREF, above II left to the team.)
var gradeTables = map[GradeSystem]struct {
	order                     []string // from the lowest grade to the highest
	skin, liver, upper, lower []int    // place in order, by stage
}{
	MAGIC:      {[]string{"0", "I", "II", "III", "IV"}, []int{0, 1, 1, 2, 4}, []int{0, 2, 3, 3, 4}, []int{0, 2}, []int{0, 2, 3, 3, 4}},
	IBMTR:      {[]string{"0", "A", "B", "C", "D"}, []int{0, 1, 2, 3, 4}, []int{0, 2, 2, 3, 4}, []int{0, 2}, []int{0, 2, 2, 3, 4}},
	Glucksberg: {[]string{"0", "I", "II", ""}, []int{0, 1, 1, 2, 3}, []int{0, 2, 3, 3, 3}, []int{0, 2}, []int{0, 2, 3, 3, 3}},
}

const unknownOrgan = -1

// byTable gives the lowest and the highest grade over every stage that an
// unknown organ could have.
func byTable(system GradeSystem, stages [4]int) (low, high string) {
	table := gradeTables[system]
	columns := [4][]int{table.skin, table.liver, table.upper, table.lower}
	least, most := 0, 0
	for organ, stage := range stages {
		if stage == unknownOrgan {
			most = max(most, columns[organ][len(columns[organ])-1])
			continue
		}
		least, most = max(least, columns[organ][stage]), max(most, columns[organ][stage])
	}
	return table.order[least], table.order[most]
}

func stageOrUnknown(n int) Stage {
	if n == unknownOrgan {
		return Stage{}
	}
	return StageOf(n)
}

// everyCombination visits the 250 combinations of known organs and the 398 with
// at least one unknown organ.
func everyCombination(visit func([4]int)) {
	for skin := unknownOrgan; skin <= 4; skin++ {
		for liver := unknownOrgan; liver <= 4; liver++ {
			for upper := unknownOrgan; upper <= 1; upper++ {
				for lower := unknownOrgan; lower <= 4; lower++ {
					visit([4]int{skin, liver, upper, lower})
				}
			}
		}
	}
}

// Control: HAZ-12 a missing organ is never read as 0.
func TestEveryCombinationOfStagesGradesAsTheTableSays(t *testing.T) {
	known, open := 0, 0
	everyCombination(func(s [4]int) {
		complete := s[0] != unknownOrgan && s[1] != unknownOrgan && s[2] != unknownOrgan && s[3] != unknownOrgan
		if complete {
			known++
		} else {
			open++
		}
		for system := range gradeTables {
			got, err := GradeAcuteGVHD(GradeInput{system, stageOrUnknown(s[0]), stageOrUnknown(s[1]), stageOrUnknown(s[2]), stageOrUnknown(s[3])})
			low, high := byTable(system, s)
			if err != nil || got.Low != low || got.High != high || complete && got.AtLeast() || complete != (len(got.Missing) == 0) {
				t.Errorf("%s %v is %q to %q, the table says %q to %q (%v)", system, s, got.Low, got.High, low, high, err)
			}
		}
	})
	if known != 250 || open != 398 {
		t.Errorf("%d known and %d open combinations", known, open)
	}
}

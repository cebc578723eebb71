package course_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// A synthetic child of 12 kg with a missing liver test: the grade says so.
func ExampleGradeAcuteGVHD() {
	gut, err := course.GutStage(course.GutInput{Weight: quantity.WeightInKilograms(12), Stool: quantity.Millilitres(180), PainOrIleus: course.No, GrosslyBlood: course.No})
	if err != nil {
		fmt.Println(err)
		return
	}
	grade, err := course.GradeAcuteGVHD(course.GradeInput{System: course.MAGIC, Skin: course.StageOf(2), UpperGut: course.StageOf(0), LowGut: gut.Stage})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(gut.Text.EN)
	fmt.Println(grade.Text.EN)
	fmt.Println(grade.Text.ZH)
	// Output:
	// lower gut stage 1
	// acute GVHD at least grade II (MAGIC); an organ is unknown
	// 急性GVHD至少Ⅱ度（MAGIC），有器官未评估
}

// Synthetic counts; the values before the nadir are the recipient's own.
func ExampleNeutrophils() {
	var counts []course.Count
	for i, x := range []float64{1.2, 0.1, 0, 0.3, 0.6, 0.9, 1.4} {
		counts = append(counts, course.Count{Day: []day.Transplant{0, 6, 9, 15, 16, 17, 18}[i], Value: quantity.BillionsPerLitre(x)})
	}
	recovery, err := course.Neutrophils(course.NeutrophilInput{Counts: counts, Death: course.DidNotHappen(), SecondInfusion: course.DidNotHappen()})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(recovery.Text.EN)
	fmt.Println(recovery.Text.ZH)
	// Output:
	// neutrophil recovery on Day +16 (consecutive days)
	// 粒系植入：+16 d（连续3天）
}

func ExampleRunAssess() {
	in := `{"id":"1","endpoint":"agvhd-gut-stage","input":{"weight_kg":0}}` + "\n"
	failed, err := course.RunAssess(strings.NewReader(in), os.Stdout)
	fmt.Println(failed, err)
	// Output:
	// {"id":"1","error":{"code":"range","message":"weight_kg: a body weight of 0 cannot be"}}
	// true <nil>
}

package ward_test

import (
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"os"
	"fmt"

	"github.com/dayzero-hsct/dayzero/ward"
)

func founding(t testing.TB, on string) chart.View {
	t.Helper()
	f, err := os.Open("../examples/lig4-shanghai/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, problems := casefile.Parse(f, "case.yaml")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	loc, _ := time.LoadLocation("Asia/Shanghai")
	v, err := chart.Fold(c, chart.EndOf(day.MustDate(on), loc))
	if err != nil {
		t.Fatal(err)
	}
	return v
}


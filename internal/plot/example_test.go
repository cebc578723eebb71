package plot_test

import (
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/plot"
)

func ExampleTrendTable() {
	table := plot.TrendTable(plot.TrendInput{Lang: "en", Title: "Weight", Unit: "kg",
		Points: []plot.TrendPoint{{Day: -12.7, Value: 6.8, Text: "6.8"}}})
	fmt.Println(strings.Contains(string(table), "Day −13"), strings.Contains(string(table), "6.8"))
	// Output: true true
}

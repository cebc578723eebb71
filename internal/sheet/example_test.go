package sheet_test

import (
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/sheet"
	"github.com/dayzero-hsct/dayzero/plan"
)

func ExampleText() {
	p := plan.Plan{Case: "example", Title: evidence.Text{EN: "Example"}}
	fmt.Println(strings.SplitN(sheet.Text(p, "en", 80), "\n", 2)[0])
	// Output: Dayzero · Conditioning plan · Example (example) · as of
}

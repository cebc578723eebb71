package examples_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"testing"

	"github.com/dayzero-hsct/dayzero/examples"
)

func Example() {
	names, err := fs.Glob(examples.Files, "*/case.yaml")
	if err != nil {
		fmt.Println(err)
	}
	for _, name := range names {
		fmt.Println(name)
	}
	// Output:
	// artemis/case.yaml
	// lig4-shanghai/case.yaml
	// unknown-scid/case.yaml
	// wiskott-aldrich/case.yaml
}

// Control: HAZ-23 (a demonstration never reaches a real desk).
func TestNoExampleHoldsATelephoneNumberOrAnAddress(t *testing.T) {
	reach := regexp.MustCompile(`@|https?://|www\.|\+\d{2,3}[ -]?\d|\b\d{8,}\b|\b\d{3,4}-\d{7,8}\b`)
	names, err := fs.Glob(examples.Files, "*/case.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := examples.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := reach.Find(data); found != nil {
			t.Errorf("%s holds %q", name, found)
		}
	}
}

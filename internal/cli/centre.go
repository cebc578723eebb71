package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/pk"
)

// readCentre reads the settings of the centre; no file means none. Names in both
// languages, a time zone and contact lines are needed: a family that asks has to
// know who answers and whom to call.
func readCentre(name string) (chart.Centre, error) {
	var c chart.Centre
	if name == "" {
		return c, nil
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return c, usage("%s: %w", name, err)
	}
	text, err := yaml.YAMLToJSON(raw)
	if err != nil {
		return c, refusedInput(fmt.Sprintf("%s:1:1: %s", name, strings.ReplaceAll(err.Error(), "\n", " ")))
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return c, refusedInput(fmt.Sprintf("%s:1:1: %s", name, err))
	}
	var lines []string
	if c.Name.EN == "" || c.Name.ZH == "" {
		lines = append(lines, name+":1:1: name: both languages are needed")
	}
	if _, err := c.Location(); err != nil {
		lines = append(lines, name+":1:1: "+err.Error())
	}
	if len(c.Contact) == 0 {
		lines = append(lines, name+":1:1: contact: at least one line is needed, so that families know whom to call")
	}
	if len(lines) > 0 {
		return chart.Centre{}, refusedInput(lines...)
	}
	return c, nil
}

// readGrowth reads the growth table of the centre; no file means none.
func readGrowth(name string) (*pk.Growth, error) {
	if name == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, usage("%s: %w", name, err)
	}
	g, err := pk.ReadGrowth(bytes.NewReader(raw))
	return g, pkProblem(name, err)
}

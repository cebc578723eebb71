package cases_test

import (
	"bytes"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/cases"
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/phenopacket"
)

var packetMade = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func foundingView(t *testing.T, on string) chart.View {
	t.Helper()
	all, err := demo.Cases()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := all[0].Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	v, err := chart.Fold(all[0], chart.EndOf(day.MustDate(on), zone))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheFoundingChartAsAPhenopacket(t *testing.T) {
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p, err := cases.ToPacket(foundingView(t, "2026-01-09"), base, packetMade, strings.NewReader("12345678"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/founding-packet.json")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%v\n%s", err, got)
	}
	back, problems := phenopacket.Parse(bytes.NewReader(got))
	if len(problems) > 0 || len(back.Interpretations) != 1 || len(back.Interpretations[0].Diagnosis.Genomic) != 2 {
		t.Errorf("read again: %v %+v", problems, back)
	}
	if len(p.LeftOut) < 2 {
		t.Errorf("left out: %v", p.LeftOut)
	}
}

// Control: HAZ-28 (a record that leaves the house with its names).
func TestAPacketHoldsNothingThatNamesTheChild(t *testing.T) {
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	v := foundingView(t, "2026-01-09")
	p, err := cases.ToPacket(v, base, packetMade, strings.NewReader("12345678"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	secret := []string{v.Case.ID, v.Case.Centre.Name.EN, v.Case.Centre.Name.ZH}
	for _, e := range v.Case.Entries {
		secret = append(secret, e.ID, e.Author, e.Source, v.DateOf(e).String())
		if person, ok := e.Payload.(*chart.Person); ok {
			secret = append(secret, person.Label.EN, person.Label.ZH, person.Identifier, person.Birth.String())
		}
		if finding, ok := e.Payload.(*chart.Finding); ok {
			secret = append(secret, finding.Detail)
		}
	}
	body := strings.Replace(string(got), packetMade.Format(time.RFC3339), "", 1)
	for _, s := range secret {
		if len(s) > 3 && s != "synthetic" && s != "child" && s != "diagnosis" && regexp.MustCompile(`\b`+regexp.QuoteMeta(s)+`\b`).MatchString(body) {
			t.Errorf("the packet holds %q", s)
		}
	}
}

func TestAChartWithoutAChildGivesNoPacket(t *testing.T) {
	empty := foundingView(t, "2026-01-09").Case
	empty.Entries = nil
	v, err := chart.Fold(empty, chart.EndOf(day.MustDate("2026-01-09"), time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cases.ToPacket(v, nil, packetMade, strings.NewReader("12345678")); !errors.Is(err, cases.ErrNoChild) {
		t.Errorf("%v", err)
	}
	if _, err := cases.ToPacket(foundingView(t, "2026-01-09"), nil, packetMade, strings.NewReader("123")); err == nil {
		t.Error("an identifier without randomness")
	}
}

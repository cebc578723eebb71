package feed

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/hl7v2"
)

var update = flag.Bool("update", false, "write the synthetic message stream of the founding case again")

const (
	foundingCase = "../../examples/lig4-shanghai/case.yaml"
	streamFile   = "../../examples/lig4-shanghai/feed.hl7"
	mappingFile  = "../../examples/lig4-shanghai/feed-mapping.csv"
	child        = "lig4-shanghai"
)

func founding(t testing.TB) chart.Case {
	t.Helper()
	f, err := os.Open(foundingCase)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, problems := casefile.Parse(f, "case.yaml")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return c
}

// localCodes are the codes of the synthetic laboratory; those with the system LN
// are LOINC and need no mapping of the centre.
var localCodes = map[string][3]string{
	"neutrophils": {"26499-4", "Neutrophils", "LN"}, "platelets": {"26515-7", "Platelets", "LN"}, "haemoglobin": {"718-7", "Hemoglobin", "LN"},
	"creatinine": {"14682-9", "Creatinine", "LN"}, "bilirubin": {"14631-6", "Bilirubin", "LN"}, "body-weight": {"29463-7", "Body weight", "LN"}, "length": {"8302-2", "Body height", "LN"},
	"ciclosporin-trough": {"CIC0", "Ciclosporin C0", "L"}, "cd3": {"CD3A", "CD3", "L"}, "cd4": {"CD4A", "CD4", "L"}, "naive-cd4": {"CD4N", "naive CD4", "L"},
	"cd19": {"CD19A", "CD19", "L"}, "nk": {"NKA", "NK", "L"}, "igg": {"IGG", "IgG", "L"},
	"chimerism/whole-blood": {"CHIM-WB", "Donor chimerism", "L"}, "chimerism/cd3": {"CHIM-CD3", "Donor chimerism CD3", "L"}, "chimerism/cd15": {"CHIM-CD15", "Donor chimerism CD15", "L"},
	"CMV": {"CMVQ", "CMV DNA", "L"}, "EBV": {"EBVQ", "EBV DNA", "L"}, "adenovirus": {"ADVQ", "Adenovirus DNA", "L"},
}

// byFeed reports whether an entry of the founding case is one that a laboratory,
// a ward monitor or the admission desk sends from Day 0 on.
func byFeed(e chart.Entry, zero day.Date, zone *time.Location) bool {
	if e.Effective.Date(zone).Before(zero) || e.About != "" && e.About != "child" {
		return false
	}
	switch p := e.Payload.(type) {
	case *chart.Measurement: // what the synthetic laboratory has no code for is written by people
		_, sent := localCodes[strings.TrimSuffix(p.What+"/"+p.Lineage, "/")]
		return sent
	case *chart.Infection:
		_, sent := localCodes[p.Organism]
		return sent && p.Status == "not-detected"
	case *chart.Event:
		return p.What == "discharge" || p.What == "visit"
	}
	return false
}

// split parts the founding case into what people write and what the feed brings.
func split(t testing.TB, c chart.Case) (people chart.Case, fed []chart.Entry) {
	t.Helper()
	zone, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	zero := day.MustDate("2025-01-02")
	people = c
	people.Entries = nil
	for _, e := range c.Entries {
		if byFeed(e, zero, zone) {
			fed = append(fed, e)
		} else {
			people.Entries = append(people.Entries, e)
		}
	}
	return people, fed
}

// streamOf writes the messages of the entries: one ORU for what was taken and
// reported together, one ADT for each discharge and visit. Same case, same bytes.
func streamOf(t testing.TB, c chart.Case) [][]byte {
	t.Helper()
	_, fed := split(t, c)
	zone, _ := c.Centre.Location()
	groups := map[string][]chart.Entry{}
	var order []string
	for _, e := range fed {
		key := stamp(e.Recorded, zone) + " " + stamp(e.Effective, zone)
		if _, isEvent := e.Payload.(*chart.Event); isEvent {
			key += " " + e.ID
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], e)
	}
	slices.Sort(order)
	var stream [][]byte
	for i, key := range order {
		raw, err := messageOf(fmt.Sprintf("SYN%05d", i+1), groups[key], zone).Encode()
		if err != nil {
			t.Fatal(err)
		}
		stream = append(stream, raw)
	}
	return stream
}

func stamp(m day.Moment, zone *time.Location) string {
	if m.DateOnly() {
		return strings.ReplaceAll(m.Date(zone).String(), "-", "")
	}
	return m.Time().In(zone).Format("200601021504-0700")
}

func messageOf(control string, entries []chart.Entry, zone *time.Location) hl7v2.Message {
	m := hl7v2.New(hl7v2.UTF8)
	d := m.Delimiters
	first := entries[0]
	kind, event := d.Components("ORU", "R01", "ORU_R01"), ""
	if e, isEvent := first.Payload.(*chart.Event); isEvent {
		event = map[string]string{"discharge": "A03", "visit": "A04"}[e.What]
		kind = d.Components("ADT", event)
	}
	issued := stamp(first.Recorded, zone)
	if first.Recorded.DateOnly() {
		issued = stamp(first.Recorded, zone) + "1200+0800"
	}
	for n, raw := range map[int]string{3: "SYNLIS", 4: "SYNTHETIC", 5: "DAYZERO", 6: "SYNTHETIC", 7: issued, 9: kind, 10: control, 11: "T", 12: "2.5.1", 18: string(hl7v2.UTF8)} {
		m.SetHeader(n, raw)
	}
	pid := []string{"1", "", d.Components("SYN-LIG4-01", "", "", "SYNTHETIC", "MR"), "", d.Components("Synthetic", "Child"), "", "20240510", "M"}
	if event != "" {
		m.Add("EVN", "", issued, "", "", "", stamp(first.Effective, zone))
		m.Add("PID", pid...)
		visit := make([]string, 19)
		visit[0], visit[1], visit[18] = "1", map[string]string{"A03": "I", "A04": "O"}[event], "V-"+first.ID
		m.Add("PV1", visit...)
		return m
	}
	m.Add("PID", pid...)
	order := make([]string, 25)
	order[0], order[2], order[3] = "1", "S"+strings.TrimSuffix(stamp(first.Effective, zone), "+0800"), d.Components("PANEL", "Results", "L")
	order[6], order[21], order[24] = stamp(first.Effective, zone), issued, "F"
	m.Add("OBR", order...)
	for i, e := range entries {
		addResult(&m, i+1, e)
	}
	return m
}

// addResult writes one OBX: numbers as NM, words of a test as ST.
func addResult(m *hl7v2.Message, number int, e chart.Entry) {
	obx := make([]string, 11)
	obx[0], obx[10] = fmt.Sprint(number), "F"
	if e.Supersedes != "" {
		obx[10] = "C"
	}
	name := ""
	switch p := e.Payload.(type) {
	case *chart.Measurement:
		name = p.What
		if p.Lineage != "" {
			name += "/" + p.Lineage
		}
		obx[1], obx[4], obx[5] = "NM", p.Value.Text(), m.Delimiters.Escaped(p.Value.Unit())
		if p.Value.Censored() {
			obx[1], obx[4] = "SN", m.Delimiters.Components(p.Value.Comparator(), p.Value.Text())
		}
	case *chart.Infection:
		name = p.Organism
		obx[1], obx[4] = "ST", "not detected"
	}
	code := localCodes[name]
	obx[2] = m.Delimiters.Components(code[0], code[1], code[2])
	m.Add("OBX", obx...)
}

// The stream in examples/ is what the generator makes of the case; it is written
// by go test ./internal/feed -run Stream -update.
func TestTheStreamInTheExamplesComesFromTheFoundingCase(t *testing.T) {
	var file bytes.Buffer
	for _, raw := range streamOf(t, founding(t)) {
		file.Write(bytes.ReplaceAll(raw, []byte("\r"), []byte("\n")))
	}
	if *update {
		if err := os.WriteFile(streamFile, file.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(streamFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, file.Bytes()) {
		t.Error("the kept stream is not what the case gives; run with -update and read the difference")
	}
}

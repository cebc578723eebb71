package feed

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

func ward(to map[string]string) app.FeedMapping {
	all := map[string]string{"patient": "MRN", "date": "Date", "time": "Time", "code": "Item", "value": "Result", "unit": "Unit"}
	for k, v := range to {
		all[k] = v
	}
	return app.FeedMapping{Kind: "table", Code: "ward", To: all}
}

func columns(t *testing.T, to map[string]string) Columns {
	t.Helper()
	c, err := ColumnsOf(ward(to))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const sheet = "MRN,Date,Time,Item,Result,Unit\nSYN-LIG4-01,2025-01-14,07:00,ANC,0.62,10*9/L\nSYN-LIG4-01,2025-01-15,07:00,ANC,<0.01,10*9/L\n"

func TestATableTakesTheSameWayIntoTheChartAndTwiceHasOneEffect(t *testing.T) {
	h := withChild(t)
	ctx := context.Background()
	if err := h.SystemMapFeed(ctx, []app.FeedMapping{ward(nil), {Kind: "code", Sender: "TABLE|ward", System: "L", Code: "ANC", To: map[string]string{"what": "neutrophils"}}}); err != nil {
		t.Fatal(err)
	}
	lines, err := h.FeedMappings(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c, err := TableOf(lines, "ward")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		messages, refused := ReadCSV([]byte("\ufeff"+sheet), c)
		if len(refused) > 0 {
			t.Fatal(refused)
		}
		if _, err := Take(ctx, h, "import csv", messages); err != nil {
			t.Fatal(err)
		}
		if _, err := h.sort.Drain(ctx); err != nil {
			t.Fatal(err)
		}
	}
	m := chart.Where(chart.All[*chart.Measurement](h.chartOf(t, child)), func(m chart.Item[*chart.Measurement]) bool { return m.Author == app.FeedAuthor })
	if len(m) != 2 || m[0].Data.Value.String() != "0.62 10*9/L" || m[1].Data.Value.String() != "<0.01 10*9/L" || len(h.tasks(t)) != 0 {
		t.Errorf("filed %v, tasks %v", m, h.tasks(t))
	}
	if _, err := TableOf(lines, "clinic"); err == nil || !strings.Contains(err.Error(), "saved are: ward") {
		t.Errorf("a table that is not saved: %v", err)
	}
}

func TestATableWithAColumnOfCodesIsSavedFromAFile(t *testing.T) {
	lines, refused := ReadMapping(strings.NewReader("kind,sender,system,code,patient,date,time,column.code,value,unit,decimal,separator,dates\n" +
		"table,,,ward,MRN,Date,Time,Item,Result,Unit,\",\",;,DD.MM.YYYY\n"))
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	h := withChild(t)
	if err := h.SystemMapFeed(context.Background(), lines); err != nil {
		t.Fatal(err)
	}
	c, err := TableOf(lines, "ward")
	if err != nil {
		t.Fatal(err)
	}
	messages, refused := ReadCSV([]byte("MRN;Date;Time;Item;Result;Unit\nSYN-LIG4-01;14.01.2025;07:00;ANC;0,62;10*9/L\n"), c)
	if len(refused) > 0 || len(messages) != 1 || !strings.Contains(string(messages[0]), "|0.62|") {
		t.Errorf("%v, %q", refused, messages)
	}
	if _, err := TableOf(nil, "ward"); err == nil || !strings.Contains(err.Error(), "no table is saved yet") {
		t.Error(err)
	}
}

func TestADecimalCommaIsReadOnlyWhereItCanMeanOneThing(t *testing.T) {
	comma := map[string]string{"decimal": ",", "separator": ";"}
	for _, x := range []struct {
		name, values string
		to           map[string]string
		want, reason string
	}{
		{"a point", "0.62", nil, "0.62", ""},
		{"a comma nobody declared", `"0,62"`, nil, "", "does not say that it is a decimal comma"},
		{"a declared comma", "0,62", comma, "0.62", ""},
		{"a declared comma below a limit", "<0,01", comma, "<0.01", ""},
		{"three digits after it", "1,500", comma, "", "may separate thousands"},
		{"three digits after a zero", "0,125", comma, "0.125", ""},
		{"two commas", "1,234,5", comma, "", "two commas"},
		{"a point elsewhere in the file", "0,62\n0.7", comma, "", "carry a decimal point"},
	} {
		separator := ","
		if x.to["separator"] != "" {
			separator = x.to["separator"]
		}
		file := strings.ReplaceAll("MRN,Date,Time,Item,Result,Unit\n", ",", separator)
		for _, value := range strings.Split(x.values, "\n") {
			file += strings.Join([]string{"1", "2025-01-14", "07:00", "ANC", value, "10*9/L"}, separator) + "\n"
		}
		messages, refused := ReadCSV([]byte(file), columns(t, x.to))
		if x.reason != "" {
			if len(refused) == 0 || !strings.Contains(refused[0].Sentence, x.reason) || refused[0].Line != 2 || refused[0].Column != 5 {
				t.Errorf("%s: %v", x.name, refused)
			}
			continue
		}
		if len(refused) > 0 || !bytes.Contains(messages[0], []byte("||"+hl7v2.Usual.Escaped(x.want)+"|")) {
			t.Errorf("%s: %q, %v", x.name, messages, refused)
		}
	}
}

func TestATableIsRefusedWholeWithEveryPlace(t *testing.T) {
	for name, x := range map[string]struct {
		file string
		to   map[string]string
		want []string
	}{
		"empty":                {"", nil, []string{"1:1: the table is empty"}},
		"a missing column":     {"MRN,Date,Time,Item,Result\n", nil, []string{`1:1: the column "Unit", which the saved table names, is missing`}},
		"a column twice":       {"MRN,MRN,Date,Time,Item,Result,Unit\n", nil, []string{`1:2: the column "MRN" occurs twice`}},
		"a short row":          {sheet + "1,2\n", nil, []string{"4:1: the row has 2 columns, the header 6"}},
		"days written so":      {strings.ReplaceAll(sheet, "2025-01-14", "14.01.2025"), nil, []string{`2:2: "14.01.2025" is not a day written as YYYY-MM-DD`}},
		"an hour that is none": {strings.ReplaceAll(sheet, "07:00", "7 am"), nil, []string{`2:3: "7 am" is not an hour`, `3:3: "7 am" is not an hour`}},
		"no patient":           {strings.ReplaceAll(sheet, "SYN-LIG4-01", " "), nil, []string{"2:1: the row names no patient", "3:1: the row names no patient"}},
		"a zero in a cell":     {strings.Replace(sheet, "SYN-LIG4-01", "SYN\x00", 1), nil, []string{"2:1: the character U+0000 does not belong into a table"}},
		"another charset":      {sheet + "\xff", nil, []string{"1:1: byte"}},
		"GBK that is declared": {strings.Replace(sheet, "ANC", "\xd6\xd0", 1), map[string]string{"charset": "GBK"}, nil},
	} {
		_, refused := ReadCSV([]byte(x.file), columns(t, x.to))
		if len(refused) != len(x.want) {
			t.Errorf("%s: %v", name, refused)
			continue
		}
		for i, want := range x.want {
			if !strings.HasPrefix(refused[i].Error(), want) {
				t.Errorf("%s: %v, want %s", name, refused[i], want)
			}
		}
	}
}

// workbook packs a sheet as a spreadsheet program does.
func workbook(t *testing.T, sheet string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, body := range map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + sheet + `</sheetData></worksheet>`,
		"xl/sharedStrings.xml": `<sst><si><t>MRN</t></si><si><t>Date</t></si><si><r><t>AN</t></r><r><t>C</t></r></si></sst>`} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(f, body)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAWorkbookIsReadAsItIsStored(t *testing.T) {
	wide := Columns{Name: "wide", Patient: "MRN", Date: "Date", Wide: []string{"ANC"}, Charset: hl7v2.UTF8}
	header := `<row><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>`
	messages, refused := ReadXLSX(workbook(t, header+`<row><c r="A2" t="inlineStr"><is><t>SYN-1</t></is></c><c r="B2" t="str"><v>2025-01-14</v></c><c r="C2"><v>0.62</v></c></row><row><c r="A3" t="str"><v>SYN-1</v></c><c r="B3" t="str"><v>2025-01-15</v></c></row>`), wide)
	if len(refused) > 0 || len(messages) != 1 || !bytes.Contains(messages[0], []byte("|ANC^^L||0.62|")) {
		t.Errorf("%q, %v", messages, refused)
	}
	for name, x := range map[string]struct{ row, want string }{
		"a computed number":           {`<row><c r="A2"><v>1</v></c><c r="B2" t="str"><v>2025-01-14</v></c><c r="C2"><v>0.62000000000000001</v></c></row>`, "more digits than were typed"},
		"a day stored as a number":    {`<row><c r="A2"><v>1</v></c><c r="B2"><v>45671</v></c><c r="C2"><v>0.62</v></c></row>`, "has to be written as text"},
		"an error cell":               {`<row><c r="A2" t="e"><v>#DIV/0!</v></c></row>`, "#DIV/0!"},
		"a text that is not there":    {`<row><c r="A2" t="s"><v>99</v></c></row>`, "not there"},
		"a cell outside the table":    {`<row><c r="ZZZZ2"><v>1</v></c></row>`, "outside"},
		"what is no sheet":            {`<row>`, "cannot be read"},
		"an entity of a foreign kind": {`<row><c r="A2" t="str"><v>&bomb;</v></c></row>`, "cannot be read"},
	} {
		if _, refused := ReadXLSX(workbook(t, header+x.row), wide); len(refused) == 0 || !strings.Contains(refused[0].Sentence, x.want) {
			t.Errorf("%s: %v", name, refused)
		}
	}
	if _, refused := ReadXLSX([]byte("PK no"), wide); len(refused) == 0 {
		t.Error("no workbook at all is read")
	}
}

// Any file is read or refused with a place; what was read keeps its digits.
func FuzzTable(f *testing.F) {
	f.Add([]byte(sheet), ",", ".")
	f.Add([]byte("MRN;Date;Time;Item;Result;Unit\n1;2025-01-14;07:00;ANC;\"1,5\";%\n"), ";", ",")
	f.Add([]byte("\xef\xbb\xbfMRN\tDate\tTime\tItem\tResult\tUnit\r\n1\t2025-01-14\t\tANC\t<0,01\t"), "tab", ",")
	f.Fuzz(func(t *testing.T, file []byte, separator, decimal string) {
		c, err := ColumnsOf(ward(map[string]string{"separator": separator, "decimal": decimal}))
		if err != nil {
			return
		}
		messages, refused := ReadCSV(file, c)
		if len(refused) > 0 && len(messages) > 0 {
			t.Fatal("half a file was read")
		}
		for _, r := range refused {
			if r.Line < 1 || r.Column < 1 || r.Sentence == "" {
				t.Fatalf("refused without a place: %+v", r)
			}
		}
		for _, raw := range messages {
			if _, err := hl7v2.Parse(raw, hl7v2.Options{}); err != nil {
				t.Fatalf("a row became a message that cannot be read: %v\n%q", err, raw)
			}
		}
	})
}

// Any workbook is read or refused; nothing runs on.
func FuzzWorkbook(f *testing.F) {
	f.Add([]byte(`<row><c r="A1" t="s"><v>0</v></c></row>`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		_, _ = ReadXLSX(workbook(t, string(sheet)), Columns{Patient: "MRN", Date: "Date", Wide: []string{"ANC"}, Charset: hl7v2.UTF8})
	})
}

// Any mapping file is read or refused with a place.
func FuzzMapping(f *testing.F) {
	f.Add("kind,sender,system,code,what\ncode,*,L,ANC,neutrophils\n")
	f.Fuzz(func(t *testing.T, file string) {
		lines, refused := ReadMapping(strings.NewReader(file))
		if len(lines) > 0 && len(refused) > 0 {
			t.Fatal("half a file was read")
		}
	})
}

package hl7v2

import (
	"errors"
	"strings"
	"testing"
	"time"
)

const potassium = "MSH|^~\\&|LIS|LAB|DAYZERO|WARD|20250102093000||ORU^R01^ORU_R01|M1|P|2.5.1\r" +
	"PID|1||SYN-1^^^HOSP^MR~99^^^CITY^NI||Child^Synthetic\r" +
	"OBX|1|NM|2823-3^Potassium^LN^K^Kalium^L||4.10|mmol/L|3.5-5.0||||F|||20250102070000+0800\r"

func mustParse(t *testing.T, text string) Message {
	t.Helper()
	m, err := Parse([]byte(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFieldsRepetitionsComponentsAndSubcomponentsAreCountedFromOne(t *testing.T) {
	m := mustParse(t, "MSH|^~\\&|A^B&C|||||||1|P|2.5\rPID|1||x^y&z^w~second^2\r")
	msh, _ := m.Find("MSH")
	pid, _ := m.Find("PID")
	for _, x := range []struct {
		what, got, want string
	}{
		{"MSH-1", msh.Field(1).Text(), "|"},
		{"MSH-2", msh.Field(2).Text(), "^~\\&"},
		{"MSH-3.1", msh.Field(3).Component(1).Text(), "A"},
		{"MSH-3.2.2", msh.Field(3).Component(2).Subcomponent(2).Text(), "C"},
		{"PID-3.2", pid.Field(3).Component(2).Text(), "y&z"},
		{"PID-3.2.1", pid.Field(3).Component(2).Subcomponent(1).Text(), "y"},
		{"PID-3(2).1", pid.Field(3).Repetitions()[1].Component(1).Text(), "second"},
		{"PID-3.9, which is not there", pid.Field(3).Component(9).Text(), ""},
		{"PID-40, which is not there", pid.Field(40).Text(), ""},
		{"PID-0, which cannot be", pid.Field(0).Text(), ""},
	} {
		if x.got != x.want {
			t.Errorf("%s is %q, want %q", x.what, x.got, x.want)
		}
	}
	if n := len(pid.Field(3).Components()); n != 3 {
		t.Errorf("the first repetition has %d components, not 3", n)
	}
}

func TestNullAndEmptyAreDifferent(t *testing.T) {
	m := mustParse(t, "MSH|^~\\&|||||||ACK|1|P|2.5\rPID|||\"\"|\r")
	pid, _ := m.Find("PID")
	if v := pid.Field(3); !v.IsNull() || v.Empty() || v.Text() != "" {
		t.Errorf("two quotation marks are not read as null: %q", v.Raw())
	}
	if v := pid.Field(4); v.IsNull() || !v.Empty() {
		t.Errorf("an empty field is read as %q", v.Raw())
	}
}

func TestEscapesAreResolvedAndUnknownOnesKept(t *testing.T) {
	for raw, want := range map[string]string{
		`a\F\b`:             "a|b",
		`\S\\T\\R\\E\`:      `^&~\`,
		`10\S\9/L`:          "10^9/L",
		`x\.br\y`:           "x\ny",
		`\X41\\X4243\`:      "ABC",
		`\XC3A9\`:           "é",
		`\XFF\`:             `\XFF\`, // not UTF-8: left alone
		`\Zcustom\`:         `\Zcustom\`,
		`\H\bold\N\`:        "bold",
		`no end \F`:         `no end \F`,
		`\\F\`:              `\|`,
		`C:\dir\F\file`:     `C:\dir|file`,
		"<\\T\\gt; 5 \\S\\": "<&gt; 5 ^",
	} {
		if got := Usual.Unescape(raw); got != want {
			t.Errorf("%q is read as %q, want %q", raw, got, want)
		}
	}
}

func TestWhatIsEscapedIsReadBack(t *testing.T) {
	for _, text := range []string{"plain", `|^&~\`, "line\rend\n", `\F\`, "中文|和^", "<0.01", ""} {
		if got := Usual.Unescape(Usual.Escaped(text)); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
		if e := Usual.Escaped(text); strings.ContainsAny(e, "|^&~\r\n") {
			t.Errorf("%q still holds a delimiter: %q", text, e)
		}
	}
}

func TestSegmentsMayEndWithAnyLineEnd(t *testing.T) {
	want, _ := mustParse(t, potassium).Encode()
	for _, end := range []string{"\n", "\r\n", "\r\n\r\n", "\n\r"} {
		m := mustParse(t, "\ufeff"+strings.ReplaceAll(potassium, "\r", end))
		if got, _ := m.Encode(); string(got) != string(want) {
			t.Errorf("with %q between segments the message became\n%q", end, got)
		}
	}
}

func TestAMessageIsRefusedWithSegmentFieldAndReason(t *testing.T) {
	for name, x := range map[string]struct {
		raw   string
		kind  Kind
		place string
	}{
		"0 bytes":                       {"", KindEmpty, "message"},
		"blank lines only":              {"\r\n \r\n", KindEmpty, "message"},
		"no header":                     {"PID|1||x\r", KindHeader, "MSH (segment 1)"},
		"a header that is cut":          {"MSH|^", KindHeader, "MSH-1 (segment 1)"},
		"a delimiter named twice":       {"MSH|^^\\&|a|b|c\r", KindHeader, "MSH-2 (segment 1)"},
		"a digit as delimiter":          {"MSH|^~\\1|a|b|c\r", KindHeader, "MSH-2 (segment 1)"},
		"a line without name":           {potassium + "free text\r", KindSegment, "segment 4"},
		"two headers":                   {potassium + potassium, KindSegment, "segment 4"},
		"the character zero":            {strings.Replace(potassium, "4.10", "4.\x0010", 1), KindCharacter, "OBX-5 (segment 3)"},
		"a byte that is not ASCII":      {strings.Replace(potassium, "Kalium", "K\xe4lium", 1), KindCharset, "MSH-18 (segment 1)"},
		"a charset nobody knows":        {"MSH|^~\\&|||||||ACK|1|P|2.5||||||KLINGON\r", KindCharset, "MSH-18 (segment 1)"},
		"UTF-8 named, Latin-1 sent":     {"MSH|^~\\&|||||||ACK|1|P|2.5||||||UNICODE UTF-8\rPID|||||M\xfcller\r", KindCharset, "MSH-18 (segment 1)"},
		"GB 18030 named, nonsense sent": {"MSH|^~\\&|||||||ACK|1|P|2.5||||||GB 18030-2000\rPID|||||\xff\xff\r", KindCharset, "MSH-18 (segment 1)"},
	} {
		_, err := Parse([]byte(x.raw), Options{})
		var problems Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: not refused (%v)", name, err)
			continue
		}
		if p := problems[0]; p.Kind != x.kind || p.Place() != x.place || p.Sentence == "" {
			t.Errorf("%s: refused as %s at %q: %s", name, p.Kind, p.Place(), p.Sentence)
		}
	}
}

func TestTheCharsetIsThatOfTheMessageAndElseOfTheConnection(t *testing.T) {
	header := "MSH|^~\\&|LIS|LAB|||||ORU^R01|1|P|2.5||||||"
	gbk := "PID|||||\xb6\xf9\xcd\xaf\r"     // 儿童 in GBK
	barInside := "PID|||||\x81\x7cx|next\r" // 亅 in GBK: its second byte is a vertical bar
	for name, x := range map[string]struct {
		raw     string
		of      Charset
		want    string
		charset Charset
	}{
		"named in the message":              {header + "GB 18030-2000\r" + gbk, "", "儿童", GB18030},
		"named by the connection":           {header + "\r" + gbk, "GBK", "儿童", "GBK"},
		"the message wins":                  {header + "UNICODE UTF-8\rPID|||||儿童\r", "GBK", "儿童", UTF8},
		"a vertical bar inside a character": {header + "\r" + barInside, GB18030, "亅x", GB18030},
		"Latin-1":                           {header + "8859/1\rPID|||||M\xfcller\r", "", "Müller", Latin1},
		"the first of two":                  {header + "UNICODE UTF-8~ASCII\rPID|||||儿童\r", "", "儿童", UTF8},
	} {
		m, err := Parse([]byte(x.raw), Options{Charset: x.of})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		pid, _ := m.Find("PID")
		if got := pid.Field(5).Text(); got != x.want || m.Charset != x.charset {
			t.Errorf("%s: read %q in %q", name, got, m.Charset)
		}
		again, err := m.Encode()
		if err != nil || string(again) != x.raw {
			t.Errorf("%s: written as %q, %v", name, again, err)
		}
	}
}

func TestTimesKeepTheirPrecisionAndZone(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	for text, want := range map[string]struct {
		at        string
		precision Precision
		zoned     bool
	}{
		"2025":                     {"2025-01-01T00:00:00+08:00", Year, false},
		"202501":                   {"2025-01-01T00:00:00+08:00", Month, false},
		"20250102":                 {"2025-01-02T00:00:00+08:00", Day, false},
		"2025010207":               {"2025-01-02T07:00:00+08:00", Hour, false},
		"202501020730":             {"2025-01-02T07:30:00+08:00", Minute, false},
		"20250102073015":           {"2025-01-02T07:30:15+08:00", Second, false},
		"20250102073015.1234+0000": {"2025-01-02T07:30:15Z", Second, true},
		"202501020730-0530":        {"2025-01-02T07:30:00-05:30", Minute, true},
	} {
		got, err := ParseTime(text, shanghai)
		if err != nil || got.At.Format(time.RFC3339) != want.at || got.Precision != want.precision || got.Zoned != want.zoned {
			t.Errorf("%s is read as %v (%v), %v", text, got, got.At.Format(time.RFC3339), err)
		}
	}
	for _, text := range []string{"", "2025-01-02", "20250230", "202501022561", "20250102+8", "20250102+1500", "2025010207.5", "２０２５", "20250102073015.", "yesterday"} {
		if got, err := ParseTime(text, shanghai); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestAnAcknowledgementTurnsTheAddressRound(t *testing.T) {
	h, err := HeaderOf(mustParse(t, strings.Replace(potassium, "|P|2.5.1", "|P|2.5.1|||AL|NE", 1)))
	if err != nil || !h.Enhanced() || h.Sender() != "LIS|LAB" {
		t.Fatalf("%+v, %v", h, err)
	}
	raw, err := Acknowledge(h, Answer{Code: CommitAccepted, Control: "A1", Time: "20250102093001+0800"}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	want := "MSH|^~\\&|DAYZERO|WARD|LIS|LAB|20250102093001+0800||ACK^R01^ACK|A1|P|2.5.1||||||UNICODE UTF-8\rMSA|CA|M1|\r"
	if string(raw) != want {
		t.Errorf("answered\n%q, want\n%q", raw, want)
	}
}

func TestAHeaderNamesEveryFieldThatIsMissing(t *testing.T) {
	_, err := HeaderOf(mustParse(t, "MSH|^~\\&|LIS|LAB|||||||P\r"))
	var problems Problems
	if !errors.As(err, &problems) || len(problems) != 3 || problems[0].Place() != "MSH-9 (segment 1)" {
		t.Errorf("%v", err)
	}
}

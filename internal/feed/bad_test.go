package feed

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

// result is one result about the child with parts replaced: old, new, old, new …
func result(replace ...string) []byte {
	base := "MSH|^~\\&|SYNLIS|SYNTHETIC|||202501140930+0800||ORU^R01|B1|T|2.5.1\rPID|1||SYN-LIG4-01||||20240510|M\r" +
		"OBR|1||B-ORDER|||" + "|202501140700+0800\rOBX|1|NM|26499-4^Neutrophils^LN||0.62|10*9/L|||||F\r"
	return []byte(strings.NewReplacer(replace...).Replace(base))
}

// Every odd input is handled by name: what is filed, or which task waits with
// whom, and nothing is guessed.
func TestBadInputIsHandledByName(t *testing.T) {
	h := withChild(t)
	unit := "10*9/L|||||F"
	for i, x := range []struct {
		name  string
		raw   []byte
		state app.FeedState
		kind  string // of the task, or of the line
		words string // in the sentence
		value string // of the measurement that was filed
	}{
		{"0 bytes", nil, app.FeedRefused, "unreadable", "empty", ""},
		{"no header", []byte("PID|1||x\r"), app.FeedRefused, "unreadable", "begins with MSH", ""},
		{"no control id", result("|B1|", "||"), app.FeedRefused, "unreadable", "control id is missing", ""},
		{"another charset than named", result("|2.5.1\r", "|2.5.1||||||UNICODE UTF-8\r", "Neutrophils", "Neutr\xf6phils"), app.FeedRefused, "unreadable", "not UTF-8", ""},
		{"GBK without a charset", result("Neutrophils", "\xd6\xd0\xd0\xd4"), app.FeedRefused, "unreadable", "not ASCII", ""},
		{"an unknown patient", result("SYN-LIG4-01", "4711"), app.FeedOpen, "patient", "no person here has the identifier 4711", ""},
		{"no patient", result("PID|1||SYN-LIG4-01||||20240510|M\r", ""), app.FeedOpen, "identity", "names no patient", ""},
		{"another date of birth", result("20240510", "20240511"), app.FeedOpen, "identity", "another date of birth", ""},
		{"another sex", result("|M\rOBR", "|F\rOBR"), app.FeedOpen, "identity", "another sex", ""},
		{"an unknown code", result("26499-4^Neutrophils^LN", "ANC9^Neutrophils^L"), app.FeedOpen, "code", "ANC9 L (Neutrophils) is not mapped", ""},
		{"a code that only a copy lists", result("26499-4^Neutrophils^LN", "9728-7^NK^LN"), app.FeedOpen, "code", "a person confirms it", ""},
		{"two codes that differ", result("26499-4^Neutrophils^LN", "26499-4^ANC^LN^26515-7^PLT^LN"), app.FeedOpen, "code", "mean different things", ""},
		{"an unknown unit", result("10*9/L", "heaps/L"), app.FeedOpen, "unit", "unit", ""},
		{"no unit", result("10*9/L", ""), app.FeedOpen, "unit", "unit", ""},
		{"a percentage for a count", result(unit, "%|||||F"), app.FeedOpen, "unit", "measured as count per volume", ""},
		{"a unit with two meanings", result("10*9/L", "G/L"), app.FeedOpen, "unit", "giga per litre and for grams per litre", ""},
		{"a unit cut at its ^", result("10*9/L", "10^9/L"), app.FeedOpen, "unit", "cut at its ^", ""},
		{"a unit spelled otherwise", result("10*9/L", "10E9/L", "|B1|", "|S1|"), app.FeedFiled, "", "", "0.62 10*9/L"},
		{"a unit with an escaped ^", result("10*9/L", "10\\S\\9/L", "B-ORDER", "C-ORDER", "|B1|", "|S2|"), app.FeedFiled, "", "", "0.62 10^9/L"},
		{"a decimal comma", result("0.62", "0,62"), app.FeedOpen, "value", "comma", ""},
		{"a thousands separator", result("0.62", "1,500"), app.FeedOpen, "value", "comma", ""},
		{"full-width digits", result("0.62", "０.62", "|2.5.1\r", "|2.5.1||||||UNICODE UTF-8\r"), app.FeedOpen, "value", "cannot be read", ""},
		{"an exponent", result("0.62", "6.2E-1"), app.FeedOpen, "value", "", ""},
		{"below the limit as text", result("NM", "ST", "0.62", "<0.01", "B-ORDER", "D-ORDER"), app.FeedFiled, "", "", "<0.01 10*9/L"},
		{"below the limit as a structured number", result("NM", "SN", "0.62", "<^0.01", "B-ORDER", "E-ORDER"), app.FeedFiled, "", "", "<0.01 10*9/L"},
		{"a range", result("NM", "SN", "0.62", "0.5^-^0.7"), app.FeedOpen, "value", "", ""},
		{"PENDING", result("NM", "ST", "0.62", "PENDING"), app.FeedNothing, "pending", "pending", ""},
		{"a blank number", result("0.62", ""), app.FeedNothing, "nothing", "blank", ""},
		{"words for a number", result("NM", "ST", "0.62", "many"), app.FeedOpen, "value", "", ""},
		{"two values in one field", result("0.62", "0.62~0.63"), app.FeedOpen, "value", "several values", ""},
		{"a document", result("NM", "ED", "0.62", "^AP^^Base64^JVBERi0="), app.FeedOpen, "value", "type ED", ""},
		{"10 MB in one field", result("NM", "TX", "0.62", strings.Repeat("A", 10_000_000)), app.FeedOpen, "value", "10000000 bytes", ""},
		{"a time in the future", result("202501140700+0800", "209901140700+0800"), app.FeedOpen, "time", "future", ""},
		{"no time", result("202501140700+0800", ""), app.FeedOpen, "time", "when the sample was taken", ""},
		{"a day that does not exist", result("202501140700+0800", "20250230"), app.FeedOpen, "time", "cannot be read", ""},
		{"no status", result("|||||F", "|||||"), app.FeedOpen, "status", "no status", ""},
		{"a status of no table", result("|||||F", "|||||Q"), app.FeedOpen, "status", "0085", ""},
		{"the status of the order", result("|||||F", "|||||", "|202501140700+0800\r", "|202501140700+0800||||||||||||||||||F\r", "B-ORDER", "G-ORDER"), app.FeedFiled, "", "", "0.62 10*9/L"},
		{"a merge", []byte("MSH|^~\\&|ADT|H|||20250114||ADT^A40|B1|T|2.5\rPID|1||SYN-LIG4-01\rMRG|OTHER-1\r"), app.FeedOpen, "merge", "never merged by themselves", ""},
		{"a merge of strangers", []byte("MSH|^~\\&|ADT|H|||20250114||ADT^A40|B1|T|2.5\rPID|1||X\rMRG|Y\r"), app.FeedNothing, "nothing", "nobody here carries", ""},
		{"particulars that agree", []byte("MSH|^~\\&|ADT|H|||20250114||ADT^A08|B1|T|2.5\rPID|1||SYN-LIG4-01||||20240510|M\r"), app.FeedNothing, "nothing", "agree", ""},
		{"particulars that differ", []byte("MSH|^~\\&|ADT|H|||20250114||ADT^A31|B1|T|2.5\rPID|1||SYN-LIG4-01||||20230510|M\r"), app.FeedOpen, "identity", "another date of birth", ""},
		{"a type that is not used", []byte("MSH|^~\\&|ADT|H|||20250114||VXU^V04|B1|T|2.5\rPID|1||SYN-LIG4-01\r"), app.FeedNothing, "nothing", "kept and not filed", ""},
	} {
		raw := bytes.Replace(x.raw, []byte("|B1|"), []byte("|B"+string(rune('A'+i/26))+string(rune('A'+i%26))+"|"), 1)
		before := len(h.chartOf(t, child).Case.Entries)
		h.keep(t, raw)
		got := h.last(t)
		if got.State() != x.state {
			t.Errorf("%s: the message is %s, want %s (%+v)", x.name, got.State(), x.state, got.Outcome.Lines)
			continue
		}
		if x.kind != "" {
			l := got.Outcome.Lines[0]
			if l.Kind != x.kind || !strings.Contains(l.EN, x.words) || l.ZH == "" {
				t.Errorf("%s: said %s: %q / %q", x.name, l.Kind, l.EN, l.ZH)
			}
		}
		if x.state == app.FeedFiled {
			wantFiled(t, h, x.name, got, x.value)
		} else if n := len(h.chartOf(t, child).Case.Entries); n != before {
			t.Errorf("%s: %d entries were written", x.name, n-before)
		}
	}
	for _, task := range h.tasks(t) {
		if task.Owner == "" || task.Opened.IsZero() || task.Waiting == 0 || task.EN == "" || task.ZH == "" {
			t.Errorf("a task without owner, age, message or words: %+v", task)
		}
	}
}

func wantFiled(t *testing.T, h house, name string, got app.FeedItem, value string) {
	t.Helper()
	for _, e := range h.chartOf(t, child).Case.Entries {
		if m, ok := e.Payload.(*chart.Measurement); ok && len(got.Outcome.Entries) == 1 && e.ID == got.Outcome.Entries[0] {
			if m.Value.String() != value || e.Author != app.FeedAuthor || !strings.Contains(e.Source, "SYNLIS|SYNTHETIC") {
				t.Errorf("%s: filed %s by %s from %s", name, m.Value, e.Author, e.Source)
			}
			return
		}
	}
	t.Errorf("%s: nothing stands in the chart (%v)", name, got.Outcome.Entries)
}

// The same key with other bytes is an alarm: both are kept, the first stands.
func TestTheSameKeyWithOtherBytesIsAnAlarm(t *testing.T) {
	h := withChild(t)
	h.keep(t, result(), result(), result("0.62", "6.2"))
	tasks := h.tasks(t)
	if len(tasks) != 1 || tasks[0].Kind != taskCollision {
		t.Fatalf("tasks are %+v", tasks)
	}
	m := chart.Where(chart.All[*chart.Measurement](h.chartOf(t, child)), func(m chart.Item[*chart.Measurement]) bool { return m.Author == app.FeedAuthor })
	if len(m) != 1 || m[0].Data.Value.String() != "0.62 10*9/L" {
		t.Errorf("the chart holds %v", m)
	}
}

// A mapping made by a person files what waited; "not ours" passes over what comes.
func TestATaskIsSolvedByAPersonAndWhatWaitedIsFiled(t *testing.T) {
	h := withChild(t)
	ctx := context.Background()
	who := app.Principal{Account: "lab", Display: "Lab", Role: "laboratory"}
	h.keep(t, result("26499-4^Neutrophils^LN", "ANC^Neutrophils^L"), result("SYN-LIG4-01", "999", "|B1|", "|B2|"))
	tasks := h.tasks(t)
	if len(tasks) != 2 {
		t.Fatalf("%d tasks", len(tasks))
	}
	code, patient := tasks[0], tasks[1]
	if code.Kind != taskCode {
		code, patient = patient, code
	}
	line := app.FeedMapping{Kind: "code", Sender: "SYNLIS|SYNTHETIC", System: "L", Code: "ANC", To: map[string]string{"what": "neutrophils"}}
	if err := h.MapFeed(ctx, scoped(who), line, code.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.CloseFeedTask(ctx, scoped(who), patient.ID, "short", true); !errors.Is(err, app.ErrRefused) {
		t.Errorf("five letters are a reason: %v", err)
	}
	if err := h.CloseFeedTask(ctx, scoped(who), patient.ID, "patient of another ward", true); err != nil {
		t.Fatal(err)
	}
	h.keep(t, result("SYN-LIG4-01", "999", "|B1|", "|B3|"))
	if left := h.tasks(t); len(left) != 0 {
		t.Errorf("%d tasks are left: %+v", len(left), left[0])
	}
	if got := h.last(t); got.State() != app.FeedNothing || !strings.Contains(got.Outcome.Lines[len(got.Outcome.Lines)-1].EN, "patient of another ward") {
		t.Errorf("a later message of the stranger: %+v", got.Outcome)
	}
	filed := 0
	for _, e := range h.chartOf(t, child).Case.Entries {
		if e.Author == app.FeedAuthor {
			filed++
		}
	}
	if filed != 1 {
		t.Errorf("%d entries were filed after the mapping", filed)
	}
}

func TestOnConnectionsMessagesAreAnsweredInBothModes(t *testing.T) {
	h := withChild(t)
	address := serve(t, h, "")
	for name, x := range map[string]struct {
		raw  []byte
		want []string
	}{
		"original mode":                    {result("|B1|", "|N1|"), []string{"AA"}},
		"enhanced, both asked":             {result("|B1|", "|N2|", "|2.5.1\r", "|2.5.1|||AL|AL\r"), []string{"CA", "AA"}},
		"enhanced, only commit":            {result("|B1|", "|N3|", "|2.5.1\r", "|2.5.1|||AL|NE\r"), []string{"CA"}},
		"enhanced, application on success": {result("|B1|", "|N4|", "|2.5.1\r", "|2.5.1|||NE|SU\r"), []string{"AA"}},
		"an unknown patient and code":      {result("|B1|", "|N5|", "SYN-LIG4-01", "0", "26499-4", "?"), []string{"AA"}},
		"a body that cannot be read":       {result("|B1|", "|N6|", "OBX|", "no segment|"), []string{"AA"}},
		"the same again":                   {result("|B1|", "|N1|"), []string{"AA"}},
		"no header":                        {[]byte("hello"), []string{"AR"}},
		"nothing":                          {nil, []string{"AR"}},
	} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write(hl7v2.Frame(x.raw)); err != nil {
			t.Fatal(err)
		}
		answers := hl7v2.NewFrameReader(conn, MessageLimit)
		for _, want := range x.want {
			if code := answerCode(t, answers); code != want {
				t.Errorf("%s: answered %s, want %s", name, code, want)
			}
		}
		conn.Close()
	}
}

func answerCode(t testing.TB, frames *hl7v2.FrameReader) string {
	t.Helper()
	raw, err := frames.Next()
	if err != nil {
		t.Fatal(err)
	}
	m, err := hl7v2.Parse(raw, hl7v2.Options{})
	if err != nil {
		t.Fatal(err)
	}
	msa, _ := m.Find("MSA")
	return msa.Field(1).Text()
}

// serve runs a listener of the house and gives its address.
func serve(t testing.TB, h house, charset hl7v2.Charset) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	l := &Listener{Door: h, Name: "test", Charset: charset, Kept: h.sort.Wake}
	go func() { ended <- l.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// A connection that is cut inside a frame leaves nothing behind and no answer;
// the sender sends again and all is well.
func TestACutConnectionLeavesNothingHalf(t *testing.T) {
	h := withChild(t)
	address := serve(t, h, "")
	framed := hl7v2.Frame(result())
	for _, at := range []int{1, 10, len(framed) / 2, len(framed) - 1} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write(framed[:at]); err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(framed); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if code := answerCode(t, hl7v2.NewFrameReader(conn, MessageLimit)); code != "AA" {
		t.Errorf("answered %s", code)
	}
	if c, err := h.store.FeedCounts(context.Background()); err != nil || c.Messages != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}

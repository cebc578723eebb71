package robust

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/feed"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
	"github.com/dayzero-hsct/dayzero/internal/store/storetest"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// listenerVariable tells the child process to be a listener over this folder.
const listenerVariable = "DAYZERO_CRASH_LISTENER"

func init() {
	if folder := os.Getenv(listenerVariable); folder != "" {
		fmt.Fprintln(os.Stderr, listenForEver(folder))
		os.Exit(1)
	}
}

func feedDoor(store app.Store) (*app.App, error) {
	base, err := knowledge.Embedded()
	if err != nil {
		return nil, err
	}
	return app.New(app.Options{Store: store, Knowledge: base, Clock: day.ClockFunc(time.Now)})
}

// listenForEver takes messages and sorts them until it is killed; it prints its
// address first.
func listenForEver(folder string) error {
	ctx := context.Background()
	store, err := sqlite.Open(ctx, folder)
	if err != nil {
		return err
	}
	door, err := feedDoor(store)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	sorter := feed.NewSorter(door)
	go sorter.Run(ctx, func(err error) { fmt.Fprintln(os.Stderr, err) })
	fmt.Println(listener.Addr())
	return (&feed.Listener{Door: door, Name: "crash", Kept: sorter.Wake}).Serve(ctx, listener)
}

// A listener that is killed at any moment has lost nothing that it acknowledged,
// has no message that nobody would see, and each message has its effect once,
// although the sender sends again what was not answered.
func TestAKilledListenerHasEveryAcknowledgedMessageOnce(t *testing.T) {
	folder := t.TempDir()
	store := openSQLite(t, folder)
	child := storetest.Case("child", chart.Entry{ID: "person", Effective: day.MomentAt(time.Now().Add(-time.Hour)), Recorded: day.MomentAt(time.Now().Add(-time.Hour)),
		Author: "desk", Source: "synthetic", Synthetic: true,
		Payload: &chart.Person{Role: "recipient", Label: evidence.Text{EN: "Child", ZH: "患儿"}, Sex: "male", Identifier: "SYN-1"}})
	if err := store.CreateCase(t.Context(), child, storetest.Draft("case.import", "child")); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	sent, acknowledged := 0, map[int]bool{}
	for range rounds() {
		sent = killedListener(t, folder, random, sent, acknowledged)
	}
	wantEachOnce(t, folder, sent, acknowledged)
	t.Logf("%d messages were acknowledged over %d kills", len(acknowledged), rounds())
}

// crashMessage is message number i: its value is its number, so that the chart
// tells which messages had an effect.
func crashMessage(i int) []byte {
	return []byte(fmt.Sprintf("MSH|^~\\&|LIS|LAB|||20250114093000+0800||ORU^R01|C%d|P|2.5.1\rPID|1||SYN-1||||||\rOBR|1||O%d||||20250114070000+0800\rOBX|1|NM|26515-7^PLT^LN||%d|10*9/L|||||F\r", i, i, i+1))
}

// killedListener runs a listener, sends to it, kills it in the middle, and
// returns the number of the next message. The message without an answer is sent
// again in the next round, as senders do.
func killedListener(t *testing.T, folder string, random *rand.Rand, next int, acknowledged map[int]bool) int {
	t.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), listenerVariable+"="+folder)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = process.Wait() }() // it was killed; the answer is its signal
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", strings.TrimSpace(address))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	enough := next + 1 + random.IntN(40)
	killAfter := time.Duration(random.IntN(4000)) * time.Microsecond
	answers := hl7v2.NewFrameReader(conn, feed.MessageLimit)
	for i := next; ; i++ {
		if i == enough {
			time.AfterFunc(killAfter, func() { _ = process.Process.Kill() })
		}
		if _, err := conn.Write(hl7v2.Frame(crashMessage(i))); err != nil {
			return i
		}
		raw, err := answers.Next()
		if err != nil {
			return i
		}
		if !strings.Contains(string(raw), "MSA|AA|"+fmt.Sprintf("C%d", i)) {
			t.Fatalf("answered %q", raw)
		}
		acknowledged[i] = true
	}
}

// wantEachOnce sorts what is left and compares messages, chart and chains.
func wantEachOnce(t *testing.T, folder string, sent int, acknowledged map[int]bool) {
	t.Helper()
	store := openSQLite(t, folder)
	defer store.Close()
	door, err := feedDoor(store)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := feed.NewSorter(door).Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	counts, err := store.FeedCounts(t.Context())
	if err != nil || counts.Waiting != 0 || counts.OpenTasks != 0 {
		t.Errorf("%+v, %v", counts, err)
	}
	c, err := store.Case(t.Context(), "child")
	if err != nil {
		t.Fatal(err)
	}
	effects := map[string]int{}
	for _, e := range c.Entries {
		if m, ok := e.Payload.(*chart.Measurement); ok {
			effects[m.Value.Text()]++
		}
	}
	for i := range acknowledged {
		if effects[fmt.Sprint(i+1)] != 1 {
			t.Errorf("message %d was acknowledged and has %d effects", i, effects[fmt.Sprint(i+1)])
		}
	}
	for value, n := range effects {
		if n != 1 {
			t.Errorf("the value %s stands %d times", value, n)
		}
	}
	if n := int64(len(effects)); n != counts.Messages || len(effects) > sent+1 {
		t.Errorf("%d messages are stored, %d had an effect, %d were sent", counts.Messages, n, sent+1)
	}
	findings, err := store.Check(t.Context())
	if err != nil || len(findings) > 0 {
		t.Errorf("%v, %v", findings, err)
	}
}

package robust

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
	"github.com/dayzero-hsct/dayzero/internal/store/storetest"
)

// The child process finds its folder and its round in these variables.
const (
	folderVariable = "DAYZERO_CRASH_FOLDER"
	roundVariable  = "DAYZERO_CRASH_ROUND"
)

var faults = flag.Bool("faults", false, "kill the writing process 100 times instead of 12")

// rounds is how often the writing process is killed.
func rounds() int {
	if *faults || os.Getenv("DAYZERO_FAULTS") == "full" {
		return 100
	}
	return 12
}

func TestMain(m *testing.M) {
	if folder := os.Getenv(folderVariable); folder != "" {
		if err := writeForEver(folder, os.Getenv(roundVariable)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// writeForEver writes pairs of entries from eight writers and prints the id of
// each pair once it is acknowledged. It ends by being killed.
func writeForEver(folder, round string) error {
	s, err := sqlite.Open(context.Background(), folder)
	if err != nil {
		return err
	}
	var printing sync.Mutex
	failed := make(chan error)
	for w := range 8 {
		go func() {
			for i := 0; ; i++ {
				pair := fmt.Sprintf("r%s-w%d-%d", round, w, i)
				if err := writePair(s, pair, w, i); err != nil {
					failed <- err
					return
				}
				printing.Lock()
				fmt.Println(pair)
				printing.Unlock()
			}
		}()
	}
	return <-failed
}

// writePair writes two entries that belong together; every tenth pair is a case
// of its own.
func writePair(s app.Store, pair string, writer, i int) error {
	both := []chart.Entry{storetest.Note(pair+"-first", i), storetest.Note(pair+"-second", i)}
	if i%10 == 9 {
		return s.CreateCase(context.Background(), storetest.Case(pair, both...), storetest.Draft("case.import", pair))
	}
	patient := fmt.Sprintf("child-%d", writer%4)
	return s.Append(context.Background(), patient, -1, both, storetest.Draft("entry.write", patient))
}

// A process that is killed at any moment loses nothing that it acknowledged and
// leaves nothing half-written.
func TestAKilledProcessLosesNothingItAcknowledged(t *testing.T) {
	folder := t.TempDir()
	s := openSQLite(t, folder)
	for i := range 4 {
		id := fmt.Sprintf("child-%d", i)
		if err := s.CreateCase(t.Context(), storetest.Case(id), storetest.Draft("case.import", id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	total := 0
	for round := range rounds() {
		kept := killed(t, folder, round, random)
		total += len(kept)
		s := openSQLite(t, folder)
		wantPairs(t, s, kept)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d acknowledged pairs were looked for over %d kills", total, rounds())
}

// killed runs the writing process, kills it at a random moment after its first
// answers, and returns the pairs it acknowledged.
func killed(t *testing.T, folder string, round int, random *rand.Rand) []string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), folderVariable+"="+folder, roundVariable+"="+strconv.Itoa(round))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var kept []string
	enough := 1 + random.IntN(150)
	pause := time.Duration(random.IntN(3000)) * time.Microsecond
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil { // a line without its end was not printed whole
			if !errors.Is(err, io.EOF) && !errors.Is(err, os.ErrClosed) {
				t.Error(err)
			}
			break
		}
		if kept = append(kept, strings.TrimSuffix(line, "\n")); len(kept) == enough {
			time.Sleep(pause)
			if err := child.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	if err := child.Wait(); err == nil || len(kept) < enough {
		t.Fatalf("the writing process ended by itself after %d answers: %v", len(kept), err)
	}
	return kept
}

// wantPairs fails unless every acknowledged pair is there, no half of a pair is,
// and the check finds nothing.
func wantPairs(t *testing.T, s app.Store, kept []string) {
	t.Helper()
	ids, err := s.CaseIDs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	halves := map[string]int{}
	for _, id := range ids {
		c, err := s.Case(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range c.Entries {
			pair, _ := strings.CutSuffix(strings.TrimSuffix(e.ID, "-second"), "-first")
			halves[pair]++
		}
	}
	for pair, n := range halves {
		if n != 2 {
			t.Errorf("pair %s is there with %d of 2 entries", pair, n)
		}
	}
	for _, pair := range kept {
		if halves[pair] != 2 {
			t.Errorf("the acknowledged pair %s is gone", pair)
		}
	}
	wantSound(t, s)
}

func openSQLite(t *testing.T, folder string) app.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func wantSound(t *testing.T, s app.Store) {
	t.Helper()
	findings, err := s.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Errorf("%s: %s", f.Where, f.Sentence)
	}
}

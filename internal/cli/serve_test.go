package cli_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/cli"
)

// watched is a buffer that tells when a line with an address has been written.
type watched struct {
	mu      sync.Mutex
	text    bytes.Buffer
	address chan string
	told    bool
}

var addressLine = regexp.MustCompile(`(?m)^http://\S+$`)

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.text.Write(p)
	if found := addressLine.FindString(w.text.String()); found != "" && !w.told && strings.HasSuffix(w.text.String(), "\n") {
		w.told = true
		w.address <- found
	}
	return n, err
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// served runs a command that serves, asks for one page and ends it.
func served(t *testing.T, args ...string) (page, out string, code cli.ExitCode) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stdout := &watched{address: make(chan string, 1)}
	c := config()
	c.Stdout, c.Stderr, c.Stdin = stdout, io.Discard, strings.NewReader("")
	ended := make(chan cli.ExitCode, 1)
	go func() { ended <- cli.Run(ctx, args, c) }()
	select {
	case address := <-stdout.address:
		response, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil {
			t.Fatal(err)
		}
		cancel()
		return string(body), stdout.String(), <-ended
	case code := <-ended:
		return "", stdout.String(), code
	}
}

func TestTheDemonstrationServesAndLeavesNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	page, out, code := served(t, "demo", "--addr", "127.0.0.1:0")
	if code != cli.Done {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	if page != "accounts: 9\n" {
		t.Errorf("the page says %q", page)
	}
	if n := strings.Count(out, "(demo)"); n != 9 {
		t.Errorf("%d accounts are printed, want one for each of 9 roles:\n%s", n, out)
	}
	left, err := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*"))
	if err != nil || len(left) != 0 {
		t.Errorf("the demonstration left %v behind (%v)", left, err)
	}
}

func TestThePasswordsOfTheDemonstrationDifferAtEachStart(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	_, one, _ := served(t, "demo", "--addr", "127.0.0.1:0")
	_, two, _ := served(t, "demo", "--addr", "127.0.0.1:0")
	password := regexp.MustCompile(`(?m)^physician +(\S{16}) `)
	a, b := password.FindStringSubmatch(one), password.FindStringSubmatch(two)
	if len(a) != 2 || len(b) != 2 || a[1] == b[1] {
		t.Errorf("the passwords are %v and %v", a, b)
	}
}

func TestTheServerStartsOnAnEmptyStoreAndEndsCleanly(t *testing.T) {
	page, out, code := served(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	if code != cli.Done || page != "accounts: 0\n" {
		t.Errorf("exit code %d, page %q\n%s", code, page, out)
	}
}

func TestAnAddressThatIsTakenOrWrongIsAUsageError(t *testing.T) {
	if _, out, code := served(t, "serve", "--addr", "nonsense", "--data", t.TempDir()); code != cli.Usage {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

func TestAFixedDemonstrationPasswordIsForThisMachineOnly(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	if _, out, code := served(t, "demo", "--addr", "0.0.0.0:0", "--password", "open sesame"); code != cli.Usage {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

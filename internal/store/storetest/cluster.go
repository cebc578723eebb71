package storetest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// ErrNoPostgreSQL means that no PostgreSQL server is installed on this machine.
var ErrNoPostgreSQL = errors.New("PostgreSQL is not installed here (initdb and pg_ctl under /usr/lib/postgresql or in the path)")

// Cluster is a private PostgreSQL server of the tests: its own folder, a socket
// in it, no network.
type Cluster struct {
	bin, dir string
	made     atomic.Int64
}

// StartPostgreSQL makes and starts a cluster, or returns ErrNoPostgreSQL. Stop
// ends and removes it.
func StartPostgreSQL() (*Cluster, error) {
	bin, err := postgresBinaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "dzpg") // short: a socket path holds 107 characters
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, dir: dir}
	if err := c.begin(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return c, nil
}

// postgresBinaries finds the newest installed server.
func postgresBinaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	sort.Slice(found, func(i, j int) bool {
		return len(found[i]) < len(found[j]) || len(found[i]) == len(found[j]) && found[i] < found[j]
	})
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", ErrNoPostgreSQL
	}
	return filepath.Dir(path), nil
}

func (c *Cluster) begin() error {
	if err := giveToOwner(c.dir); err != nil {
		return err
	}
	if err := c.run("initdb", "-A", "trust", "-U", "dayzero", "-E", "UTF8", "--locale=C", "--data-checksums", "--no-sync", "-D", c.data()); err != nil {
		return err
	}
	return c.Start()
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// Start starts the server and waits until it answers.
func (c *Cluster) Start() error {
	return c.run("pg_ctl", "-D", c.data(), "-w", "-l", filepath.Join(c.dir, "log"),
		"-o", "-k "+c.dir+" -c listen_addresses= -c max_connections=500", "start")
}

// Crash ends the server at once, without a checkpoint; Start recovers it.
func (c *Cluster) Crash() error {
	return c.run("pg_ctl", "-D", c.data(), "-m", "immediate", "-w", "stop")
}

// Stop ends the server and removes its folder.
func (c *Cluster) Stop() error {
	return errors.Join(c.run("pg_ctl", "-D", c.data(), "-m", "fast", "-w", "stop"), os.RemoveAll(c.dir))
}

// run runs a program of the server as the owner of the cluster.
func (c *Cluster) run(program string, args ...string) error {
	cmd := exec.Command(filepath.Join(c.bin, program), args...)
	cmd.Dir = c.dir
	if err := asOwner(cmd); err != nil {
		return err
	}
	output := filepath.Join(c.dir, program+".out")
	f, err := os.Create(output)
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = f, f // a file: the server keeps it open, and a pipe would never end
	err = errors.Join(cmd.Run(), f.Close())
	if err != nil {
		said, _ := os.ReadFile(output)
		return fmt.Errorf("%s: %w\n%s", program, err, said)
	}
	return nil
}

// URL is the address of a database of the cluster, and of a schema in it.
func (c *Cluster) URL(database, schema string) string {
	values := url.Values{"host": {c.dir}, "user": {"dayzero"}, "search_path": {schema}}
	u := url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: values.Encode()}
	return u.String()
}

// Database gives the address of an empty place for a record: a schema of its
// own, which is made much faster than a database.
func (c *Cluster) Database(tb testing.TB) string {
	tb.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.URL("postgres", "public"))
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(ctx)
	name := fmt.Sprintf("record%d", c.made.Add(1))
	if _, err := conn.Exec(ctx, "CREATE SCHEMA "+name); err != nil {
		tb.Fatal(err)
	}
	return c.URL("postgres", name)
}

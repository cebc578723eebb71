// Command count reads the events of go test -json and prints how many tests
// passed and failed. With -show it first prints each package, the output of what
// failed and every test that was skipped, with its reason.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
)

type event struct {
	Action, Package, Test, Output string
	ImportPath                    string // of build output
	Elapsed                       float64
}

type counts struct {
	passed, failed, skipped int
	output                  map[string]*strings.Builder // by package and test
	broken                  map[string]bool             // packages in which a test failed
	lines                   []string
}

func main() {
	show := flag.Bool("show", false, "print packages, failures and skipped tests")
	flag.Parse()
	c := counts{output: map[string]*strings.Builder{}, broken: map[string]bool{}}
	for _, name := range flag.Args() {
		if err := c.read(name); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if *show {
		sort.Strings(c.lines)
		fmt.Print(strings.Join(c.lines, ""))
	}
	fmt.Printf("%d passed, %d failed", c.passed, c.failed)
	if *show && c.skipped > 0 {
		fmt.Printf(", %d skipped", c.skipped)
	}
	fmt.Println()
}

func (c *counts) read(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			return nil
		}
		var e event
		if json.Unmarshal(line, &e) != nil {
			c.lines = append(c.lines, string(line)) // not an event: a message of the build
			continue
		}
		c.take(e)
	}
}

func (c *counts) take(e event) {
	key := e.Package + " " + e.Test
	if e.Test == "" && e.ImportPath != "" {
		key = e.ImportPath
	}
	switch e.Action {
	case "output", "build-output":
		if c.output[key] == nil {
			c.output[key] = &strings.Builder{}
		}
		c.output[key].WriteString(e.Output)
	case "pass", "fail", "skip", "build-fail":
		c.end(e, key)
	}
}

// end takes the end of a test or, without one, of a package.
func (c *counts) end(e event, key string) {
	said := ""
	if c.output[key] != nil {
		said = c.output[key].String()
	}
	delete(c.output, key)
	switch {
	case e.Action == "build-fail":
		c.lines = append(c.lines, fmt.Sprintf("FAIL %s does not build\n%s", key, said))
	case e.Test == "" && e.Action == "fail":
		if !c.broken[e.Package] { // it failed as a whole: a build, a timeout, a panic
			c.failed++
		}
		c.lines = append(c.lines, fmt.Sprintf("FAIL %s (%.1f s)\n%s", e.Package, e.Elapsed, said))
	case e.Test == "" && e.Action == "pass":
		c.lines = append(c.lines, fmt.Sprintf("ok   %s (%.1f s)\n", e.Package, e.Elapsed))
	case e.Test == "":
	case e.Action == "pass":
		c.passed++
	case e.Action == "skip":
		c.skipped++
		c.lines = append(c.lines, fmt.Sprintf("skip %s\n%s", key, said))
	default:
		c.failed++
		c.broken[e.Package] = true
		c.lines = append(c.lines, fmt.Sprintf("FAIL %s\n%s", key, said))
	}
}

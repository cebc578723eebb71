package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// batchFlags are the arguments of a command that gives one result per input.
type batchFlags struct {
	File   string `arg:"" optional:"" default:"-" name:"FILE" help:"Input, or - for standard input (default)."`
	Output string `short:"o" name:"output" placeholder:"FILE" help:"Write to the file, complete or not at all."`
}

// batch runs work over the input. A refused row stands in its place in the
// output; here it is named on standard error as well, and the command ends with
// the code for refused input. explain gives the message of an output line, ""
// where it is a result; nil explains lines of JSON.
func (s *session) batch(c batchFlags, explain func(line []byte) string, work func(in io.Reader, out io.Writer) error) error {
	r, err := s.reader(c.File)
	if err != nil {
		return err
	}
	if explain == nil {
		explain = rowMessage
	}
	in := &lineReader{from: r, line: 1}
	var refused []string
	err = s.output(c.Output, func(w io.Writer) error {
		return work(in, &lineWriter{to: w, each: func(line []byte) {
			place := in.next()
			if message := explain(line); message != "" {
				refused = append(refused, fmt.Sprintf("%s:%d:1: %s", shownName(c.File), place, message))
			}
		}})
	})
	if closing := r.Close(); err == nil {
		err = closing
	}
	if err == nil && len(refused) > 0 {
		return refusedInput(refused...)
	}
	return err
}

// rowMessage is the message of a JSON line that tells of an error.
func rowMessage(line []byte) string {
	if !bytes.Contains(line, []byte(`"error":{`)) {
		return ""
	}
	var row struct {
		Error *struct{ Code, Message string }
	}
	if json.Unmarshal(line, &row) != nil || row.Error == nil {
		return ""
	}
	return row.Error.Message + " [" + row.Error.Code + "]"
}

// lineReader passes bytes on and remembers the numbers of the lines that are not
// blank; the answers come in the same order.
type lineReader struct {
	from   io.Reader
	line   int
	filled bool
	lines  []int
}

// Read passes bytes on.
func (r *lineReader) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	for _, b := range p[:n] {
		switch b {
		case '\n':
			r.line++
			r.filled = false
		case ' ', '\t', '\r':
		default:
			if !r.filled {
				r.lines = append(r.lines, r.line)
			}
			r.filled = true
		}
	}
	return n, err
}

// next is the number of the next line that is not blank.
func (r *lineReader) next() int {
	if len(r.lines) == 0 {
		return r.line
	}
	first := r.lines[0]
	r.lines = r.lines[1:]
	return first
}

// lineWriter passes bytes on and shows every whole line.
type lineWriter struct {
	to   io.Writer
	part []byte
	each func(line []byte)
}

// Write passes bytes on.
func (w *lineWriter) Write(p []byte) (int, error) {
	rest := p
	for {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			break
		}
		w.each(append(w.part, rest[:i]...))
		w.part, rest = w.part[:0], rest[i+1:]
	}
	w.part = append(w.part, rest...)
	return w.to.Write(p)
}

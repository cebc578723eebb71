package course

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
)

// maxLine is the longest line of a batch that is read, in bytes.
const maxLine = 8 << 20

// RunAssess reads one JSON object a line, {"id","endpoint","input"}, and writes
// {"id","endpoint","result"} for each in the same order; a row that is refused
// gives {"id","error":{"code","message"}} and never ends the batch. Blank lines
// are passed over. Failed reports whether a row was refused; err is a failure of
// reading or writing.
func RunAssess(in io.Reader, out io.Writer) (failed bool, err error) {
	r := bufio.NewReader(in)
	w := bufio.NewWriter(out)
	for first := true; ; first = false {
		line, tooLong, err := readLine(r)
		if err != nil && !errors.Is(err, io.EOF) {
			return failed, fmt.Errorf("the batch cannot be read: %w", err)
		}
		if first {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		if len(bytes.TrimSpace(line)) > 0 || tooLong {
			ok, answer := assessLine(line, tooLong)
			failed = failed || !ok
			if _, err := w.Write(append(answer, '\n')); err != nil {
				return failed, fmt.Errorf("the results cannot be written: %w", err)
			}
		}
		if err != nil {
			break
		}
	}
	if err := w.Flush(); err != nil {
		return failed, fmt.Errorf("the results cannot be written: %w", err)
	}
	return failed, nil
}

// readLine reads up to the next line feed; what exceeds maxLine is passed over.
func readLine(r *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			tooLong, line = true, nil
		} else if !tooLong {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, tooLong, err
		}
	}
}

type answer struct {
	ID       json.RawMessage `json:"id"`
	Endpoint string          `json:"endpoint,omitempty"`
	Result   json.RawMessage `json:"result,omitempty"`
	Error    *refusal        `json:"error,omitempty"`
}

type refusal struct {
	Code    ErrorKind `json:"code"`
	Message string    `json:"message"`
}

func assessLine(line []byte, tooLong bool) (ok bool, out []byte) {
	var row struct {
		ID       json.RawMessage `json:"id"`
		Endpoint string          `json:"endpoint"`
		Input    json.RawMessage `json:"input"`
	}
	a := answer{ID: json.RawMessage("null")}
	var err error
	switch {
	case tooLong:
		err = &Error{KindRow, "", fmt.Sprintf("the line is longer than %d bytes", maxLine)}
	case json.Unmarshal(line, &row) != nil:
		err = &Error{KindRow, "", "the line is not a JSON object with id, endpoint and input"}
	case !isID(row.ID):
		err = &Error{KindRow, "id", "an id is wanted, a text or a number"}
	default:
		a.ID, a.Endpoint = row.ID, row.Endpoint
		a.Result, err = assess(row.Endpoint, row.Input)
	}
	if err != nil {
		a.Result, a.Endpoint, a.Error = nil, "", refuse(err)
	}
	out, err = json.Marshal(a)
	if err != nil {
		out, _ = json.Marshal(answer{ID: json.RawMessage("null"), Error: refuse(err)})
		return false, out
	}
	return a.Error == nil, out
}

func isID(raw json.RawMessage) bool {
	return len(raw) > 0 && (raw[0] == '"' || raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9')
}

func refuse(err error) *refusal {
	var one *Error
	code := KindRow
	if errors.As(err, &one) {
		code = one.Kind
	}
	return &refusal{code, err.Error()}
}

// assess computes one endpoint from its input object.
func assess(endpoint string, input json.RawMessage) (json.RawMessage, error) {
	result, ignored, err := compute(endpoint, input)
	if err != nil {
		return nil, err
	}
	return withIgnored(result, ignored)
}

// Result is what every endpoint gives: its value (AcuteGrade, VODDiagnosis and
// so on) and the assessment behind it.
type Result interface {
	// Grounds gives the conclusion, edition, inputs and derivation.
	Grounds() Assessment
}

// Grounds gives the assessment itself, so that each result is a [Result].
func (a Assessment) Grounds() Assessment { return a }

// Assess computes one endpoint of the batch form from its input object, for
// instance a scored form of the chart. It is an error, with every problem, if
// the endpoint does not exist or an input cannot be.
func Assess(endpoint string, input json.RawMessage) (Result, error) {
	value, _, err := compute(endpoint, input)
	if err != nil {
		return nil, err
	}
	result, ok := value.(Result)
	if !ok {
		return nil, &Error{KindEndpoint, "endpoint", "the endpoint “" + short(endpoint) + "” gives no assessment"}
	}
	return result, nil
}

// compute runs an endpoint and lists the keys that it did not ask for.
func compute(endpoint string, input json.RawMessage) (value any, ignored []string, err error) {
	run, ok := endpoints[endpoint]
	if !ok {
		return nil, nil, &Error{KindEndpoint, "endpoint", "no endpoint “" + short(endpoint) + "”; there are " + strings.Join(Endpoints(), ", ")}
	}
	if len(input) == 0 {
		return nil, nil, &Error{KindRow, "input", "the input is missing"}
	}
	var bad Problems
	f := newForm(input, "", &bad)
	if len(bad) > 0 {
		return nil, nil, bad
	}
	value, err = run(f)
	if len(bad) > 0 {
		return nil, nil, bad
	}
	if err != nil {
		return nil, nil, err
	}
	return value, f.ignored(), nil
}

func withIgnored(result any, ignored []string) (json.RawMessage, error) {
	raw, err := json.Marshal(result)
	if err != nil {
		return nil, err
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keys); err != nil {
		return nil, err
	}
	if keys["inputs_ignored"], err = json.Marshal(ignored); err != nil {
		return nil, err
	}
	return json.Marshal(keys)
}

// Endpoints lists the endpoints of the batch form in alphabetical order.
func Endpoints() []string {
	names := make([]string, 0, len(endpoints))
	for name := range endpoints {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

package registry

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/hla"
)

// Options are the choices of an import.
type Options struct {
	Release *hla.Release // hla.NamesOnly() where none is loaded
	Codes   *hla.Codes
	// Update lets a row with a known donor number replace the older one; without
	// it a different row under a known number is rejected.
	Update bool
	Now    func() time.Time
	// Report is called at every step that has reached the disk.
	Report func(Progress)
	// Batch is the number of rows between two steps, 0 for 100,000.
	Batch int
}

// Progress is how far an import has come. The bytes are those of the file as it
// lies on disk, compressed where it is.
type Progress struct {
	Import
	Bytes, Of int64
}

// Run imports a file into the index in a folder, which is made where it is not
// there. CSV with a header, JSON lines and a JSON array are understood, plain or
// gzipped. An import that ended before its time is taken up where it stood when
// the same file is given again. Rejected rows are listed in the file that
// Import.Report names. The error wraps ErrRefused where the file as a whole
// cannot be used, ErrBusy where another import runs, and the context's where it
// was stopped; what was imported until then stays.
func Run(ctx context.Context, dir, source string, o Options) (result Import, err error) {
	if o.Batch <= 0 {
		o.Batch = 100_000
	}
	file, err := os.Open(source)
	if errors.Is(err, fs.ErrNotExist) {
		return Import{}, fmt.Errorf("%w: there is no such file", ErrRefused)
	}
	if err != nil {
		return Import{}, fmt.Errorf("%w: the file cannot be opened: %w", ErrRefused, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sum, size, err := digest(ctx, file)
	if err != nil {
		return Import{}, err
	}
	w, err := openWriter(dir)
	if err != nil {
		return Import{}, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	at, done := w.begin(filepath.Base(source), sum, o)
	if done {
		return w.m.Imports[at], nil
	}
	w.current = &w.m.Imports[at]
	counted := &countingReader{from: file}
	rows, err := openRows(counted)
	if err == nil {
		err = w.take(ctx, rows, o, func() {
			if o.Report != nil {
				o.Report(Progress{*w.current, counted.read, size})
			}
		})
	}
	return *w.current, err
}

// digest reads the whole file once: the sum tells whether an import goes on with
// the very file it began with.
func digest(ctx context.Context, file *os.File) (sum string, size int64, err error) {
	hash := sha256.New()
	buffer := make([]byte, 1<<20)
	for ctx.Err() == nil {
		n, err := file.Read(buffer)
		hash.Write(buffer[:n])
		size += int64(n)
		if err == io.EOF {
			_, err = file.Seek(0, io.SeekStart)
			return hex.EncodeToString(hash.Sum(nil)), size, err
		}
		if err != nil {
			return "", 0, fmt.Errorf("%w: the file cannot be read: %w", ErrRefused, err)
		}
	}
	return "", 0, ctx.Err()
}

type countingReader struct {
	from io.Reader
	read int64
}

// Read passes bytes on.
func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.read += int64(n)
	return n, err
}

// openRows finds out whether the file is compressed and how it is written.
func openRows(file io.Reader) (rowReader, error) {
	var magic [2]byte
	n, err := io.ReadFull(file, magic[:])
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return nil, fmt.Errorf("%w: the file cannot be read: %w", ErrRefused, err)
	}
	whole := io.MultiReader(strings.NewReader(string(magic[:n])), file)
	if magic != [2]byte{0x1f, 0x8b} {
		return newRowReader(whole)
	}
	unzipped, err := gzip.NewReader(whole)
	if err != nil {
		return nil, fmt.Errorf("%w: the file cannot be unpacked: %w", ErrRefused, err)
	}
	return newRowReader(unzipped)
}

// begin finds the import of this very file, or enters a new one. An import that
// is complete has nothing left to do, except to replace what has changed since.
func (w *writer) begin(name, sum string, o Options) (at int, done bool) {
	release := o.Release.Version()
	last := len(w.m.Imports) - 1
	for i := range slices.Backward(w.m.Imports) {
		old := w.m.Imports[i]
		if old.SHA256 != sum || old.Release != release || old.Problem != "" {
			continue
		}
		if old.Complete && o.Update && i < last { // another file may have replaced its donors since
			break
		}
		return i, old.Complete
	}
	w.m.Imports = append(w.m.Imports, Import{Source: name, SHA256: sum, Release: release,
		Begun: o.Now().UTC().Format(time.RFC3339), Report: fmt.Sprintf("rejected-%d.tsv", len(w.m.Imports)+1)})
	return len(w.m.Imports) - 1, false
}

// take reads every row that was not read before.
func (w *writer) take(ctx context.Context, rows rowReader, o Options, report func()) error {
	r := newReader(o.Release, o.Codes, w.words)
	w.words = [6][]string{} // the reader has them
	var in row
	skip, pending := w.current.Rows, 0
	for {
		err := rows.next(&in)
		w.current.PassedOver = rows.unknown()
		var bad *rejected
		switch {
		case err == io.EOF:
			w.current.Complete, w.current.Ended = true, o.Now().UTC().Format(time.RFC3339)
			err := w.commit(r)
			report()
			return err
		case err != nil && !errors.As(err, &bad):
			w.current.Problem = oneLine(err)
			return errors.Join(fmt.Errorf("%w: %w", ErrRefused, err), w.commit(r))
		}
		if skip > 0 {
			skip--
			continue
		}
		if err := w.row(r, &in, bad, o.Update); err != nil {
			return err
		}
		if pending++; pending >= o.Batch || len(w.appended[recordFile]) > 64<<20 {
			if err := w.commit(r); err != nil {
				return err
			}
			pending = 0
			report()
		}
		if pending%1024 == 0 && ctx.Err() != nil {
			return errors.Join(ctx.Err(), w.commit(r))
		}
	}
}

// row enters one row, or its rejection.
func (w *writer) row(r *reader, in *row, bad *rejected, update bool) error {
	w.current.Rows++
	if bad == nil {
		e, err := r.read(in)
		if err == nil {
			err = w.enter(e, in.line, update)
		}
		if err != nil && !errors.As(err, &bad) {
			return err
		}
	}
	if bad != nil {
		w.current.Rejected++
		w.report(bad.line, bad.id, "rejected", bad.reason)
	}
	return nil
}

// enter adds a donor, or replaces one.
func (w *writer) enter(e entry, line int64, update bool) error {
	text, f := e.donor.record(), e.donor.facts()
	hash := hashOf(e.donor.ID)
	old, there, err := w.find(hash, e.donor.ID)
	if err != nil {
		return err
	}
	if there {
		same, err := w.same(old, text, f)
		switch {
		case err != nil:
			return err
		case same:
			w.current.Same++
			return nil
		case !update:
			return &rejected{line: line, id: e.donor.ID, reason: "the donor is in the index already with another record; an import with --update replaces it"}
		}
		w.append(goneFile, le32(old))
		w.m.Gone++
		w.current.Replaced++
	} else {
		w.current.Added++
	}
	if w.m.Donors >= maxDonors {
		return fmt.Errorf("%w: the index holds %d donors and no more", ErrRefused, int64(maxDonors))
	}
	w.add(e, text, f, hash)
	if len(e.lacking) > 0 {
		w.current.Warned++
		w.report(line, e.donor.ID, "taken", "not in the release, compared by name: "+strings.Join(e.lacking, ", "))
	}
	return nil
}

// Report gives the report of an import, named as Import.Report names it: a line
// for each rejected or doubtful row. The error is fs.ErrNotExist where no import
// has such a report.
func Report(dir, name string) ([]byte, error) {
	m, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	for _, each := range m.Imports {
		if each.Report == name {
			return readPart(dir, name, m.Files[name])
		}
	}
	return nil, fs.ErrNotExist
}

// Rejections gives the first rejected rows of an import, each as "line:1: reason
// (donor)".
func Rejections(dir string, of Import, most int) ([]string, error) {
	m, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	data, err := readPart(dir, of.Report, m.Files[of.Report])
	if err != nil {
		return nil, err
	}
	var out []string
	for _, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) != 4 || fields[2] != "rejected" || len(out) >= most {
			continue
		}
		donor := ""
		if fields[1] != "" {
			donor = "donor " + fields[1] + ": "
		}
		out = append(out, fields[0]+":1: "+donor+fields[3])
	}
	return out, nil
}

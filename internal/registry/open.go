package registry

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/hla"
)

// Errors of this package; everything else is a problem of the disk.
var (
	ErrBroken  = errors.New("the donor index is broken")
	ErrRefused = errors.New("refused")
	ErrBusy    = errors.New("another import is writing to this donor index")
)

// maxDonors bounds an index: rows are counted in 32 bits.
const maxDonors = 1<<32 - 2

// Registry is an open index, read against one release. It sees the donors that
// were there when it was opened, and is safe for concurrent use.
type Registry struct {
	dir      string
	m        manifest
	release  *hla.Release
	codes    *hla.Codes
	columns  [6]column
	facts    column
	records  *os.File
	offsets  *os.File
	gone     map[uint32]bool
	panels   [6]*hla.Panel
	unread   [6][]bool // typings that the release refuses
	unusable int       // how many of them
	words    [6][]string
}

// column is a file held in memory, or mapped into it.
type column struct {
	data  []byte
	close func() error
}

func (c column) at(row uint32) uint32 { return binary.LittleEndian.Uint32(c.data[row*4:]) }

// Open opens the index in a folder. A folder without an index is an empty one.
// codes may be nil. The typings are read against the release at once.
func Open(dir string, release *hla.Release, codes *hla.Codes) (_ *Registry, err error) {
	m, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	r := &Registry{dir: dir, m: m, release: release, codes: codes, gone: map[uint32]bool{}}
	if m.Donors == 0 {
		for i, locus := range indexed {
			r.panels[i], r.unread[i] = release.NewPanel(locus, hla.GenotypeOptions{Codes: codes}), []bool{false}
		}
		return r, nil
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.Close())
		}
	}()
	if err := r.openFiles(); err != nil {
		return nil, err
	}
	return r, r.readTypings(codes)
}

func (r *Registry) openFiles() (err error) {
	for i, locus := range indexed {
		if r.columns[i], err = r.column(columnFile(locus), 4*r.m.Donors); err != nil {
			return err
		}
	}
	if r.facts, err = r.column(factFile, 4*r.m.Donors); err != nil {
		return err
	}
	gone, err := r.column(goneFile, 4*r.m.Gone)
	if err != nil {
		return err
	}
	for i := range r.m.Gone {
		r.gone[gone.at(uint32(i))] = true
	}
	if gone.close != nil {
		if err := gone.close(); err != nil {
			return fmt.Errorf("registry: %w", err)
		}
	}
	if r.records, err = os.Open(filepath.Join(r.dir, recordFile)); err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if r.offsets, err = os.Open(filepath.Join(r.dir, offsetFile)); err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return nil
}

// column maps the bytes of a file that count.
func (r *Registry) column(name string, size int64) (column, error) {
	if size == 0 {
		return column{}, nil
	}
	if r.m.Files[name].Bytes != size {
		return column{}, fmt.Errorf("%w: %s has %d bytes in the manifest instead of %d", ErrBroken, name, r.m.Files[name].Bytes, size)
	}
	c, err := mapped(filepath.Join(r.dir, name), size)
	if err != nil {
		return column{}, fmt.Errorf("%w: %s: %w", ErrBroken, name, err)
	}
	return c, nil
}

// readTypings reads the list of distinct typings of every locus.
func (r *Registry) readTypings(codes *hla.Codes) error {
	for i, locus := range indexed {
		words, err := r.list(listFile(locus))
		if err != nil {
			return err
		}
		panel := r.release.NewPanel(locus, hla.GenotypeOptions{Codes: codes})
		unread := make([]bool, len(words)+1) // number 0 is "not typed"
		for n, text := range words {
			if _, err := panel.Add(text); err != nil {
				panel.Skip()
				unread[n+1] = true
				r.unusable++
			}
		}
		r.words[i], r.panels[i], r.unread[i] = words, panel, unread
	}
	return nil
}

// list reads the lines of a file that count.
func (r *Registry) list(name string) ([]string, error) {
	data, err := readPart(r.dir, name, r.m.Files[name])
	if err != nil || len(data) == 0 {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n"), nil
}

// readPart reads as much of a file as counts.
func readPart(dir, name string, p part) ([]byte, error) {
	if p.Bytes == 0 {
		return nil, nil
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	data := make([]byte, p.Bytes)
	_, err = io.ReadFull(f, data)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrBroken, name, err)
	}
	return data, nil
}

// Close lets go of the files.
func (r *Registry) Close() error {
	var problems []error
	for _, c := range append(r.columns[:], r.facts) {
		if c.close != nil {
			problems = append(problems, c.close())
		}
	}
	for _, f := range []*os.File{r.records, r.offsets} {
		if f != nil {
			problems = append(problems, f.Close())
		}
	}
	return errors.Join(problems...)
}

// Size counts the donors, without those that were replaced.
func (r *Registry) Size() int64 { return r.m.Donors - r.m.Gone }

// Imports lists the imports, oldest first.
func (r *Registry) Imports() []Import { return append([]Import(nil), r.m.Imports...) }

// Release gives the release against which the typings were read.
func (r *Registry) Release() *hla.Release { return r.release }

// Codes gives the code list by which the typings were read, nil without one.
func (r *Registry) Codes() *hla.Codes { return r.codes }

// Changed reports whether donors were added to the folder since it was opened.
func (r *Registry) Changed() bool {
	m, err := readManifest(r.dir)
	return err != nil || m.Donors != r.m.Donors || m.Gone != r.m.Gone
}

// Imports reads what was imported into a folder, without opening the index.
func Imports(dir string) ([]Import, error) {
	m, err := readManifest(dir)
	return m.Imports, err
}

// donor reads the record of a row.
func (r *Registry) donor(row uint32) (Donor, error) {
	text, err := recordAt(r.offsets, r.records, row, r.m.Donors, r.m.Files[recordFile].Bytes)
	if err != nil {
		return Donor{}, err
	}
	d, err := readRecord(text)
	if err != nil {
		return Donor{}, fmt.Errorf("%w: row %d: %w", ErrBroken, row, err)
	}
	var f facts
	copy(f[:], r.facts.data[row*4:row*4+4])
	d.read(f)
	return d, nil
}

func recordAt(offsets, records io.ReaderAt, row uint32, rows, end int64) (string, error) {
	var at [16]byte
	wanted := at[:]
	if int64(row)+1 == rows {
		wanted = at[:8]
		binary.LittleEndian.PutUint64(at[8:], uint64(end))
	}
	if _, err := offsets.ReadAt(wanted, int64(row)*8); err != nil {
		return "", fmt.Errorf("%w: %s: %w", ErrBroken, offsetFile, err)
	}
	from, to := int64(binary.LittleEndian.Uint64(at[:8])), int64(binary.LittleEndian.Uint64(at[8:]))
	if from < 0 || to <= from || to > end || to-from > 4*maxRow {
		return "", fmt.Errorf("%w: row %d lies from byte %d to %d", ErrBroken, row, from, to)
	}
	data := make([]byte, to-from)
	if _, err := records.ReadAt(data, from); err != nil {
		return "", fmt.Errorf("%w: %s: %w", ErrBroken, recordFile, err)
	}
	return string(data), nil
}

// record is a donor as a line: number, typing, then the four bytes of facts are
// kept beside it. TAB and line end never stand in either (see cleanText).
func (d Donor) record() string { return d.ID + "\t" + d.Typing + "\n" }

func readRecord(text string) (Donor, error) {
	id, typing, found := strings.Cut(strings.TrimSuffix(text, "\n"), "\t")
	if !found || !strings.HasSuffix(text, "\n") {
		return Donor{}, errors.New("the record is not whole")
	}
	return Donor{ID: id, Typing: typing}, nil
}

// Check reads every file to its end and compares sizes and checksums with the
// manifest. It gives one sentence for each thing that does not hold.
func Check(dir string) ([]string, error) {
	m, err := readManifest(dir)
	if errors.Is(err, ErrBroken) {
		return []string{err.Error()}, nil
	}
	if err != nil {
		return nil, err
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(m.Files)) {
		p := m.Files[name]
		if p.Bytes == 0 {
			continue
		}
		data, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			out = append(out, fmt.Sprintf("%s cannot be opened", name))
			continue
		}
		sum := crc32.New(castagnoli)
		read, err := io.Copy(sum, io.LimitReader(data, p.Bytes))
		if closing := data.Close(); err == nil {
			err = closing
		}
		switch {
		case err != nil:
			return out, fmt.Errorf("registry: %w", err)
		case read != p.Bytes:
			out = append(out, fmt.Sprintf("%s has %d bytes, %d count", name, read, p.Bytes))
		case sum.Sum32() != p.CRC:
			out = append(out, fmt.Sprintf("the content of %s is not what was written", name))
		}
	}
	return out, nil
}

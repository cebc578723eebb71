package registry

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// writer adds to an index. Everything is gathered in memory until commit.
type writer struct {
	dir      string
	m        manifest
	locked   *os.File
	files    map[string]*os.File
	appended map[string][]byte
	words    [6][]string
	ids      *hashTable
	current  *Import
}

// openWriter opens the index for one import and cuts off what an import left
// behind the last step that counts.
func openWriter(dir string) (_ *writer, err error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	w := &writer{dir: dir, files: map[string]*os.File{}, appended: map[string][]byte{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if w.locked, err = os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	if err := lock(w.locked); err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	if w.m, err = readManifest(dir); err != nil {
		return nil, err
	}
	for _, name := range fileNames() {
		if err := w.open(name); err != nil {
			return nil, err
		}
	}
	for i, locus := range indexed {
		data, err := readPart(dir, listFile(locus), w.m.Files[listFile(locus)])
		if err != nil {
			return nil, err
		}
		if len(data) > 0 {
			w.words[i] = strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
		}
	}
	hashes, err := readPart(dir, hashFile, w.m.Files[hashFile])
	if err != nil {
		return nil, err
	}
	w.ids = newHashTable(hashes)
	return w, nil
}

// open opens one file and brings it to the length that counts. A file shorter
// than that has lost what was written: the index is broken.
func (w *writer) open(name string) error {
	f, err := os.OpenFile(filepath.Join(w.dir, name), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	w.files[name] = f
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	counts := w.m.Files[name].Bytes
	if info.Size() < counts {
		return fmt.Errorf("%w: %s has %d bytes, %d count", ErrBroken, name, info.Size(), counts)
	}
	if err := f.Truncate(counts); err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	return nil
}

func (w *writer) close() error {
	var problems []error
	for _, f := range w.files {
		problems = append(problems, f.Close())
	}
	if w.locked != nil {
		problems = append(problems, w.locked.Close()) // lets go of the lock
	}
	return errors.Join(problems...)
}

func (w *writer) append(name string, data []byte) {
	w.appended[name] = append(w.appended[name], data...)
}

func le32(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }

// add enters a donor behind the last.
func (w *writer) add(e entry, text string, f facts, hash uint64) {
	for i, locus := range indexed {
		name := columnFile(locus)
		w.appended[name] = binary.LittleEndian.AppendUint32(w.appended[name], e.numbers[i])
	}
	w.append(factFile, f[:])
	begins := w.m.Files[recordFile].Bytes + int64(len(w.appended[recordFile]))
	w.appended[offsetFile] = binary.LittleEndian.AppendUint64(w.appended[offsetFile], uint64(begins))
	w.appended[recordFile] = append(w.appended[recordFile], text...)
	w.appended[hashFile] = binary.LittleEndian.AppendUint64(w.appended[hashFile], hash)
	w.ids.put(hash, uint32(w.m.Donors))
	w.m.Donors++
}

// report adds a line to the report of the import: line, donor, what became of
// it, reason.
func (w *writer) report(line int64, id, became, reason string) {
	clean := strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")
	name := w.current.Report
	if w.m.Files[name].Bytes == 0 && len(w.appended[name]) == 0 {
		w.append(name, []byte("line\tdonor\tbecame\treason\n"))
	}
	w.append(name, fmt.Appendf(nil, "%d\t%s\t%s\t%s\n", line, clean.Replace(id), became, clean.Replace(reason)))
}

// commit brings everything gathered to the disk and then the manifest, which
// alone makes it count.
func (w *writer) commit(r *reader) error {
	for i, locus := range indexed {
		for _, text := range r.fresh[i] {
			w.append(listFile(locus), []byte(text+"\n"))
		}
		r.fresh[i] = nil
	}
	files := map[string]part{}
	for name, p := range w.m.Files {
		files[name] = p
	}
	for name, data := range w.appended {
		if len(data) == 0 {
			continue
		}
		if w.files[name] == nil { // a report
			if err := w.open(name); err != nil {
				return err
			}
		}
		p := w.m.Files[name]
		if _, err := w.files[name].WriteAt(data, p.Bytes); err != nil {
			return fmt.Errorf("registry: %w", err)
		}
		if err := w.files[name].Sync(); err != nil {
			return fmt.Errorf("registry: %w", err)
		}
		files[name] = part{p.Bytes + int64(len(data)), crc32.Update(p.CRC, castagnoli, data)}
		w.appended[name] = data[:0]
	}
	w.m.Files = files
	return w.m.write(w.dir)
}

// find gives the living row of a donor number.
func (w *writer) find(hash uint64, id string) (at uint32, there bool, err error) {
	w.ids.each(hash, func(row uint32) bool {
		var text string
		if text, err = w.record(row); err != nil {
			return false
		}
		if number, _, _ := strings.Cut(text, "\t"); number == id && (!there || row > at) {
			at, there = row, true // the last one entered is the living one
		}
		return true
	})
	return at, there, err
}

// record gives the record of a row, from the disk or from what is gathered.
func (w *writer) record(row uint32) (string, error) {
	written := w.m.Files[recordFile].Bytes
	rows := w.m.Files[offsetFile].Bytes / 8
	if int64(row) < rows {
		return recordAt(w.files[offsetFile], w.files[recordFile], row, rows, written)
	}
	offsets := w.appended[offsetFile]
	begins := int64(binary.LittleEndian.Uint64(offsets[(int64(row)-rows)*8:])) - written
	rest := w.appended[recordFile][begins:]
	line, _, _ := strings.Cut(string(rest[:min(len(rest), 2*maxRow)]), "\n")
	return line + "\n", nil
}

// same tells whether a row holds this record and these facts.
func (w *writer) same(row uint32, text string, f facts) (bool, error) {
	old, err := w.record(row)
	if err != nil || old != text {
		return false, err
	}
	var was facts
	rows := w.m.Files[factFile].Bytes / 4
	if int64(row) >= rows {
		copy(was[:], w.appended[factFile][(int64(row)-rows)*4:])
		return was == f, nil
	}
	if _, err := w.files[factFile].ReadAt(was[:], int64(row)*4); err != nil && err != io.EOF {
		return false, fmt.Errorf("%w: %s: %w", ErrBroken, factFile, err)
	}
	return was == f, nil
}

// hashOf is FNV-1a over 64 bits; 0 marks a free place and is never given.
func hashOf(id string) uint64 {
	hash := uint64(14695981039346656037)
	for i := range len(id) {
		hash = (hash ^ uint64(id[i])) * 1099511628211
	}
	if hash == 0 {
		return 1
	}
	return hash
}

// hashTable finds rows by the hash of a donor number. It lives during an import
// only.
type hashTable struct {
	hashes []uint64
	rows   []uint32
	count  int
}

func newHashTable(data []byte) *hashTable {
	t := &hashTable{}
	t.resize(len(data) / 8 * 2)
	for i := 0; i+8 <= len(data); i += 8 {
		t.put(binary.LittleEndian.Uint64(data[i:]), uint32(i/8))
	}
	return t
}

// resize makes room for at least n places, a power of two.
func (t *hashTable) resize(n int) {
	size := 1024
	for size < n {
		size *= 2
	}
	old := *t
	t.hashes, t.rows = make([]uint64, size), make([]uint32, size)
	for i, hash := range old.hashes {
		if hash != 0 {
			t.place(hash, old.rows[i])
		}
	}
}

// place walks from the place of the hash to the next free one, so that rows of
// one hash are met in no promised order.
func (t *hashTable) place(hash uint64, row uint32) {
	mask := uint64(len(t.hashes) - 1)
	i := spread(hash) & mask
	for t.hashes[i] != 0 {
		i = (i + 1) & mask
	}
	t.hashes[i], t.rows[i] = hash, row
}

// spread mixes the high bits into the low ones.
func spread(hash uint64) uint64 { return hash ^ hash>>29 ^ hash>>47 }

func (t *hashTable) put(hash uint64, row uint32) {
	if t.count++; t.count*4 > len(t.hashes)*3 {
		t.resize(len(t.hashes) * 2)
	}
	t.place(hash, row)
}

// each visits the rows of a hash until visit gives false.
func (t *hashTable) each(hash uint64, visit func(row uint32) bool) {
	mask := uint64(len(t.hashes) - 1)
	for i := spread(hash) & mask; t.hashes[i] != 0; i = (i + 1) & mask {
		if t.hashes[i] == hash && !visit(t.rows[i]) {
			return
		}
	}
}

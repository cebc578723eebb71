package registry

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
)

// form is the version of the files on disk.
const form = 1

const manifestFile = "manifest.json"

// Names of the files besides the columns and lists of the loci.
const (
	recordFile = "donors.records" // records as given, one a line
	offsetFile = "donors.offsets" // eight bytes a donor: where its record begins
	factFile   = "donors.facts"   // four bytes a donor
	hashFile   = "donors.hashes"  // eight bytes a donor: hash of its number, for finding doubles
	goneFile   = "donors.gone"    // four bytes for each row that a later one replaced
)

// Import is what became of one file.
type Import struct {
	Source   string `json:"source"` // name of the file without its folder
	SHA256   string `json:"sha256"` // of its bytes
	Release  string `json:"release"`
	Begun    string `json:"begun"`
	Ended    string `json:"ended,omitempty"`
	Rows     int64  `json:"rows"` // read so far
	Added    int64  `json:"added"`
	Same     int64  `json:"same"` // there already, with the same content
	Replaced int64  `json:"replaced"`
	Rejected int64  `json:"rejected"`
	Warned   int64  `json:"warned"` // taken although the release lacks a name
	Complete bool   `json:"complete"`
	Report   string `json:"report"`
	// PassedOver names the columns or keys that mean nothing here, at most a
	// hundred: a mistyped one holds a locus that was not read.
	PassedOver []string `json:"passedOver,omitempty"`
	// Problem ended the import before the end of the file.
	Problem string `json:"problem,omitempty"`
}

// part is how much of a file counts, and the checksum of that much.
type part struct {
	Bytes int64  `json:"bytes"`
	CRC   uint32 `json:"crc"` // CRC-32, Castagnoli
}

type manifest struct {
	Form    int             `json:"form"`
	Donors  int64           `json:"donors"` // rows, replaced ones included
	Gone    int64           `json:"gone"`
	Imports []Import        `json:"imports"`
	Files   map[string]part `json:"files"`
}

func readManifest(dir string) (manifest, error) {
	m := manifest{Form: form, Files: map[string]part{}}
	data, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, fmt.Errorf("registry: the manifest cannot be read: %w", err)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("%w: the manifest of the registry cannot be read: %w", ErrBroken, err)
	}
	if m.Form != form || m.Files == nil || m.Donors < 0 || m.Donors > maxDonors {
		return m, fmt.Errorf("%w: the manifest of the registry is of another form", ErrBroken)
	}
	return m, nil
}

// write replaces the manifest in one step.
func (m manifest) write(dir string) error {
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	temporary := filepath.Join(dir, manifestFile+".new")
	if err := writeDurably(temporary, append(data, '\n')); err != nil {
		return err
	}
	if err := os.Rename(temporary, filepath.Join(dir, manifestFile)); err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	return syncFolder(dir)
}

func writeDurably(name string, data []byte) (err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	defer func() {
		if closing := f.Close(); err == nil && closing != nil {
			err = fmt.Errorf("registry: %w", closing)
		}
	}()
	if _, err := f.Write(data); err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	return nil
}

// syncFolder makes a rename durable, where the system can.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	syncing := f.Sync()
	if err := f.Close(); err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	if syncing != nil && !errors.Is(syncing, errors.ErrUnsupported) && !errors.Is(syncing, fs.ErrPermission) {
		return fmt.Errorf("registry: %w", syncing)
	}
	return nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// fileNames lists every file that the manifest speaks of.
func fileNames() []string {
	out := []string{recordFile, offsetFile, factFile, hashFile, goneFile}
	for _, locus := range indexed {
		out = append(out, columnFile(locus), listFile(locus))
	}
	return out
}

func columnFile[T ~string](locus T) string { return string(locus) + ".column" }
func listFile[T ~string](locus T) string   { return string(locus) + ".typings" }

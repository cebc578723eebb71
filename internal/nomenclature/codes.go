package nomenclature

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/hla"
)

// CodesFolder is where lists of multiple allele codes lie in a data folder.
const CodesFolder = "codes"

// KeepCodes reads a list of multiple allele codes, checks it and copies it to the
// data folder, the date it states first in its name. It gives the list and where
// it lies; already tells that the same bytes were kept before. Errors are those
// of hla.LoadCodes, or of the disk.
func KeepCodes(data, from string) (codes *hla.Codes, kept string, already bool, err error) {
	body, err := os.ReadFile(from)
	if err != nil {
		return nil, "", false, err
	}
	if codes, err = hla.LoadCodes(bytes.NewReader(body)); err != nil {
		return nil, "", false, err
	}
	sum := sha256.Sum256(body)
	kept = filepath.Join(data, CodesFolder, codesDate(codes.Updated())+"-"+hex.EncodeToString(sum[:6]))
	if old, err := os.ReadFile(kept); err == nil && bytes.Equal(old, body) {
		return codes, kept, true, nil
	}
	return codes, kept, false, writeWhole(kept, body)
}

// codesDate turns the date that a list states, "07/11/20", into "2020-07-11".
func codesDate(stated string) string {
	first, _, _ := strings.Cut(stated, " ")
	for _, layout := range []string{"01/02/06", "01/02/2006", "2006-01-02"} {
		if date, err := time.Parse(layout, first); err == nil {
			return date.Format("2006-01-02")
		}
	}
	return "0000-00-00"
}

// writeWhole writes a file complete or not at all.
func writeWhole(name string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), ".codes-*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(body)
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return nil
}

// NewestCodes gives the kept list with the latest date, "" where none is kept. Of
// several with one date it is the one kept last.
func NewestCodes(data string) (string, error) {
	entries, err := os.ReadDir(filepath.Join(data, CodesFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	var lists []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			lists = append(lists, info)
		}
	}
	if len(lists) == 0 {
		return "", nil
	}
	newest := slices.MaxFunc(lists, func(a, b fs.FileInfo) int {
		if c := strings.Compare(dateOf(a.Name()), dateOf(b.Name())); c != 0 {
			return c
		}
		return a.ModTime().Compare(b.ModTime())
	})
	return filepath.Join(data, CodesFolder, newest.Name()), nil
}

func dateOf(name string) string { return name[:min(len(name), len("2006-01-02"))] }

// OpenCodes reads a kept list.
func OpenCodes(name string) (codes *hla.Codes, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return hla.LoadCodes(file)
}

// Check reads every kept release and code list again, against their checksums
// and each other. It gives one sentence for each that does not hold.
func Check(data string) ([]string, error) {
	versions, err := Versions(data)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, version := range versions {
		if _, err := hla.LoadRelease(os.DirFS(filepath.Join(data, Folder, version))); err != nil {
			out = append(out, fmt.Sprintf("release %s: %s", version, firstLine(err)))
		}
	}
	list, err := NewestCodes(data)
	if err != nil || list == "" {
		return out, err
	}
	body, err := os.ReadFile(list)
	if err != nil {
		return out, err
	}
	sum := sha256.Sum256(body)
	if !strings.HasSuffix(list, hex.EncodeToString(sum[:6])) {
		out = append(out, fmt.Sprintf("code list %s: the content is not what was kept", filepath.Base(list)))
	}
	return out, nil
}

func firstLine(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	return first
}

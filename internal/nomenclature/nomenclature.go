// Package nomenclature keeps the user's own IPD-IMGT/HLA releases in the data
// folder, several side by side, and opens them quickly: hla/VERSION holds the
// files as they came and, beside them, the release in a form that is taken up at
// once.
//
// Promises: a release is checked against itself and its checksums before it is
// kept; a kept one is never overwritten by another copy; the quick form is used
// only while it belongs to the very files that lie beside it, and is made anew
// otherwise. No release is part of Dayzero: the licence is the user's own.
package nomenclature

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/hla"
)

// Folder is where releases lie in a data folder.
const Folder = "hla"

// ErrOther says that another copy of the same version is kept already.
var ErrOther = errors.New("the release is kept already with another content")

// ErrNone says that no release is kept.
var ErrNone = errors.New("no nomenclature release is kept")

// files are what a release is read from; those behind the gap are optional.
var files = []string{"wmda/hla_nom.txt", "wmda/hla_nom_g.txt", "wmda/hla_nom_p.txt", "wmda/rel_dna_ser.txt", "wmda/rel_ser_ser.txt",

	"wmda/md5checksum.txt", "tce/dpb_tce.csv", "Allelelist.txt", "Allele_status.txt"}

// quickFile is the release in its quick form.
const quickFile = "release.cache"

// Keep reads a release from a folder or a zip file, checks it and copies it to
// VERSION in the data folder. It gives the release and where it lies; already
// tells that the same copy was kept before. Errors are those of hla.LoadRelease,
// ErrOther with the file that differs, or of the disk.
func Keep(data, from string) (release *hla.Release, kept string, already bool, err error) {
	source, err := openSource(from)
	if err != nil {
		return nil, "", false, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	if release, err = hla.LoadRelease(source); err != nil {
		return nil, "", false, err
	}
	kept = filepath.Join(data, Folder, release.Version())
	if _, err := os.Stat(kept); err == nil {
		return release, kept, true, errors.Join(sameCopy(source, kept), quicken(kept, release))
	}
	return release, kept, false, errors.Join(copyTo(source, kept), quicken(kept, release))
}

// Open opens a release: a folder or zip file of one's own, or the folder of a
// kept one.
func Open(name string) (release *hla.Release, err error) {
	if release, ok := quick(name); ok {
		return release, nil
	}
	source, err := openSource(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	if release, err = hla.LoadRelease(source); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(name, quickFile)); err == nil {
		return release, quicken(name, release) // the form is of another version or of other files
	}
	return release, nil
}

// Versions lists the kept releases, oldest first.
func Versions(data string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(data, Folder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, e.Name())
		}
	}
	slices.SortFunc(out, compareVersions)
	return out, nil
}

// Newest gives the folder of the newest kept release, ErrNone without one.
func Newest(data string) (string, error) {
	versions, err := Versions(data)
	if err != nil {
		return "", err
	}
	if len(versions) == 0 {
		return "", ErrNone
	}
	return filepath.Join(data, Folder, versions[len(versions)-1]), nil
}

// Kept gives the folder of one kept version; false where it is not kept.
func Kept(data, version string) (string, bool) {
	if version == "" || filepath.Base(version) != version || strings.HasPrefix(version, ".") {
		return "", false
	}
	kept := filepath.Join(data, Folder, version)
	info, err := os.Stat(kept)
	return kept, err == nil && info.IsDir()
}

// compareVersions orders "3.9.0" before "3.58.0".
func compareVersions(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(x, y string) int {
		return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y))
	})
}

// source is a file system that may hold an open archive.
type source struct {
	fs.FS
	io.Closer
}

func openSource(name string) (source, error) {
	info, err := os.Stat(name)
	if err != nil {
		return source{}, err
	}
	if info.IsDir() {
		return source{os.DirFS(name), io.NopCloser(nil)}, nil
	}
	archive, err := zip.OpenReader(name)
	if err != nil {
		return source{}, &hla.Error{Kind: hla.KindFile, Sentence: "neither a folder nor a zip file: " + err.Error()}
	}
	return source{archive, archive}, nil
}

// root is the folder of an archive that holds the release.
func root(from fs.FS) string {
	for _, pattern := range []string{"wmda/hla_nom.txt", "hla_nom.txt", "*/wmda/hla_nom.txt"} {
		found, err := fs.Glob(from, pattern)
		if err == nil && len(found) == 1 {
			return strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(found[0], "hla_nom.txt"), "wmda/"), "/")
		}
	}
	return ""
}

// readFile reads one file of a release; some copies have all in one folder.
func readFile(from fs.FS, root, name string) ([]byte, error) {
	data, err := fs.ReadFile(from, path.Join(root, name))
	if errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(name, "wmda/") {
		data, err = fs.ReadFile(from, path.Join(root, path.Base(name)))
	}
	return data, err
}

// sameCopy compares a copy with the kept one: neither is overwritten.
func sameCopy(from fs.FS, kept string) error {
	in := root(from)
	for _, name := range files {
		fresh, missing := readFile(from, in, name)
		old, lacking := fs.ReadFile(os.DirFS(kept), name)
		if !bytes.Equal(fresh, old) || (missing == nil) != (lacking == nil) {
			return fmt.Errorf("%w: %s", ErrOther, filepath.Join(kept, filepath.FromSlash(name)))
		}
	}
	return nil
}

// copyTo copies the files beside the final folder and renames it at the end.
func copyTo(from fs.FS, to string) (err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(filepath.Dir(to), ".release-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temporary))
		}
	}()
	in := root(from)
	for _, name := range files {
		data, problem := readFile(from, in, name)
		if errors.Is(problem, fs.ErrNotExist) {
			continue // the release was read, so it is an optional one
		}
		if problem == nil {
			problem = os.MkdirAll(filepath.Join(temporary, filepath.FromSlash(path.Dir(name))), 0o750)
		}
		if problem == nil {
			problem = os.WriteFile(filepath.Join(temporary, filepath.FromSlash(name)), data, 0o640)
		}
		if problem != nil {
			return problem
		}
	}
	if _, err := hla.LoadRelease(os.DirFS(temporary)); err != nil {
		return fmt.Errorf("the copy cannot be read: %w", err)
	}
	return os.Rename(temporary, to)
}

// stamp describes the files of a kept release: a change of any of them changes
// its size or its time.
func stamp(kept string) (string, error) {
	var out strings.Builder
	for _, name := range files {
		info, err := os.Stat(filepath.Join(kept, filepath.FromSlash(name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			fmt.Fprintf(&out, "%s –\n", name)
		case err != nil:
			return "", err
		default:
			fmt.Fprintf(&out, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return out.String() + "\n", nil
}

// quicken writes the quick form, unless it is there.
func quicken(kept string, release *hla.Release) error {
	if _, ok := quick(kept); ok {
		return nil
	}
	mark, err := stamp(kept)
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(kept, "."+quickFile+".*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(release.AppendCache([]byte(mark)))
	if err = errors.Join(err, temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), filepath.Join(kept, quickFile))
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return nil
}

// quick takes up the quick form where it belongs to the files beside it.
func quick(kept string) (*hla.Release, bool) {
	data, err := os.ReadFile(filepath.Join(kept, quickFile))
	if err != nil {
		return nil, false
	}
	mark, err := stamp(kept)
	if err != nil {
		return nil, false
	}
	body, belongs := bytes.CutPrefix(data, []byte(mark))
	if !belongs {
		return nil, false
	}
	release, err := hla.ReadCache(body)
	return release, err == nil
}

package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// output writes to the file, complete or not at all, or to standard output when
// the name is empty or "-".
func (s *session) output(name string, write func(io.Writer) error) error {
	if name == "" || name == "-" {
		buffered := bufio.NewWriter(s.Stdout)
		if err := write(buffered); err != nil {
			return err
		}
		return buffered.Flush()
	}
	return atomically(name, write)
}

// atomically writes beside the file and renames, after the bytes have reached
// the disk. An existing file stays as it was unless all went well.
func atomically(name string, write func(io.Writer) error) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return usage("%s cannot be written: %w", name, err)
	}
	defer func() {
		if err != nil {
			err = errorsTogether(err, os.Remove(temporary.Name()))
		}
	}()
	buffered := bufio.NewWriter(temporary)
	if err = write(buffered); err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		err = temporary.Sync()
	}
	if closing := temporary.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err = os.Rename(temporary.Name(), name); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// errorsTogether keeps the first error and tells of a failed clean-up.
func errorsTogether(first, cleanup error) error {
	if cleanup == nil {
		return first
	}
	return fmt.Errorf("%w (and the unfinished file could not be removed: %w)", first, cleanup)
}

// reader opens a file, or standard input for "-".
func (s *session) reader(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(s.Stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, refusedInput(name + ":1:1: the file cannot be opened: " + plainCause(err))
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, errorsTogether(refusedInput(name+":1:1: this is a folder, not a file"), f.Close())
	}
	return f, nil
}

// plainCause says why a path failed without repeating the path.
func plainCause(err error) string {
	switch {
	case os.IsNotExist(err):
		return "there is no such file"
	case os.IsPermission(err):
		return "permission denied"
	}
	return err.Error()
}

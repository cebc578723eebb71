//go:build unix

package registry

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// mapped maps the first bytes of a file into memory.
func mapped(name string, size int64) (c column, err error) {
	f, err := os.Open(name)
	if err != nil {
		return column{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return column{}, err
	}
	if info.Size() < size {
		return column{}, fmt.Errorf("the file has %d bytes, %d count", info.Size(), size)
	}
	data, err := syscall.Mmap(int(f.Fd()), 0, int(size), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return column{}, err
	}
	return column{data, func() error { return syscall.Munmap(data) }}, nil
}

// lock keeps a second import out; the system lets go of it when the process
// ends, however it ends.
func lock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrBusy
	}
	return err
}

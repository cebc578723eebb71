//go:build unix

package storetest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// owner is the account a server runs under: PostgreSQL refuses to run as root,
// so root hands over to the account postgres.
func owner() (uid, gid int, change bool, err error) {
	if os.Getuid() != 0 {
		return 0, 0, false, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return 0, 0, false, fmt.Errorf("%w: running as root without an account postgres", ErrNoPostgreSQL)
	}
	if uid, err = strconv.Atoi(account.Uid); err != nil {
		return 0, 0, false, err
	}
	gid, err = strconv.Atoi(account.Gid)
	return uid, gid, true, err
}

func giveToOwner(path string) error {
	uid, gid, change, err := owner()
	if err != nil || !change {
		return err
	}
	return os.Chown(path, uid, gid)
}

func asOwner(cmd *exec.Cmd) error {
	uid, gid, change, err := owner()
	if err != nil || !change {
		return err
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return nil
}

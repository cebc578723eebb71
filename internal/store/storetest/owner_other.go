//go:build !unix

package storetest

import "os/exec"

func giveToOwner(string) error { return ErrNoPostgreSQL }

func asOwner(*exec.Cmd) error { return ErrNoPostgreSQL }

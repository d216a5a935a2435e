//go:build unix && !linux

package inngestd

import (
	"os/exec"
	"syscall"
)

// isolate puts the process in a group of its own, so that a Ctrl-C meant for Beckon does
// not reach it and its own children end with it. There is no way here to end it with a
// Beckon that is killed.
func isolate(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

package inngestd

import (
	"os/exec"
	"syscall"
)

// isolate puts the process in a group of its own, so that a Ctrl-C meant for Beckon does
// not reach it and its own children end with it, and has the kernel end it when Beckon
// dies without a chance to.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

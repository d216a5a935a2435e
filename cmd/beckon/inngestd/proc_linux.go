package inngestd

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// isolate puts the process in a group of its own, so that a Ctrl-C meant for Beckon does
// not reach it and its own children end with it, and has the kernel end it when Beckon
// dies without a chance to.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// resident is the memory the process holds, in bytes; 0 if that cannot be told.
func resident(pid int) int64 {
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	var size, pages int64
	fmt.Sscan(string(statm), &size, &pages)
	return pages * int64(os.Getpagesize())
}

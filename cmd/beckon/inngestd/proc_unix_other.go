//go:build unix && !linux

package inngestd

import (
	"fmt"
	"os/exec"
	"strconv"
	"syscall"
)

// isolate puts the process in a group of its own, so that a Ctrl-C meant for Beckon does
// not reach it and its own children end with it. There is no way here to end it with a
// Beckon that is killed.
func isolate(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// resident is the memory the process holds, in bytes; 0 if that cannot be told.
func resident(pid int) int64 {
	out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0
	}
	var kilobytes int64
	fmt.Sscan(string(out), &kilobytes)
	return kilobytes << 10
}

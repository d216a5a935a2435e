package inngestd

import "os/exec"

func isolate(*exec.Cmd) {}

// terminate ends the process: Windows has no gentler way for one without a window.
func terminate(cmd *exec.Cmd) { cmd.Process.Kill() }

func kill(cmd *exec.Cmd) { cmd.Process.Kill() }

// resident cannot be told here without more code than it is worth.
func resident(int) int64 { return 0 }

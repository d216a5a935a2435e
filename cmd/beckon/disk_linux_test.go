package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func init() { mountSmallDisk = mountTmpfs }

// mountTmpfs mounts a disk of so many megabytes on the folder.
func mountTmpfs(t *testing.T, dir string, megabytes int) error {
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", megabytes))
	if err != nil {
		return fmt.Errorf("%w (run this as root, outside of a restricted container)", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return nil
}

// onSmallDisk is a resting world whose records are on a disk of 16 MB.
func onSmallDisk(t *testing.T) (w *world, dir string) {
	t.Helper()
	w = restingWorld(t)
	dir, err := w.movesToDisk(t, 16)
	if err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	return w, dir
}

func TestADeskThatStartsOnAFullDiskSaysSo(t *testing.T) {
	t.Parallel()
	w, dir := onSmallDisk(t)
	w.start()
	w.stop()
	fill(t, dir)
	var out, failed bytes.Buffer
	code := run(t.Context(), []string{"serve"}, environ(w.env), strings.NewReader(""), &out, &failed)
	if code == 0 || !strings.Contains(failed.String(), "disk") || !strings.Contains(failed.String(), "full") {
		t.Errorf("it ended with %d and said %q; want a failure that says the disk is full", code, failed.String())
	}
}

func TestABackupThatDoesNotFitSaysSo(t *testing.T) {
	folder, err := os.MkdirTemp("", "desk") // short: a socket's path must be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	small := t.TempDir()
	if err := mountSmallDisk(t, small, 1); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	invites(t, "ada", "--data", folder)
	fill(t, small)
	fails := func() {
		t.Helper()
		code, _, stderr := runs(t, nil, "backup", "--data", folder, filepath.Join(small, "desk.gz"))
		if code != 1 || !strings.Contains(stderr, "no space") {
			t.Errorf("exit code %d, %q; want a failure that says there is no space", code, stderr)
		}
		if left, err := os.ReadDir(small); err != nil || len(left) != 1 {
			t.Errorf("beside the filler there is %v, %v", left, err)
		}
	}
	fails()
	listensToTheShell(t, folder)
	fails()
}

func TestASecretThatDidNotFitIsMadeAnew(t *testing.T) {
	t.Parallel()
	w, dir := onSmallDisk(t)
	fill(t, dir)
	c := config{Data: dir}
	if err := c.openData(); err == nil || !strings.Contains(err.Error(), "no space") {
		t.Errorf("on a full disk: %v, want that there is no space", err)
	}
	if err := os.Remove(filler(dir)); err != nil {
		t.Fatal(err)
	}
	w.until("there is room again", func() bool { // a program that is just being started elsewhere may hold the file a moment longer
		var disk syscall.Statfs_t
		return syscall.Statfs(dir, &disk) == nil && disk.Bavail > disk.Blocks/2
	})
	if err := c.openData(); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestAFullDiskIsSaidAndOutlasted(t *testing.T) {
	t.Parallel()
	w, dir := onSmallDisk(t)
	w.start()
	ann := w.as("ann")
	ann.types("/ticket VPN drops every ten minutes")
	w.as("maya").hears("VPN drops")
	admin := w.logsIn("admin@demo.test")
	w.until("everybody is told", func() bool { return admin.ticket(1).told() })

	fill(t, dir)
	shown := ann.types("/ticket " + strings.Repeat("The printer jams. ", 400)) // too long to fit into what is left of a page
	if !strings.Contains(shown, "disk") || !strings.Contains(shown, "full") || !strings.Contains(shown, "The printer jams.") {
		t.Errorf("on a full disk the receipt says %.300q; want that it is full, and the words back", shown)
	}
	status, text := admin.call(http.MethodPost, "/api/tickets", map[string]string{"title": "Printer", "body": strings.Repeat("It jams. ", 1000)}, nil)
	if status != http.StatusServiceUnavailable || !strings.Contains(text, "full") {
		t.Errorf("on a full disk the API answers %d %.200s; want 503 and that it is full", status, text)
	}
	if got := admin.ticket(1); got.Number != 1 {
		t.Errorf("on a full disk what is stored cannot be read: %+v", got)
	}

	if err := os.Remove(filler(dir)); err != nil {
		t.Fatal(err)
	}
	ann.types("/ticket Password lost")
	w.until("the new ticket is assigned and everybody is told", func() bool {
		for _, ticket := range admin.tickets("limit=10") {
			if ticket.Title == "Password lost" {
				full := admin.ticket(ticket.Number)
				return full.Assignee != nil && full.told()
			}
		}
		return false
	})
	if got := admin.tickets("limit=10"); len(got) != 2 {
		t.Errorf("there are %d tickets, want the 2 that were promised", len(got))
	}
}

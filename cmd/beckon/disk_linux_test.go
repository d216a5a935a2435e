package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// onSmallDisk puts the desk's records on a disk of their own, of so many bytes.
func onSmallDisk(t *testing.T, size string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v (run this as root, outside of a restricted container)", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill leaves no room on the disk, until the file it returns is removed.
func fill(t *testing.T, dir string) string {
	t.Helper()
	name := filepath.Join(dir, "filler")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, step := range []int{1 << 20, 1 << 12, 1} {
		for err = nil; err == nil; _, err = f.Write(make([]byte, step)) {
			continue
		}
	}
	return name
}

func TestAFullDiskIsSaidAndOutlasted(t *testing.T) {
	dir := onSmallDisk(t, "16m")
	w := restingWorld(t)
	if err := os.CopyFS(dir, os.DirFS(w.env["BECKON_DATA"])); err != nil { // with its people
		t.Fatal(err)
	}
	w.env["BECKON_DATA"] = dir
	w.start()
	ann := w.as("ann")
	ann.types("/ticket VPN drops every ten minutes")
	w.as("maya").hears("VPN drops")
	admin := w.logsIn("admin@demo.test")
	w.until("everybody is told", func() bool { return admin.ticket(1).told() })

	filler := fill(t, dir)
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

	if err := os.Remove(filler); err != nil {
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

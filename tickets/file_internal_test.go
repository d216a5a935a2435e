package tickets

import "testing"

func TestDownloadsEndAsTheirTypesDo(t *testing.T) {
	for _, tt := range []struct{ name, kind, want string }{
		{"Fehler.PNG", "image/png", "Fehler.PNG"},
		{"photo", "image/jpeg", "photo.jpg"},
		{"setup.exe", "application/zip", "setup.exe.zip"},
		{"report.docx", "application/zip", "report.docx"},
		{"vpn.log", "text/plain; charset=utf-16le", "vpn.log"},
		{"fix.bat", plainText, "fix.bat.txt"},
		{"page.html.", plainText, "page.html..txt"},
		{"from an older desk", "application/x-old", "from an older desk"},
	} {
		if got := (File{Name: tt.name, Type: tt.kind}).DownloadName(); got != tt.want {
			t.Errorf("%s of %s is given out as %q, want %q", tt.name, tt.kind, got, tt.want)
		}
	}
	for _, kind := range mediaTypes {
		if (File{Name: "a.exe", Type: kind}).DownloadName() == "a.exe" {
			t.Errorf("a.exe of %s is given out as such", kind)
		}
	}
}

package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/beckon-desk/beckon/tickets"
)

// transferLimit is how long a file may take to come or to go: at a fifth of a
// megabit the largest is through.
const transferLimit = 7 * time.Minute

type fileView struct {
	ID      tickets.FileID `json:"id"`
	Name    string         `json:"name"`
	Type    string         `json:"type"`
	Size    int64          `json:"size"`
	Picture bool           `json:"picture"` // a browser may show it where it is
}

func viewFile(f tickets.File) fileView {
	return fileView{ID: f.ID, Name: f.DownloadName(), Type: f.Type, Size: f.Size, Picture: f.Picture()}
}

func (a *api) fileRoutes(r chi.Router) {
	r.Post("/files", a.transferring(a.uploadFile))
	r.Delete("/files/{id}", a.signedIn(a.discardFile))
	r.Get("/tickets/{number}/files/{id}", a.transferring(a.getFile))
}

// transferring is signedIn with time enough for a file.
func (a *api) transferring(h userHandler) http.HandlerFunc {
	return a.streaming(func(w http.ResponseWriter, r *http.Request, c caller) error {
		ctx, cancel := context.WithTimeout(r.Context(), transferLimit)
		defer cancel()
		to, end := http.NewResponseController(w), time.Now().Add(transferLimit)
		if err := errors.Join(to.SetReadDeadline(end), to.SetWriteDeadline(end)); err != nil {
			return err
		}
		return h(w, r.WithContext(ctx), c)
	})
}

// uploadFile takes a file as it is: the body is its content.
func (a *api) uploadFile(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := a.uploads.admit(w, r, a.clock()); err != nil {
		return err
	}
	large := failure(tooLarge, "The file is too large; 10 MB at most. Send a part of it, or a link to where it is.")
	if r.ContentLength > tickets.MaxFile {
		return large
	}
	f, err := a.service.Upload(r.Context(), c.Actor, r.URL.Query().Get("name"), http.MaxBytesReader(w, r.Body, tickets.MaxFile))
	switch {
	case errors.As(err, new(*http.MaxBytesError)): // its length was not said
		return large
	case errors.Is(err, io.ErrUnexpectedEOF):
		return caused(failure(tickets.Invalid, "The file broke off on its way. Try again."), err)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return caused(failure(tickets.Invalid, "The file took too long on its way. Try again, or send a smaller one."), err)
	case err != nil:
		return err
	}
	return writeJSON(w, http.StatusCreated, struct {
		File fileView `json:"file"`
	}{viewFile(f)})
}

func (a *api) discardFile(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := a.service.Discard(r.Context(), c.Actor, tickets.FileID(chi.URLParam(r, "id"))); err != nil {
		return err
	}
	return nothing(w)
}

// filePolicy is that of what people have uploaded, should a browser ever show it
// as a page: nothing runs, nothing loads.
const filePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'"

// getFile answers with what a file holds. Browsers keep it, and ask each time
// whether it is still theirs to see; the answer to that is short.
func (a *api) getFile(w http.ResponseWriter, r *http.Request, c caller) error {
	n, err := ticketNumber(r)
	if err != nil {
		return err
	}
	f, content, err := a.service.File(r.Context(), c.Actor, n, tickets.FileID(chi.URLParam(r, "id")))
	if err != nil {
		return err
	}
	how := "attachment"
	if f.Picture() {
		how = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.DownloadName()}))
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", strconv.Quote(string(f.ID)))
	http.ServeContent(w, r, "", time.Time{}, content)
	return nil
}

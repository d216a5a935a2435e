package slack

import (
	"errors"
	"io"
	"net/http"

	"github.com/slack-go/slack"
)

// maxBody is the largest delivery that is read.
const maxBody = 1 << 20

// refusal is an HTTP status and a word about it for logs.
type refusal struct {
	status int
	err    error
}

// received returns the body of a request that Slack has signed within the last
// five minutes, or why it is refused. The body is checked before anything in it
// is looked at; a query string, which no signature covers, is refused outright.
func received(w http.ResponseWriter, r *http.Request, secrets []string) ([]byte, *refusal) {
	if r.URL.RawQuery != "" {
		return nil, &refusal{http.StatusBadRequest, errors.New("request with a query string")}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, &refusal{http.StatusRequestEntityTooLarge, err}
	}
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, err}
	}
	err = errors.New("no signing secret is set")
	for _, secret := range secrets {
		if err = signed(r.Header, secret, body); err == nil {
			return body, nil
		}
	}
	return nil, &refusal{http.StatusUnauthorized, err}
}

func signed(h http.Header, secret string, body []byte) error {
	v, err := slack.NewSecretsVerifier(h, secret)
	if err != nil {
		return err
	}
	_, _ = v.Write(body) // a hash takes everything
	return v.Ensure()
}

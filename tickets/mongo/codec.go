package mongo

import (
	"bytes"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/beckon-desk/beckon/tickets"
)

// encode returns v as BSON, its fields named as in JSON and left out when empty.
func encode(v any) (bson.Raw, error) {
	var b bytes.Buffer
	e := bson.NewEncoder(bson.NewDocumentWriter(&b))
	e.UseJSONStructTags()
	e.OmitEmpty()
	e.OmitZeroStruct()
	err := e.Encode(v)
	return b.Bytes(), err
}

// decode is encode backwards. Times come out in UTC and milliseconds.
func decode(raw bson.Raw, v any) error {
	d := bson.NewDecoder(bson.NewDocumentReader(bytes.NewReader(raw)))
	d.UseJSONStructTags()
	return d.Decode(v)
}

// maxDocument is what a server keeps in one document, in bytes.
const maxDocument = 16 << 20

// stored returns what is sent to the server: v as it is tagged, nothing left out.
func stored(v any) (bson.Raw, error) {
	raw, err := bson.Marshal(v)
	if err == nil && len(raw) > maxDocument {
		return nil, &tickets.Error{Kind: tickets.Conflict, Message: "This has grown too large to keep more in it. Go on in a new ticket."}
	}
	return raw, err
}

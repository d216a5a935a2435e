package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// copies are the modules whose source is edited, by the folder their copy is in.
var copies = map[string]string{
	"server":    serverModule,
	"miniredis": "github.com/alicebob/miniredis/v2", // the Redis in the server's memory
}

// An edit replaces a piece of a file of a copy.
type edit struct {
	file     string
	old, new string
	times    int // how often old occurs; another count means this is not the source we know
}

// edits are of three sorts.
//
// The first bind to loopback what the released server opens on every interface of the
// machine, whatever --host says. The Connect gateway trusts whoever holds a token
// signed with a constant in the source, so anyone on the network could sign up as a
// worker and be sent the events, which carry tickets.
//
// The second keep the server from writing down, four times over, what each event and
// each run was: its history, its trace, its spans and the event itself, for its own
// pages, which the module it is built from lacks, so that nobody can read them. It
// took half of the server's time and most of its memory, for ever.
//
// The third are for its Redis, which is made for tests and never meant to live long.
// Seven times a second it sorted the names of all keys, to let time pass for those that
// expire, and nobody could read or write meanwhile: some thousand tickets after the start
// that was most of what the server did. It also noted of every key that ever was when it
// was used and how often it was changed, for WATCH and OBJECT, which the server never
// asks; those notes outlived the keys. And the server remembers each run for a day, to
// know an event again that is sent twice. An hour will do: sent twice is what was sent
// and not seen to arrive, a moment later, and whatever a run does is safe to repeat.
var edits = []edit{
	{
		file:  "server/pkg/connect/service.go", // the Connect gateway and its gRPC side
		old:   `addr := fmt.Sprintf(":%d",`,
		new:   `addr := fmt.Sprintf("127.0.0.1:%d",`,
		times: 2,
	},
	{
		file:  "server/pkg/connect/grpc/grpc.go", // the executor's gRPC side
		old:   `addr := fmt.Sprintf(":%d",`,
		new:   `addr := fmt.Sprintf("127.0.0.1:%d",`,
		times: 1,
	},
	{
		file:  "server/pkg/execution/executor/executor.go", // listeners to what runs do: they record it
		old:   "\t\tfor _, item := range l {\n\t\t\te.AddLifecycleListener(item)\n\t\t}\n",
		times: 1,
	},
	{
		file:  "server/pkg/execution/executor/executor.go", // without one the executor has a tracer that does nothing
		old:   "\t\te.(*executor).tracerProvider = t\n",
		times: 1,
	},
	{
		file:  "server/cmd/devserver/devserver.go", // traces sent to itself, over HTTP
		old:   "itrace.TracerTypeOTLPHTTP",
		new:   "itrace.TracerTypeNoop",
		times: 2,
	},
	{
		file: "server/pkg/execution/runner/runner.go", // events, "for long-term storage"
		old: "\terr = s.cqrs.InsertEvent(\n\t\tctx,\n\t\tcqrs.ConvertFromEvent(tracked.GetInternalID(), tracked.GetEvent()),\n\t)\n" +
			"\tif err != nil {\n\t\treturn err\n\t}\n",
		times: 1,
	},
	{
		file: "miniredis/db.go", // time passes
		old: "\tfor _, key := range db.allKeys() {\n\t\tif value, ok := db.ttl[key]; ok {\n" +
			"\t\t\tdb.ttl[key] = value - duration\n\t\t\tdb.checkTTL(key)\n\t\t}\n\t}\n",
		new:   "\tfor key, value := range db.ttl {\n\t\tdb.ttl[key] = value - duration\n\t\tdb.checkTTL(key)\n\t}\n",
		times: 1,
	},
	{
		file:  "server/pkg/devserver/devserver.go", // how often it does: no time to live is shorter than seconds
		old:   "\tpoll := DefaultTickDuration\n",
		new:   "\tpoll := time.Second\n",
		times: 1,
	},
	{
		file:  "miniredis/db.go", // a key is changed
		old:   "\tdb.lru[k] = db.master.effectiveNow()\n\tdb.keyVersion[k]++\n",
		times: 1,
	},
	{
		file:  "miniredis/db.go", // a key is looked up
		old:   "\tif ok {\n\t\tdb.lru[k] = db.master.effectiveNow()\n\t}\n",
		times: 1,
	},
	{
		file:  "miniredis/db.go", // a key goes
		old:   "\tdelete(db.lru, k)\n\tdb.keyVersion[k]++\n",
		times: 1,
	},
	{
		file:  "server/pkg/consts/consts.go", // how long runs are remembered
		old:   "FunctionIdempotencyPeriod = 24 * time.Hour",
		new:   "FunctionIdempotencyPeriod = time.Hour",
		times: 1,
	},
}

// portsFile lets the environment name the two gRPC ports. The released server has
// settings for them that nothing can set, so a second server on the machine finds
// 50052 and 50053 taken and its Connect workers get no work.
const (
	portsFile = "server/pkg/config/connect/beckon.go"
	portsCode = `package connect

import "github.com/spf13/viper"

func init() {
	for key, env := range map[string]string{
		GatewayPortKey:  "INNGEST_CONNECT_GATEWAY_GRPC_PORT",
		ExecutorPortKey: "INNGEST_CONNECT_EXECUTOR_GRPC_PORT",
	} {
		if err := viper.BindEnv(key, env); err != nil {
			panic(err)
		}
	}
}
`
)

// prepare fills the folder work with a module that is ready to build: the go.mod and
// go.sum of module and, beside them and in place of what they name, the edited copies of
// the sources, which are given by their folders. Copies, because the go command refuses
// to overlay files of its module cache.
func prepare(module string, sources map[string]string, work string) error {
	goMod, err := os.ReadFile(filepath.Join(module, "go.mod"))
	if err != nil {
		return err
	}
	for folder, source := range sources {
		if err := os.CopyFS(filepath.Join(work, folder), os.DirFS(source)); err != nil {
			return err
		}
		goMod = fmt.Appendf(goMod, "\nreplace %s => ./%s\n", copies[folder], folder)
	}
	goSum, err := os.ReadFile(filepath.Join(module, "go.sum"))
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{"go.mod": goMod, "go.sum": goSum} {
		if err := os.WriteFile(filepath.Join(work, name), content, 0o644); err != nil {
			return err
		}
	}
	for _, e := range edits {
		if err := e.apply(work); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(work, filepath.FromSlash(portsFile)), []byte(portsCode), 0o644)
}

// apply edits the file under root.
func (e edit) apply(root string) error {
	path := filepath.Join(root, filepath.FromSlash(e.file))
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if got := strings.Count(string(content), e.old); got != e.times {
		return fmt.Errorf("%s: found %q %d times, want %d: not the source of v%s", e.file, e.old, got, e.times, version)
	}
	return os.WriteFile(path, []byte(strings.ReplaceAll(string(content), e.old, e.new)), 0o644)
}

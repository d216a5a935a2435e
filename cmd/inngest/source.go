package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// An edit replaces a piece of a file of the server's source.
type edit struct {
	file     string
	old, new string
	times    int // how often old occurs; another count means this is not the source we know
}

// edits are of two sorts.
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
var edits = []edit{
	{
		file:  "pkg/connect/service.go", // the Connect gateway and its gRPC side
		old:   `addr := fmt.Sprintf(":%d",`,
		new:   `addr := fmt.Sprintf("127.0.0.1:%d",`,
		times: 2,
	},
	{
		file:  "pkg/connect/grpc/grpc.go", // the executor's gRPC side
		old:   `addr := fmt.Sprintf(":%d",`,
		new:   `addr := fmt.Sprintf("127.0.0.1:%d",`,
		times: 1,
	},
	{
		file:  "pkg/execution/executor/executor.go", // listeners to what runs do: they record it
		old:   "\t\tfor _, item := range l {\n\t\t\te.AddLifecycleListener(item)\n\t\t}\n",
		times: 1,
	},
	{
		file:  "pkg/execution/executor/executor.go", // without one the executor has a tracer that does nothing
		old:   "\t\te.(*executor).tracerProvider = t\n",
		times: 1,
	},
	{
		file:  "cmd/devserver/devserver.go", // traces sent to itself, over HTTP
		old:   "itrace.TracerTypeOTLPHTTP",
		new:   "itrace.TracerTypeNoop",
		times: 2,
	},
	{
		file: "pkg/execution/runner/runner.go", // events, "for long-term storage"
		old: "\terr = s.cqrs.InsertEvent(\n\t\tctx,\n\t\tcqrs.ConvertFromEvent(tracked.GetInternalID(), tracked.GetEvent()),\n\t)\n" +
			"\tif err != nil {\n\t\treturn err\n\t}\n",
		times: 1,
	},
}

// portsFile lets the environment name the two gRPC ports. The released server has
// settings for them that nothing can set, so a second server on the machine finds
// 50052 and 50053 taken and its Connect workers get no work.
const (
	portsFile = "pkg/config/connect/beckon.go"
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
// go.sum of module and, in work/server, the edited copy of the server's source.
// A copy, because the go command refuses to overlay files of its module cache.
func prepare(module, source, work string) error {
	server := filepath.Join(work, "server")
	if err := os.CopyFS(server, os.DirFS(source)); err != nil {
		return err
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(module, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(work, name), content, 0o644); err != nil {
			return err
		}
	}
	for _, e := range edits {
		if err := e.apply(server); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(server, filepath.FromSlash(portsFile)), []byte(portsCode), 0o644)
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

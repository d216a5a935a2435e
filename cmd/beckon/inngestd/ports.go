package inngestd

import (
	"fmt"
	"net"
	"strconv"
)

// ports are the TCP ports a server listens on, all on 127.0.0.1.
type ports struct {
	api         int // events, functions, the development UI
	connect     int // the Connect gateway, for workers that dial in
	gatewayGRPC int // the gateway's and the executor's talk with each other
	executor    int
}

// usualPorts are those people know from Inngest's documentation.
var usualPorts = ports{api: 8288, connect: 8289, gatewayGRPC: 50052, executor: 50053}

func (p ports) all() []int { return []int{p.api, p.connect, p.gatewayGRPC, p.executor} }

func (p ports) url() string { return "http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(p.api)) }

// pickPorts returns the usual ports if all of them are free, else four that are. Nothing
// holds them until the server does: who loses that race learns of it by errPortTaken.
func pickPorts() (ports, error) {
	if free(usualPorts.all()...) == nil {
		return usualPorts, nil
	}
	return otherPorts()
}

// otherPorts returns four ports that are free.
func otherPorts() (p ports, err error) {
	var open []net.Listener // all at once, or the same port could be given twice
	defer func() {
		for _, l := range open {
			l.Close()
		}
	}()
	for _, port := range []*int{&p.api, &p.connect, &p.gatewayGRPC, &p.executor} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return ports{}, fmt.Errorf("no free port: %w", err)
		}
		open = append(open, l)
		*port = l.Addr().(*net.TCPAddr).Port
	}
	return p, nil
}

// free returns nil if one can listen on all of the ports.
func free(ports ...int) error {
	for _, port := range ports {
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			return err
		}
		l.Close()
	}
	return nil
}

package inngestd

import (
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
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
func otherPorts() (ports, error) {
	p, err := FreePorts(4)
	if err != nil {
		return ports{}, err
	}
	return ports{api: p[0], connect: p[1], gatewayGRPC: p[2], executor: p[3]}, nil
}

// Where FreePorts looks: below the ports that a system gives by itself to
// listeners and to every connection that goes out, from 32768 on Linux and
// 49152 elsewhere.
const firstPort, lastPort = 20000, 32767

// FreePorts returns n different ports of 127.0.0.1 that nobody has, chosen by
// chance. The system gives them to nobody by itself, so a process that dies
// most likely finds its port free again.
func FreePorts(n int) ([]int, error) {
	var chosen []int
	for range 100 * n {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		if !slices.Contains(chosen, port) && free(port) == nil {
			chosen = append(chosen, port)
		}
		if len(chosen) == n {
			return chosen, nil
		}
	}
	return nil, fmt.Errorf("no %d free ports between %d and %d", n, firstPort, lastPort)
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

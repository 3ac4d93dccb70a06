package stack

import (
	"context"
	"errors"
	"net"
	"strconv"
	"syscall"
)

// loopback is what `localhost` may mean: which of them comes first is the client's to choose.
var loopback = []string{"127.0.0.1", "::1"}

// CheckPort says whether Start would find its port free. The error is a *net.OpError, which
// names the address.
func CheckPort(ctx context.Context, port int) error {
	listeners, err := listen(ctx, port)
	closeAll(listeners)
	return err
}

// listen opens a port on both addresses of this machine, and with port 0 one that is free on
// both. A machine without IPv6 has only the first.
func listen(ctx context.Context, port int) ([]net.Listener, error) {
	const tries = 20
	for try := 1; ; try++ {
		listeners, err := listenBoth(ctx, port)
		if err == nil {
			return listeners, nil
		}
		closeAll(listeners)
		if port != 0 || try == tries || !errors.Is(err, syscall.EADDRINUSE) {
			return nil, err
		}
	}
}

func listenBoth(ctx context.Context, port int) (listeners []net.Listener, err error) {
	for _, address := range loopback {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(address, strconv.Itoa(port)))
		if len(listeners) > 0 && (errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT)) {
			return listeners, nil // there is no IPv6
		}
		if err != nil {
			return listeners, err
		}
		listeners = append(listeners, l)
		port = l.Addr().(*net.TCPAddr).Port
	}
	return listeners, nil
}

func closeAll(listeners []net.Listener) {
	for _, l := range listeners {
		_ = l.Close()
	}
}

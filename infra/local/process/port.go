package process

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
)

// The ports from which FreePort takes one. Systems give those from 32768 on to all who ask for any port, so one of
// those that is closed for a program to open may be somebody else's by then.
const lowestPort, highestPort = 20000, 32000

// FreePort gives a port that nothing listens on, for a program that is told which one to open.
func FreePort(ctx context.Context) (string, error) {
	for range 100 {
		port := strconv.Itoa(lowestPort + rand.IntN(highestPort-lowestPort)) //nolint:gosec // a port is no secret
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", port))
		if err == nil {
			return port, listener.Close()
		}
	}
	return "", errors.New("a hundred ports were tried, and none is free")
}

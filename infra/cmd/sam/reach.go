package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"latchkey/infra/local/stack"
)

// reachable gives the environment of the stack's functions with the endpoints as a container
// reaches them: those of the stack are on the loopback, where a container finds itself.
func reachable(ctx context.Context, s *stack.Stack) (all map[string]string, closeAll func(), err error) {
	var servers []*http.Server
	closeAll = func() {
		for _, server := range servers {
			_ = server.Close()
		}
	}
	if all, err = s.Environment(); err != nil {
		return nil, nil, err
	}
	for name, endpoint := range all {
		if !strings.HasPrefix(name, "AWS_ENDPOINT_URL_") {
			continue
		}
		server, url, err := forward(ctx, endpoint)
		if err != nil {
			closeAll()
			return nil, nil, fmt.Errorf("open %s to containers: %w", endpoint, err)
		}
		servers = append(servers, server)
		all[name] = url
	}
	return all, closeAll, nil
}

// forward passes on to an endpoint what containers ask of the URL that it gives.
func forward(ctx context.Context, endpoint string) (*http.Server, string, error) {
	target, err := url.Parse(endpoint)
	if err != nil {
		return nil, "", err
	}
	listen, host := bridge()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(listen, "0"))
	if err != nil {
		return nil, "", err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil, "", err
	}
	server := &http.Server{Handler: httputil.NewSingleHostReverseProxy(target), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return server, "http://" + net.JoinHostPort(host, port), nil
}

// bridge is where to listen for containers, and what they call it: the address of Docker's
// bridge or, where Docker is in a machine of its own, the name that it has for this one, which
// leads to the loopback.
func bridge() (listen, host string) {
	const elsewhere = "host.docker.internal"
	docker, err := net.InterfaceByName("docker0")
	if err != nil {
		return "127.0.0.1", elsewhere
	}
	addresses, err := docker.Addrs()
	if err != nil {
		return "127.0.0.1", elsewhere
	}
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok && network.IP.To4() != nil {
			return network.IP.String(), network.IP.String()
		}
	}
	return "127.0.0.1", elsewhere
}

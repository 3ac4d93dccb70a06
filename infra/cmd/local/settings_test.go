package main

import (
	"errors"
	"maps"
	"net"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestSettingsAreRefused(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"PORT", "http", `PORT is "http", which is not a port`},
		{"PORT", "70000", `PORT is "70000", which is not a port`},
		{"PARAMS", "RegistrationMode", `PARAMS begins with "RegistrationMode"`},
	} {
		_, err := readSettings(environment(map[string]string{c.name: c.value}))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s=%s: %v, want %q", c.name, c.value, err, c.want)
		}
	}
}

func TestSettings(t *testing.T) {
	s, err := readSettings(environment(map[string]string{"PARAMS": " ServiceName=My  Own Service EmailConfirmation=off"}))
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"ServiceName": "My Own Service", "EmailConfirmation": "off"}; !maps.Equal(s.parameters, want) {
		t.Errorf("parameters %v", s.parameters)
	}
	if s.port != 3000 || s.admin.Username != "admin" || s.admin.Email != "admin@latchkey.example" || s.dynamodbFolder() != "" {
		t.Errorf("settings %+v", s)
	}
}

func TestGeneratedPasswordsDiffer(t *testing.T) {
	form := regexp.MustCompile(`^[a-z2-9]{5}(-[a-z2-9]{5}){3}$`)
	if a, b := newPassword(), newPassword(); a == b || !form.MatchString(a) {
		t.Errorf("passwords %s and %s", a, b)
	}
}

// A browser and a script may use different addresses of localhost, and must reach the same stack.
func TestTakenPortIsOneSentence(t *testing.T) {
	for _, address := range []string{"127.0.0.1", "::1"} {
		listener, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
		if errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT) {
			continue // no IPv6 here
		}
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = listener.Close() }()
		port := listener.Addr().(*net.TCPAddr).Port
		err = settings{port: port}.check(t.Context())
		want := "port " + strconv.Itoa(port) + " is taken, by what listens on " + listener.Addr().String() + ": "
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

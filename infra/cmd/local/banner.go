package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"latchkey/infra/local/schedule"
	"latchkey/infra/local/stack"
)

// printPages says first of all where people go. The address answers once the rest is printed.
func printPages(out io.Writer, s settings) {
	if s.parameters["Pages"] != "off" {
		_, _ = fmt.Fprintf(out, "Latchkey will be at %s/app/sign-in\n", stack.URL(s.port))
	}
}

// printBanner says where everything is.
func printBanner(out io.Writer, running *stack.Stack, settings settings, existed bool) {
	var tables []string
	for _, t := range running.Tables {
		tables = append(tables, t.Name)
	}
	lines := [][2]string{
		{"Address", running.URL},
		{"Docs", running.URL + "/docs   the contract, as a page"},
		{"Outbox", running.URL + "/_local/outbox   mails and texts, with their codes"},
		{"Events", running.URL + "/_local/events   what other programs are told"},
		{"DynamoDB", running.DynamoDBEndpoint},
	}
	if settings.parameters["Pages"] != "off" {
		lines = slices.Insert(lines, 0, [2]string{"Pages", running.URL + "/app/sign-in   register, sign in, manage the account; for the admin, the console"})
	}
	for i := 0; i < len(tables); i += 4 {
		label := ""
		if i == 0 {
			label = "Tables"
		}
		lines = append(lines, [2]string{label, strings.Join(tables[i:min(i+4, len(tables))], "  ")})
	}
	if existed {
		lines = append(lines, [2]string{"Admin", "the one from the first start with " + settings.kept()})
	} else {
		a := settings.admin
		lines = append(lines,
			[2]string{"Admin", a.Username + "   " + a.Email},
			[2]string{"Password", a.Password},
			[2]string{"", "signing in sends a code to the outbox"})
	}
	for _, s := range running.Service.Schedules {
		if schedule.Once(s.Expression) {
			lines = append(lines, [2]string{"Schedule", s.Expression + " is not followed here: " + s.Function + " ran once, at the start"})
		}
	}
	if missing := running.Missing(); len(missing) > 0 {
		lines = append(lines, [2]string{"Not built", strings.Join(missing, ", ")})
	}
	_, _ = fmt.Fprintln(out, "\nThe service is running. Ctrl-C stops everything.")
	for _, line := range lines {
		_, _ = fmt.Fprintf(out, "  %-10s %s\n", line[0], line[1])
	}
	_, _ = fmt.Fprintln(out)
}

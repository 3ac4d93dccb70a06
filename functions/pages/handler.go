package main

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"latchkey/shared/domain/fault"
	"latchkey/shared/edge/api"
)

// policy lets a page run the scripts that are served here and ask this service, and nothing else.
// A text never becomes markup or script, because trusted types are required and none are made.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// names are the pages. The console is for staff.
var names = []string{"sign-in", "two-factor", "register", "confirm", "cancel", "forgot", "reset", "account", "console"}

// moved are addresses that mails linked to before. Browsers keep the fragment, which has the code.
// They are relative, because a proxy may serve the service below a path.
var moved = map[string]string{
	"GET /":                      "app/sign-in",
	"GET /users/confirm":         "../app/confirm",
	"GET /users/register/cancel": "../../app/cancel",
	"GET /password-reset":        "app/reset",
}

var errNoPage = fault.New(fault.NotFound, "page_not_found", "There is no such page.")

func (s site) serve(_ context.Context, r *api.Request) (api.Reply, error) {
	if to, is := moved[r.Route()]; is {
		return api.SeeOther(to), nil
	}
	name := r.Path("file")
	if f, is := s.files[name]; is {
		return f.reply(r), nil
	}
	if strings.Contains(name, ".") {
		return api.Reply{}, errNoPage
	}
	return s.document(r, name), nil
}

// document answers every page with the same HTML: its script finds out which one is shown.
func (s site) document(r *api.Request, name string) api.Reply {
	reply := page(s.page)
	to, asked := r.LookupQuery("return_to")
	switch {
	case !slices.Contains(names, name), name == "console" && !s.settings.Console:
		return reply.Status(http.StatusNotFound)
	case asked && !s.returns.Has(to):
		// An address that is not listed is not even shown: it may be there to deceive.
		return page(s.refusal).Status(http.StatusBadRequest)
	}
	return reply
}

func page(html string) api.Reply {
	return api.Page(html, policy).With("cross-origin-opener-policy", "same-origin")
}

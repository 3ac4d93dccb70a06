package main

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/clients/protect"
)

type note struct {
	Owner int64  `json:"owner"`
	Text  string `json:"text"`
}

// notebook keeps notes for as long as its process lives: what is to last wants a table.
type notebook struct {
	mu    sync.Mutex
	notes []note
}

type (
	request  = events.APIGatewayV2HTTPRequest
	response = events.APIGatewayV2HTTPResponse
)

// add keeps a note of the caller's; whose it is, is not the body's to say.
func (n *notebook) add(ctx context.Context, r request) (response, error) {
	caller, _ := protect.CallerOf(ctx)
	var in struct{ Text string }
	if err := json.Unmarshal([]byte(r.Body), &in); err != nil || in.Text == "" {
		return response{StatusCode: http.StatusBadRequest}, nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.notes = append(n.notes, note{caller.UserID, in.Text})
	return response{StatusCode: http.StatusCreated}, nil
}

func (n *notebook) mine(ctx context.Context, _ request) (response, error) {
	caller, _ := protect.CallerOf(ctx)
	return n.where(func(it note) bool { return it.Owner == caller.UserID })
}

func (n *notebook) all(context.Context, request) (response, error) {
	return n.where(func(note) bool { return true })
}

func (n *notebook) where(wanted func(note) bool) (response, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	found := []note{}
	for _, it := range n.notes {
		if wanted(it) {
			found = append(found, it)
		}
	}
	body, err := json.Marshal(map[string]any{"notes": found})
	return response{
		StatusCode: http.StatusOK, Body: string(body), Headers: map[string]string{"content-type": "application/json"},
	}, err
}

package main

import (
	"sync"
	"testing"

	"latchkey/shared/domain/account"
)

// A lost update is refused, never silent.
func TestConcurrentChanges(t *testing.T) {
	w, h := setUp(t)
	u, boss := w.User(t, "mary", nil), w.Staff(t, "boss", account.RoleAdmin)
	statuses := make([]int, 20)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range statuses {
		done.Go(func() {
			start.Wait()
			statuses[i] = patch(t, w, h, boss, u, `{"username":"mary`+string(rune('a'+i))+`"}`).Status
		})
	}
	start.Done()
	done.Wait()
	won := 0
	for _, s := range statuses {
		switch s {
		case 200:
			won++
		case 409:
		default:
			t.Errorf("status %d", s)
		}
	}
	if now := read(t, w, u); won == 0 || now.Version != u.Version+int64(won) || w.Count(t)["Claims"] != 5 {
		t.Errorf("%d won, version %d, %v", won, now.Version, w.Count(t))
	}
}

// two admins who demote each other, over and over: one is always left.
func TestAdminsDemotingEachOther(t *testing.T) {
	w, h := setUp(t)
	asAdmin := func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) }
	first := w.User(t, "first", asAdmin)
	second := w.User(t, "second", asAdmin)
	for range 50 {
		var both sync.WaitGroup
		for _, pair := range [][2]account.User{{first, second}, {second, first}} {
			both.Go(func() {
				if a := patch(t, w, h, pair[0], pair[1], `{"role":"user"}`); a.Status != 200 && a.Status != 409 && a.Status != 503 {
					t.Errorf("%d %s", a.Status, a.Body)
				}
			})
		}
		both.Wait()
		left := 0
		for _, u := range []account.User{first, second} {
			if now := read(t, w, u); now.ActiveAdmin() {
				left++
			} else if a := patch(t, w, h, account.User{ID: 1, Role: account.RoleAdmin}, now, `{"role":"admin"}`); a.Status != 200 {
				t.Fatalf("promote: %d %s", a.Status, a.Body)
			}
		}
		if left == 0 {
			t.Fatal("no admin is left")
		}
	}
}

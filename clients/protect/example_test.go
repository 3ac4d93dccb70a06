package protect_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"latchkey/clients/protect"
)

// A service that runs anywhere and asks Latchkey for the caller.
func ExampleGuard() {
	latchkey := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-User-Id", "7")
		_, _ = fmt.Fprint(w, `{"id": 7, "role": "user"}`)
	}))
	defer latchkey.Close()

	guard, err := protect.NewGuard(latchkey.URL, nil, 2*time.Second)
	if err != nil {
		fmt.Println(err)
		return
	}
	notes := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller, _ := protect.CallerOf(r.Context())
		_, _ = fmt.Fprintf(w, "notes of user %d", caller.UserID)
	})
	mux := http.NewServeMux()
	mux.Handle("GET /notes/mine", guard.For(protect.Users)(notes))
	mux.Handle("GET /notes/all", guard.For(protect.Staff)(notes))

	for _, path := range []string{"/notes/mine", "/notes/all"} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Authorization", "Bearer lks_Ado")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		fmt.Println(path, w.Code)
	}
	// Output:
	// /notes/mine 200
	// /notes/all 403
}

// Command application is an example of an application whose users sign in on Latchkey's page. It serves a
// page on an origin of its own, and nothing else: the page does the rest.
//
//	make run PARAMS="AllowedOrigins=http://localhost:4400 ReturnUrls=http://localhost:4400/"
//	go run ./infra/example/application
package main

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"time"
)

//go:embed page
var files embed.FS

func main() {
	latchkey, port := cmp.Or(os.Getenv("LATCHKEY"), "http://localhost:3000"), cmp.Or(os.Getenv("PORT"), "4400")
	site, err := site(latchkey)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "localhost:"+port)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("The application is at http://localhost:%s/, and its users sign in at %s", port, latchkey)
	server := &http.Server{Handler: site, ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.Serve(listener))
}

// site serves the page, which may call Latchkey and no other service.
func site(latchkey string) (http.Handler, error) {
	page, err := fs.Sub(files, "page")
	if err != nil {
		return nil, fmt.Errorf("the files of the page: %w", err)
	}
	index, err := template.ParseFS(page, "index.html")
	if err != nil {
		return nil, fmt.Errorf("the page: %w", err)
	}
	policy := "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; " +
		"frame-ancestors 'none'; connect-src " + latchkey
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(page))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := index.Execute(w, latchkey); err != nil {
			log.Print(err)
		}
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		mux.ServeHTTP(w, r)
	}), nil
}

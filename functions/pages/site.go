package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"path"
	"strings"

	"latchkey/shared/domain/authorizationcode"
	"latchkey/shared/edge/api"
)

// config is what the pages have to know of the deployment. Everyone may read it.
type config struct {
	Service           string `json:"service"`
	Contact           string `json:"contact"`
	Language          string `json:"language"`
	RegistrationKey   bool   `json:"registrationKey"`
	EmailConfirmation bool   `json:"emailConfirmation"`
	PasswordMinLength int    `json:"passwordMinLength"`
	PinHours          int    `json:"pinHours"`
	Console           bool   `json:"console"`
	WrongReturn       bool   `json:"wrongReturn"`
}

// site is everything that is served, ready to be sent.
type site struct {
	page     string // the one document of all pages
	refusal  string // the same, for an address to return to that is not listed
	files    map[string]file
	settings config
	returns  authorizationcode.ReturnURLs
}

// file is a script or a style, plain and compressed: HTTP APIs do not compress.
type file struct{ mediaType, plain, compressed string }

var mediaTypes = map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}

// open reads what the build made.
func open(built fs.FS, settings config, accent string, returns authorizationcode.ReturnURLs) (site, error) {
	s := site{files: map[string]file{}, settings: settings, returns: returns}
	names, err := fs.Glob(built, "dist/*.*")
	if err != nil {
		return site{}, fmt.Errorf("list the pages: %w", err)
	}
	for _, name := range names {
		mediaType, served := mediaTypes[path.Ext(name)]
		if !served {
			continue
		}
		content, err := fs.ReadFile(built, name)
		if err != nil {
			return site{}, fmt.Errorf("read %s: %w", name, err)
		}
		if s.files[path.Base(name)], err = pack(mediaType, content); err != nil {
			return site{}, err
		}
	}
	colours, err := theme(accent)
	if err != nil {
		return site{}, err
	}
	themeName := "accent-" + strings.TrimPrefix(accent, "#") + ".css"
	if s.files[themeName], err = pack(mediaTypes[".css"], []byte(colours)); err != nil {
		return site{}, err
	}
	document, err := fs.ReadFile(built, "dist/index.html")
	if err != nil {
		return site{}, fmt.Errorf("the pages are not built: %w", err)
	}
	if s.page, err = fill(string(document), settings, themeName); err != nil {
		return site{}, err
	}
	settings.WrongReturn = true
	if s.refusal, err = fill(string(document), settings, themeName); err != nil {
		return site{}, err
	}
	return s, nil
}

// fill tells the document of the deployment.
func fill(document string, settings config, theme string) (string, error) {
	known, err := json.Marshal(settings)
	if err != nil {
		return "", fmt.Errorf("write the settings: %w", err)
	}
	return strings.NewReplacer(
		"{{service}}", html.EscapeString(settings.Service),
		"{{config}}", html.EscapeString(string(known)),
		"{{accent}}", theme,
	).Replace(document), nil
}

func pack(mediaType string, content []byte) (file, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return file{}, fmt.Errorf("compress: %w", err)
	}
	if _, err := w.Write(content); err != nil {
		return file{}, fmt.Errorf("compress: %w", err)
	}
	if err := w.Close(); err != nil {
		return file{}, fmt.Errorf("compress: %w", err)
	}
	return file{mediaType, string(content), base64.StdEncoding.EncodeToString(out.Bytes())}, nil
}

func (f file) reply(r *api.Request) api.Reply {
	if strings.Contains(r.Header("accept-encoding"), "gzip") {
		return api.Compressed(f.compressed, f.mediaType).Immutable()
	}
	return api.Text(f.plain, f.mediaType).Immutable()
}

package main

import (
	"archive/zip"
	"bytes"
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
	Passkeys          bool   `json:"passkeys"`
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

// file is a script or a style. It is there compressed, too, if that makes it smaller: HTTP APIs do not compress.
type file struct{ mediaType, plain, compressed string }

var mediaTypes = map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}

// open reads what the build made.
func open(built fs.FS, settings config, accent string, returns authorizationcode.ReturnURLs) (site, error) {
	s := site{files: map[string]file{}, settings: settings, returns: returns}
	names, err := fs.Glob(built, "*")
	if err != nil {
		return site{}, fmt.Errorf("list the pages: %w", err)
	}
	for _, name := range names {
		mediaType, served := mediaTypes[path.Ext(name)]
		if !served {
			continue
		}
		plain, err := fs.ReadFile(built, name)
		if err != nil {
			return site{}, fmt.Errorf("read %s: %w", name, err)
		}
		compressed, err := fs.ReadFile(built, name+".gz")
		if err != nil {
			return site{}, fmt.Errorf("read %s, compressed: %w", name, err)
		}
		s.files[name] = file{mediaType, string(plain), base64.StdEncoding.EncodeToString(compressed)}
	}
	colours, err := theme(accent)
	if err != nil {
		return site{}, err
	}
	themeName := "accent-" + strings.TrimPrefix(accent, "#") + ".css"
	s.files[themeName] = file{mediaType: mediaTypes[".css"], plain: colours}
	document, err := fs.ReadFile(built, "index.html")
	if err != nil {
		return site{}, fmt.Errorf("read the document: %w", err)
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

// unpack gives the files that the build packed.
func unpack(dist fs.FS) (fs.FS, error) {
	packed, err := fs.ReadFile(dist, "dist/pages.zip")
	if err != nil {
		return nil, fmt.Errorf("the pages are not built: %w", err)
	}
	files, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, fmt.Errorf("unpack the pages: %w", err)
	}
	return files, nil
}

func (f file) reply(r *api.Request) api.Reply {
	if f.compressed != "" && strings.Contains(r.Header("accept-encoding"), "gzip") {
		return api.Compressed(f.compressed, f.mediaType).Immutable()
	}
	return api.Text(f.plain, f.mediaType).Immutable()
}

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// offlineScript is what keeps the page for visits without a network. Browsers accept it for
// what lies below its own folder only, so it stands beside the pages.
const offlineScript = "offline-worker.js"

// kept is every file of one version of the site, as offlineScript reads it.
type kept struct {
	Version string     `json:"version"` // a digest of all names and pages
	Pages   []keptPage `json:"pages"`
	Assets  []string   `json:"assets"`
}

// keptPage is a page, and by what a page of this version is known: hosts may change others
// of its bytes.
type keptPage struct {
	Name  string `json:"name"` // "./" for the first page
	Holds string `json:"holds"`
}

// keepOffline writes the list of all files into offlineScript.
func keepOffline(files []file) error {
	script := slices.IndexFunc(files, func(f file) bool { return f.source == offlineScript })
	if script < 0 {
		return fmt.Errorf("site/src/%s is missing", offlineScript)
	}
	list, digest := kept{}, sha256.New()
	for _, f := range files {
		fmt.Fprintln(digest, f.path)
		switch {
		case isPage(f.source):
			digest.Write(f.data)
			module := linkedModule.FindSubmatch(f.data)
			if module == nil {
				return fmt.Errorf("%s loads no module, by which its version would be known", f.source)
			}
			list.Pages = append(list.Pages, keptPage{nameOf(f.path), string(module[1])})
		case f.source == offlineScript:
			digest.Write(f.data)
		case strings.HasPrefix(f.path, assets):
			list.Assets = append(list.Assets, f.path)
		}
	}
	list.Version = hex.EncodeToString(digest.Sum(nil)[:6])
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	files[script].data = bytes.Join([][]byte{[]byte("const files = "), text, []byte(";\n"), files[script].data}, nil)
	return nil
}

// nameOf returns the address of a page: many hosts answer one that ends in index.html by a
// redirection.
func nameOf(path string) string {
	if path == "index.html" {
		return "./"
	}
	return path
}

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/resonetics/playground/site/security"
)

// assets is the folder of the files whose names carry a hash.
const assets = security.Assets

// readSources returns the files of the page by their path below dir.
func readSources(dir string) (map[string][]byte, error) {
	sources := make(map[string][]byte)
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		sources[filepath.ToSlash(name)], err = os.ReadFile(file)
		return err
	})
	return sources, err
}

// file is one file of the site as it is written.
type file struct {
	source string // its name before it got a hash
	path   string // below the site's root
	data   []byte
}

// linker gives files their hashed names and follows them into the files that refer to
// them, so that a changed file changes the name of everything above it.
type linker struct {
	sources map[string][]byte
	done    map[string]file
	open    []string // files being linked, to name a cycle
}

// link returns the files of the site, the pages last.
func link(sources map[string][]byte) ([]file, error) {
	l := &linker{sources: sources, done: make(map[string]file)}
	names := make([]string, 0, len(sources))
	for name := range sources {
		names = append(names, name)
	}
	slices.Sort(names)
	var files, pages []file
	for _, name := range names {
		f, err := l.resolve(name)
		if err != nil {
			return nil, err
		}
		if isPage(name) {
			pages = append(pages, f)
		} else {
			files = append(files, f)
		}
	}
	return append(files, pages...), nil
}

func isPage(name string) bool { return filepath.Ext(name) == ".html" }

// atRoot reports whether a file keeps its name and stands beside the pages: what browsers
// look for at one address for ever.
func atRoot(name string) bool {
	return isPage(name) || name == offlineScript || filepath.Ext(name) == ".webmanifest"
}

// reference is how files name each other, from the folder that they are in: "./name"
// or "../name" in quotes or in url().
var reference = regexp.MustCompile(`(["'(])(\.\.?/[\w./-]+)(["')])`)

func (l *linker) resolve(name string) (file, error) {
	if f, ok := l.done[name]; ok {
		return f, nil
	}
	if slices.Contains(l.open, name) {
		return file{}, fmt.Errorf("%s refer to each other in a circle", strings.Join(append(l.open, name), ", "))
	}
	l.open = append(l.open, name)
	data := l.sources[name]
	if text := textual[filepath.Ext(name)]; text {
		var err error
		if data, err = l.rewrite(name, data); err != nil {
			return file{}, err
		}
	}
	l.open = l.open[:len(l.open)-1]
	f := file{source: name, path: name, data: data}
	if !atRoot(name) {
		f.path = assets + hashed(name, data)
	}
	l.done[name] = f
	return f, nil
}

var textual = map[string]bool{".html": true, ".js": true, ".css": true, ".svg": true, ".webmanifest": true}

// rewrite replaces the references of a file by the final names.
func (l *linker) rewrite(name string, data []byte) ([]byte, error) {
	var failed error
	data = reference.ReplaceAllFunc(data, func(match []byte) []byte {
		parts := reference.FindSubmatch(match)
		other := path.Join(path.Dir(name), string(parts[2]))
		if _, ok := l.sources[other]; !ok {
			failed = fmt.Errorf("%s refers to %s, which does not exist", name, other)
			return match
		}
		f, err := l.resolve(other)
		if err != nil {
			failed = err
			return match
		}
		place := f.path
		switch {
		case atRoot(name):
		case atRoot(other):
			place = "../" + place
		default:
			place = strings.TrimPrefix(place, assets)
		}
		return []byte(string(parts[1]) + "./" + place + string(parts[3]))
	})
	return data, failed
}

// hashed returns name with a digest of data in it. All files but those of atRoot end in one
// folder.
func hashed(name string, data []byte) string {
	sum := sha256.Sum256(data)
	ext := filepath.Ext(name)
	return strings.ReplaceAll(strings.TrimSuffix(name, ext), "/", "-") + "." + hex.EncodeToString(sum[:6]) + ext
}

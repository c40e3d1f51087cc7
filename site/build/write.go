package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"
)

// manifest lists what was written. Sizes are in bytes.
type manifest struct {
	Files []entry `json:"files"`
	Total sizes   `json:"total"`
}

type entry struct {
	Source string `json:"source"`
	Path   string `json:"path"`
	sizes
}

type sizes struct {
	Raw  int `json:"raw"`
	Br   int `json:"br"`
	Gzip int `json:"gzip"`
}

// manifestName is the manifest's file in the site.
const manifestName = "manifest.json"

// keepName is the file that keeps an unbuilt site's folder in the repository.
const keepName = ".keep"

// write puts the files, their compressed copies and a manifest into a fresh
// folder beside out, and puts that in out's place when it is complete: what
// serves or embeds out meanwhile finds an earlier build or this one, not some of
// each. It returns the manifest.
func write(out string, files []file, p *packer) (*manifest, error) {
	parent, name := filepath.Split(filepath.Clean(out))
	if err := os.MkdirAll(filepath.Join(parent, "."), 0o755); err != nil {
		return nil, err
	}
	fresh, err := os.MkdirTemp(filepath.Join(parent, "."), "."+name+"-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(fresh) // what is left of it
	list, err := fill(filepath.Join(fresh, "new"), files, p)
	if err != nil {
		return nil, err
	}
	return list, replace(out, filepath.Join(fresh, "new"), filepath.Join(fresh, "old"))
}

// fill writes the whole site into an empty folder.
func fill(out string, files []file, p *packer) (*manifest, error) {
	list := new(manifest)
	put := func(path string, data []byte) error { return keep(filepath.Join(out, filepath.FromSlash(path)), data) }
	for _, f := range files {
		c, err := p.pack(f.data)
		if err != nil {
			return nil, err
		}
		for suffix, data := range map[string][]byte{"": f.data, ".br": c.br, ".gz": c.gzip} {
			if err := put(f.path+suffix, data); err != nil {
				return nil, err
			}
		}
		list.add(entry{f.source, f.path, sizes{len(f.data), len(c.br), len(c.gzip)}})
	}
	text, err := json.MarshalIndent(list, "", "\t")
	if err != nil {
		return nil, err
	}
	for name, data := range forHosts(files) {
		if err := put(name, data); err != nil {
			return nil, err
		}
	}
	return list, put(manifestName, append(text, '\n'))
}

// replace puts the folder fresh where out is, if out is anything, and moves that
// to old. When it fails, out is what it was.
func replace(out, fresh, old string) error {
	mark, err := os.ReadFile(filepath.Join(out, keepName))
	if err == nil {
		err = keep(filepath.Join(fresh, keepName), mark)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err = os.Rename(out, old)
	if errors.Is(err, fs.ErrNotExist) {
		return os.Rename(fresh, out)
	}
	if err != nil {
		return err
	}
	if err := os.Rename(fresh, out); err != nil {
		return errors.Join(err, os.Rename(old, out))
	}
	return nil
}

func (m *manifest) add(e entry) {
	m.Files = append(m.Files, e)
	m.Total.Raw += e.Raw
	m.Total.Br += e.Br
	m.Total.Gzip += e.Gzip
}

// print writes the sizes as a table.
func (m *manifest) print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, s sizes) {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t\n", name, s.Raw, s.Br, s.Gzip)
	}
	fmt.Fprint(t, "file\tbytes\tbrotli\tgzip\t\n")
	for _, e := range m.Files {
		row(e.Source, e.sizes)
	}
	row("everything", m.Total)
	return t.Flush()
}

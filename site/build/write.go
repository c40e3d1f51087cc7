package main

import (
	"encoding/json"
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

// write puts the files and their compressed copies into the folder, removes
// what an earlier build left there, and returns the manifest.
func write(out string, files []file, p *packer) (*manifest, error) {
	list := new(manifest)
	written := map[string]bool{".keep": true}
	put := func(path string, data []byte) error {
		written[path] = true
		return keep(filepath.Join(out, filepath.FromSlash(path)), data)
	}
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
	if err := put(manifestName, append(text, '\n')); err != nil {
		return nil, err
	}
	return list, removeOthers(out, written)
}

func (m *manifest) add(e entry) {
	m.Files = append(m.Files, e)
	m.Total.Raw += e.Raw
	m.Total.Br += e.Br
	m.Total.Gzip += e.Gzip
}

func removeOthers(out string, written map[string]bool) error {
	return filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(out, path)
		if err != nil || written[filepath.ToSlash(name)] {
			return err
		}
		return os.Remove(path)
	})
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

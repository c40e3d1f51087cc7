package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/site/security"
)

func find(t *testing.T, files []file, source string) file {
	t.Helper()
	for _, f := range files {
		if f.source == source {
			return f
		}
	}
	require.Failf(t, "not linked", "%s", source)
	return file{}
}

func page(leaf string) map[string][]byte {
	return map[string][]byte{
		"index.html": []byte(`<link href="./style.css"><script src="./main.js"></script><iframe src="./view.html">`),
		"view.html":  []byte(`<p>`),
		"main.js":    []byte(`import './leaf.js'; new Worker(new URL('./worker.js', import.meta.url)); fetch('other.js');`),
		"worker.js":  []byte(`import { a } from './leaf.js';`),
		"leaf.js":    []byte(leaf),
		"style.css":  []byte(`p { background: url(./icon.svg) }`),
		"icon.svg":   []byte(`<svg/>`),
	}
}

func TestNamesCarryTheirContentAndReachWhoeverRefersToThem(t *testing.T) {
	one, err := link(page("1"))
	require.NoError(t, err)
	two, err := link(page("2"))
	require.NoError(t, err)
	for _, name := range []string{"leaf.js", "worker.js", "main.js"} {
		require.NotEqual(t, find(t, one, name).path, find(t, two, name).path, "%s depends on what changed", name)
	}
	for _, name := range []string{"style.css", "icon.svg", "view.html", "index.html"} {
		require.Equal(t, find(t, one, name).path, find(t, two, name).path, "%s keeps its name", name)
	}
	index := string(find(t, one, "index.html").data)
	require.Contains(t, index, `"./`+find(t, one, "main.js").path+`"`)
	require.Contains(t, index, `"./view.html"`, "pages keep their names")
	script := string(find(t, one, "main.js").data)
	require.Contains(t, script, `'./`+strings.TrimPrefix(find(t, one, "worker.js").path, assets)+`'`)
	require.Contains(t, script, `'other.js'`, "only references that begin with ./ are ours")
	require.Contains(t, string(find(t, one, "style.css").data), `url(./icon.`)
}

func TestBrokenReferencesAreNamed(t *testing.T) {
	_, err := link(map[string][]byte{"a.js": []byte(`import './gone.js'`)})
	require.ErrorContains(t, err, "a.js refers to gone.js")
	_, err = link(map[string][]byte{"a.js": []byte(`import './b.js'`), "b.js": []byte(`import './a.js'`)})
	require.ErrorContains(t, err, "circle")
}

func TestPackedCopiesUnpackAndAreRemembered(t *testing.T) {
	data := bytes.Repeat([]byte("leaks everywhere "), 1000)
	cache := t.TempDir()
	p := newPacker(cache, true)
	first, err := p.pack(data)
	require.NoError(t, err)
	plain, err := io.ReadAll(brotli.NewReader(bytes.NewReader(first.br)))
	require.NoError(t, err)
	require.Equal(t, data, plain)
	z, err := gzip.NewReader(bytes.NewReader(first.gzip))
	require.NoError(t, err)
	plain, err = io.ReadAll(z)
	require.NoError(t, err)
	require.Equal(t, data, plain)

	kept, err := filepath.Glob(filepath.Join(cache, "*"))
	require.NoError(t, err)
	require.Len(t, kept, 2)
	for _, name := range kept {
		require.NoError(t, os.WriteFile(name, []byte("remembered"), 0o644))
	}
	again, err := p.pack(data)
	require.NoError(t, err)
	require.Equal(t, "remembered", string(again.br))
}

func TestWritingReplacesAnEarlierBuild(t *testing.T) {
	parent := t.TempDir()
	out := filepath.Join(parent, "dist")
	require.NoError(t, os.MkdirAll(filepath.Join(out, "assets"), 0o755))
	for _, name := range []string{".keep", "assets/old.js", "assets/old.js.br"} {
		require.NoError(t, os.WriteFile(filepath.Join(out, name), nil, 0o644))
	}
	files := []file{{"a.js", "assets/a.1.js", []byte("let a")}, {"index.html", "index.html", []byte("<p>")}}
	list, err := write(out, files, newPacker(t.TempDir(), true))
	require.NoError(t, err)
	for _, name := range []string{".keep", "assets/a.1.js", "assets/a.1.js.br", "assets/a.1.js.gz", "index.html", manifestName} {
		require.FileExists(t, filepath.Join(out, name))
	}
	require.NoFileExists(t, filepath.Join(out, "assets/old.js"))
	require.NoFileExists(t, filepath.Join(out, "assets/old.js.br"))
	require.Equal(t, len("let a")+len("<p>"), list.Total.Raw)

	var read manifest
	text, err := os.ReadFile(filepath.Join(out, manifestName))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &read))
	require.Equal(t, *list, read)
	onlyEntry(t, parent, "dist")
}

func onlyEntry(t *testing.T, folder, name string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 1, "nothing is left beside the site")
	require.Equal(t, name, entries[0].Name())
}

func TestABuildThatFailsLeavesTheEarlierOne(t *testing.T) {
	parent := t.TempDir()
	out := filepath.Join(parent, "dist")
	earlier := []file{{"index.html", "index.html", []byte("<p>")}}
	_, err := write(out, earlier, newPacker(t.TempDir(), true))
	require.NoError(t, err, "a folder that is not there yet is made")
	onlyEntry(t, parent, "dist")

	// The second file cannot be written, because the first is no folder.
	broken := []file{{"a.js", "a", []byte("let a")}, {"b.js", "a/b", []byte("let b")}}
	_, err = write(out, broken, newPacker(t.TempDir(), true))
	require.Error(t, err)
	require.FileExists(t, filepath.Join(out, "index.html"))
	require.NoFileExists(t, filepath.Join(out, "a"))
	onlyEntry(t, parent, "dist")
}

func TestTheColorsAreThePalettes(t *testing.T) {
	css := string(colors())
	require.Contains(t, css, ":root {\n  --ground: #0b1017ff;\n")
	require.Contains(t, css, ":root[data-theme=\"light\"] {\n  --ground: #f6f2eaff;\n")
	require.Equal(t, len(swatches(&lab.Dark))+len(swatches(&lab.Light)), strings.Count(css, "--"))
}

func TestFilesOfAFolderAreFollowed(t *testing.T) {
	sources := map[string][]byte{
		"index.html":  []byte(`<script type="module" src="./main.js"></script>`),
		"main.js":     []byte(`import { a } from './part/a.js';`),
		"part/a.js":   []byte("import { b } from './b.js';\nimport { top } from '../top.js';"),
		"part/b.js":   nil,
		"top.js":      nil,
		"part/to.txt": nil,
	}
	askAhead(sources)
	for _, name := range []string{"part/a.js", "part/b.js", "top.js"} {
		require.Contains(t, string(sources["index.html"]), `modulepreload" href="./`+name)
	}
	files, err := link(sources)
	require.NoError(t, err)
	inner := find(t, files, "part/a.js")
	require.Regexp(t, `^assets/part-a\.[0-9a-f]+\.js$`, inner.path)
	for _, name := range []string{"part/b.js", "top.js"} {
		require.Contains(t, string(inner.data), `'./`+strings.TrimPrefix(find(t, files, name).path, assets)+`'`)
	}
	_, err = link(map[string][]byte{"part/a.js": []byte(`import './top.js'`), "top.js": nil})
	require.ErrorContains(t, err, "part/a.js refers to part/top.js")
}

// TestPagesAskAheadForEveryModule holds that a page names all modules it will
// import, before its own, and nothing else: a worker's modules and programs are
// not for the page to load.
func TestPagesAskAheadForEveryModule(t *testing.T) {
	sources := map[string][]byte{
		"index.html": []byte("<head>\n<script type=\"module\" src=\"./main.js\"></script>"),
		"plain.html": []byte(`<p>`),
		"main.js":    []byte("import {\n  a,\n  b,\n} from './near.js';\nimport './side.js';\nnew Worker(new URL('./worker.js', import.meta.url));"),
		"near.js":    []byte("export { far } from './far.js';"),
		"far.js":     []byte("export const programs = {\n  view: at('./view.wasm'),\n};\nexport const x = './no.js';"),
		"side.js":    nil, "worker.js": []byte(`import './inner.js';`), "inner.js": nil, "no.js": nil,
	}
	askAhead(sources)
	ahead := ""
	for _, name := range []string{"near", "side", "far"} {
		ahead += `<link rel="modulepreload" href="./` + name + ".js\">\n"
	}
	require.Equal(t, "<head>\n"+ahead+`<script type="module" src="./main.js"></script>`, string(sources["index.html"]))
	require.Equal(t, `<p>`, string(sources["plain.html"]))
}

// TestEveryPageCarriesItsPolicy holds that it stands before anything that is loaded.
func TestEveryPageCarriesItsPolicy(t *testing.T) {
	sources := map[string][]byte{"index.html": []byte("<head>\n<meta charset=\"utf-8\">\n<script src=\"./a.js\">"), "a.js": nil}
	require.NoError(t, secure(sources))
	require.Contains(t, string(sources["index.html"]), "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\""+security.ContentPolicy+"\">\n<script")
	require.ErrorContains(t, secure(map[string][]byte{"bare.html": []byte("<p>")}), "bare.html")
}

func TestEveryPageColorHasANameOfItsOwn(t *testing.T) {
	for _, theme := range []*lab.Theme{&lab.Dark, &lab.Light} {
		seen := make(map[string]bool)
		for _, s := range swatches(theme) {
			require.False(t, seen[s.Name], s.Name)
			require.NotZero(t, s.Color, s.Name)
			seen[s.Name] = true
		}
		require.Len(t, seen, 12)
	}
}

func TestAnArchiveHoldsTheSite(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "dist")
	require.NoError(t, os.MkdirAll(filepath.Join(out, "assets"), 0o755))
	for name, text := range map[string]string{".keep": "", "index.html": "<p>", "_headers": "/*", "assets/a.1.js": "let a"} {
		require.NoError(t, os.WriteFile(filepath.Join(out, name), []byte(text), 0o644))
	}
	file := filepath.Join(dir, "site.zip")
	require.NoError(t, archive(file, out))
	first, err := os.ReadFile(file)
	require.NoError(t, err)
	z, err := zip.OpenReader(file)
	require.NoError(t, err)
	defer z.Close()
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	require.Equal(t, []string{"_headers", "assets/a.1.js", "index.html"}, names)
	script, err := z.Open("assets/a.1.js")
	require.NoError(t, err)
	text, err := io.ReadAll(script)
	require.NoError(t, err)
	require.Equal(t, "let a", string(text))
	require.NoError(t, archive(file, out))
	again, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, first, again, "the same site is the same bytes")
}

func TestEmbeddedPagesAreMadeOfTheOthers(t *testing.T) {
	sources, err := readSources("../src")
	require.NoError(t, err)
	require.NoError(t, addEmbedded(sources))
	page := string(sources[security.EmbedPage])
	require.Contains(t, page, `src="./embed.js"`)
	require.Contains(t, page, `src="./embed-stage.html"`)
	require.NotContains(t, page, "layout.css")
	require.Contains(t, string(sources[security.EmbedStage]), `src="./embed-stage.js"`)
	require.ErrorContains(t, addEmbedded(sources), "must not exist")
	require.ErrorContains(t, addEmbedded(map[string][]byte{"index.html": []byte("<p>")}), "index.html, of which embed.html is made, needs")
}

// TestNoHeaderStandsInTwoRules reads the file of the static hosts that put all rules that fit
// a path together, which would join two policies to one that forbids what either does.
func TestNoHeaderStandsInTwoRules(t *testing.T) {
	text := string(forHosts([]file{{path: "index.html"}, {path: "embed.html"}, {path: "embed-stage.html"}, {path: offlineScript}, {path: "assets/a.js"}})["_headers"])
	for path, policies := range map[string]int{"/": 1, "/index.html": 1, "/embed.html": 1, "/embed": 1, "/embed-stage.html": 1, "/offline-worker.js": 1, "/assets/a.js": 1, "/manifest.json": 0} {
		found, applies := 0, false
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\n")
			if prefix, all := strings.CutSuffix(line, "*"); !strings.HasPrefix(line, " ") {
				applies = line == path || all && strings.HasPrefix(path, prefix)
			} else if applies && strings.Contains(line, "Content-Security-Policy") {
				found++
			}
		}
		require.Equal(t, policies, found, path)
	}
}

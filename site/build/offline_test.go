package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// siteWith returns the linked files of a small site that keeps itself, with that leaf.
func siteWith(t *testing.T, leaf string) []file {
	t.Helper()
	sources := page(leaf)
	for _, name := range []string{"index.html", "view.html"} {
		sources[name] = append(sources[name], `<script type="module" src="./main.js"></script>`...)
	}
	sources["main.js"] = append(sources["main.js"], ` new URL('./offline-worker.js', import.meta.url);`...)
	sources[offlineScript] = []byte("keep();\n")
	files, err := link(sources)
	require.NoError(t, err)
	require.NoError(t, keepOffline(files))
	return files
}

func keptBy(t *testing.T, files []file) (list kept) {
	t.Helper()
	script := find(t, files, offlineScript)
	require.Equal(t, offlineScript, script.path, "it stands beside the pages, at one address for ever")
	text, source, _ := strings.Cut(strings.TrimPrefix(string(script.data), "const files = "), ";\n")
	require.Equal(t, "keep();\n", source)
	require.NoError(t, json.Unmarshal([]byte(text), &list))
	return list
}

func TestEveryFileOfAVersionIsKept(t *testing.T) {
	files := siteWith(t, "1")
	list := keptBy(t, files)
	main := find(t, files, "main.js")
	require.Equal(t, []keptPage{{"./", main.path}, {"view.html", main.path}}, list.Pages)
	require.Contains(t, string(main.data), "'./../offline-worker.js'", "from the folder of the scripts")
	for _, f := range files {
		if strings.HasPrefix(f.path, assets) {
			require.Contains(t, list.Assets, f.path)
		}
	}
	require.Len(t, list.Assets, len(files)-3, "the pages and the worker are no assets")
	require.NotEqual(t, list.Version, keptBy(t, siteWith(t, "2")).Version)
	require.Equal(t, list.Version, keptBy(t, siteWith(t, "1")).Version)
}

package docs

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/forecast"
	"github.com/resonetics/playground/experiment/imagine"
	"github.com/resonetics/playground/experiment/learning"
)

var update = flag.Bool("update", false, "write the tables of docs/measured into docs/measured.md")

// measured is what a command has written as JSON.
type measured interface {
	Finished() (done, wanted int, unit string)
	Markdown() string
}

// readers read the files of docs/measured by the beginning of their names.
var readers = map[string]func([]byte) (measured, error){
	"learning": func(b []byte) (measured, error) { return learning.Read(b) },
	"forecast": func(b []byte) (measured, error) { return forecast.Read(b) },
	"imagine":  func(b []byte) (measured, error) { return imagine.Read(b) },
}

// TestTheTablesAreThoseOfTheirFiles holds the tables of the document to the raw scores, which
// a command has written with --json. With -update it writes them.
func TestTheTablesAreThoseOfTheirFiles(t *testing.T) {
	for beginning, read := range readers {
		files, err := filepath.Glob(filepath.Join(root, "docs", "measured", beginning+"*.json"))
		require.NoError(t, err)
		require.NotEmpty(t, files, beginning)
		for _, file := range files {
			requireTables(t, filepath.Base(file), read)
		}
	}
}

func requireTables(t *testing.T, name string, parse func([]byte) (measured, error)) {
	t.Helper()
	report, err := parse([]byte(read(t, "docs/measured/"+name)))
	require.NoError(t, err, name)
	done, wanted, _ := report.Finished()
	require.Equal(t, wanted, done, "%s was interrupted", name)
	text, tables := read(t, "docs/measured.md"), report.Markdown()+"\n"
	first, last := fmt.Sprintf("<!-- from %s -->\n", name), fmt.Sprintf("<!-- end of %s -->\n", name)
	before, rest, ok := strings.Cut(text, first)
	require.True(t, ok, "docs/measured.md has no line %s", first)
	said, after, ok := strings.Cut(rest, last)
	require.True(t, ok, "docs/measured.md has no line %s", last)
	if *update {
		page := filepath.Join(root, "docs", "measured.md")
		require.NoError(t, os.WriteFile(page, []byte(before+first+tables+last+after), 0o600))
		return
	}
	require.Equal(t, tables, said, "go test ./internal/docs -update writes what %s says", name)
	require.Contains(t, text, "(measured/"+name+")", "the document links its raw scores")
}

func TestTheSetsOfHeldOutEpisodesAreTold(t *testing.T) {
	text := section(t, read(t, "docs/measured.md"), "Held-out episodes")
	for _, s := range baselines.Sets() {
		require.Contains(t, text, fmt.Sprintf("\n| %s | `%d` | %s", s.Key, s.Seed, s.Use))
	}
}

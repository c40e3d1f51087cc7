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
	"github.com/resonetics/playground/experiment/imagine"
	"github.com/resonetics/playground/experiment/learning"
)

var update = flag.Bool("update", false, "write the tables of docs/measured into docs/measured.md")

// scores is a report as its command has written it with --json.
type scores interface {
	Finished() (done, wanted int, unit string)
	Markdown() string
}

// TestTheTablesOfLearningAreThoseOfTheirFiles holds the tables of the document to the raw
// scores, which `bench learning --json` has written. With -update it writes them.
func TestTheTablesOfLearningAreThoseOfTheirFiles(t *testing.T) {
	require.NotZero(t, holdTables(t, "learning-*.json", func(b []byte) (scores, error) { return learning.Read(b) }))
}

// TestTheTablesOfImaginationAreThoseOfTheirFile is the same for `bench imagine --json`, as far
// as it has been measured.
func TestTheTablesOfImaginationAreThoseOfTheirFile(t *testing.T) {
	holdTables(t, "imagine.json", func(b []byte) (scores, error) { return imagine.Read(b) })
}

// holdTables holds the document to the files of that pattern, and returns how many there are.
func holdTables(t *testing.T, pattern string, parse func([]byte) (scores, error)) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "docs", "measured", pattern))
	require.NoError(t, err)
	for _, file := range files {
		name := filepath.Base(file)
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
			continue
		}
		require.Equal(t, tables, said, "go test ./internal/docs -update writes what %s says", name)
		require.Contains(t, text, "(measured/"+name+")", "the document links its raw scores")
	}
	return len(files)
}

func TestTheSetsOfHeldOutEpisodesAreTold(t *testing.T) {
	text := section(t, read(t, "docs/measured.md"), "Held-out episodes")
	for _, s := range baselines.Sets() {
		require.Contains(t, text, fmt.Sprintf("\n| %s | `%d` | %s", s.Key, s.Seed, s.Use))
	}
}

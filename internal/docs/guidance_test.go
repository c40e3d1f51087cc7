package docs

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/experiment/guidance"
)

// TestTheComparisonOfGuidanceIsThatOfItsFile holds the tables, the frontier and what the page
// quotes to the raw scores, which `bench guidance --json` has written. With -update it writes
// them.
func TestTheComparisonOfGuidanceIsThatOfItsFile(t *testing.T) {
	const name = "guidance.json"
	table, err := guidance.Read([]byte(read(t, "docs/measured/"+name)))
	require.NoError(t, err)
	done, wanted, _ := table.Finished()
	require.Equal(t, wanted, done, "%s was interrupted", name)
	text := read(t, "docs/measured.md")
	first, last := "<!-- from "+name+" -->\n", "<!-- end of "+name+" -->\n"
	before, rest, ok := strings.Cut(text, first)
	require.True(t, ok, "docs/measured.md has no line %s", first)
	_, after, ok := strings.Cut(rest, last)
	require.True(t, ok, "docs/measured.md has no line %s", last)

	var picture bytes.Buffer
	require.NoError(t, table.Figure().Write(&picture, "svg"))
	for path, want := range map[string]string{
		"docs/measured.md":                      before + first + table.Markdown() + last + after,
		"docs/measured/guidance.svg":            picture.String(),
		"site/build/catalog/guidance_data.json": table.Summary(),
	} {
		if *update {
			require.NoError(t, os.WriteFile(filepath.Join(root, path), []byte(want), 0o600))
			continue
		}
		require.True(t, want == read(t, path), "go test ./internal/docs -update writes what %s says into %s", name, path)
	}
	require.Contains(t, text, "(measured/"+name+")", "the document links its raw scores")
	require.Contains(t, text, "(measured/guidance.svg)")
}

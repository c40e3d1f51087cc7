package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// documented finds a command in a line of its own and in running text.
var documented = regexp.MustCompile("(?m)^resonetics [^#\n]+|`resonetics [^`]+`")

// TestTheDocumentsNameCommandsThatExist holds every command line of the documents to the
// commands, flags and values that the program knows.
func TestTheDocumentsNameCommandsThatExist(t *testing.T) {
	root := filepath.Join("..", "..")
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	require.NoError(t, err)
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		pages = append(pages, filepath.Join(root, name))
	}
	found := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, line := range documented.FindAllString(string(text), -1) {
			args := strings.Fields(strings.Trim(line, "`"))[1:]
			cmd, rest, err := newRootCommand().Find(args)
			require.NoError(t, err, "%s: %s", page, line)
			require.NotEqual(t, "resonetics", cmd.Name(), "%s: %s", page, line)
			require.NoError(t, cmd.ParseFlags(rest), "%s: %s", page, line)
			if len(cmd.Flags().Args()) > 0 {
				require.NoError(t, cmd.ValidateArgs(cmd.Flags().Args()), "%s: %s", page, line)
			}
			found++
		}
	}
	require.Greater(t, found, 20)
}

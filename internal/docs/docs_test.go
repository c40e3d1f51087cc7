// Package docs holds what is written for readers to what the repository has.
package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

const (
	readmeLines = 150  // most lines of the README
	pathLines   = 3000 // most lines of the files of its reading path
)

var root = filepath.Join("..", "..")

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	require.NoError(t, err)
	return string(b)
}

func lines(text string) int { return strings.Count(text, "\n") }

// pages returns every Markdown file of the repository, relative to its root.
func pages(t *testing.T) []string {
	t.Helper()
	var list []string
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "build" || strings.HasPrefix(d.Name(), ".") && path != root) {
			return filepath.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			page, err := filepath.Rel(root, path)
			list = append(list, filepath.ToSlash(page))
			return err
		}
		return nil
	}))
	require.Contains(t, list, "README.md")
	return list
}

// section returns what stands below the heading of that name, up to the next of its level.
func section(t *testing.T, text, heading string) string {
	t.Helper()
	_, text, ok := strings.Cut(text, "\n## "+heading+"\n")
	require.True(t, ok, "no section %q", heading)
	text, _, _ = strings.Cut(text, "\n## ")
	return text
}

var (
	linkTo    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading   = regexp.MustCompile(`(?m)^#+ (.+)$`)
	punctuate = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchors returns the fragments by which the headings of text are reached.
func anchors(text string) []string {
	var list []string
	for _, h := range heading.FindAllStringSubmatch(text, -1) {
		list = append(list, strings.ReplaceAll(punctuate.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-"))
	}
	return list
}

func TestTheReadmeIsShort(t *testing.T) {
	require.LessOrEqual(t, lines(read(t, "README.md")), readmeLines)
}

func TestEveryRelativeLinkLeadsSomewhere(t *testing.T) {
	for _, page := range pages(t) {
		for _, l := range linkTo.FindAllStringSubmatch(read(t, page), -1) {
			if strings.Contains(l[1], "://") || strings.HasPrefix(l[1], "mailto:") {
				continue
			}
			file, fragment, _ := strings.Cut(l[1], "#")
			target := page
			if file != "" {
				target = filepath.ToSlash(filepath.Join(filepath.Dir(page), file))
			}
			_, err := os.Stat(filepath.Join(root, target))
			require.NoError(t, err, "%s links to %s", page, l[1])
			if fragment != "" {
				require.Contains(t, anchors(read(t, target)), fragment, "%s links to %s", page, l[1])
			}
		}
	}
}

var pathRow = regexp.MustCompile("(?m)^\\| `([^`]+\\.go)` \\|[^|]*\\| (\\d+) \\|$")

// The number beside a file says how much there is to read; an edit that changes it by a
// quarter or less may leave it.
func TestTheReadingPathCanBeReadInAnHour(t *testing.T) {
	rows := pathRow.FindAllStringSubmatch(section(t, read(t, "README.md"), "A reading path"), -1)
	require.Greater(t, len(rows), 10)
	sum := 0
	for _, row := range rows {
		said, err := strconv.Atoi(row[2])
		require.NoError(t, err)
		n := lines(read(t, row[1]))
		require.InDelta(t, n, said, float64(n)/4, "the README's number of lines of %s", row[1])
		sum += n
	}
	require.LessOrEqual(t, sum, pathLines)
}

func TestTheRoomsOfTheReadmeExist(t *testing.T) {
	rooms := 0
	for line := range strings.Lines(section(t, read(t, "README.md"), "How the house is laid out")) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 {
			continue
		}
		for _, code := range regexp.MustCompile("`([^`<]+)`").FindAllStringSubmatch(cells[1], -1) {
			info, err := os.Stat(filepath.Join(root, code[1]))
			require.NoError(t, err)
			require.True(t, info.IsDir(), code[1])
			rooms++
		}
	}
	require.Greater(t, rooms, 10)
}

func TestEveryTargetOfMakeExists(t *testing.T) {
	makefile := read(t, "Makefile")
	for _, page := range pages(t) {
		for _, m := range regexp.MustCompile("(?m)(?:`|^)make ([a-z]+)").FindAllStringSubmatch(read(t, page), -1) {
			require.Contains(t, makefile, "\n"+m[1]+":", "%s names make %s", page, m[1])
		}
	}
}

func TestEverySectionOfMeasuresNamesItsCommand(t *testing.T) {
	parts := strings.Split(read(t, "docs/measured.md"), "\n## ")[1:]
	require.NotEmpty(t, parts)
	for _, part := range parts {
		name, _, _ := strings.Cut(part, "\n")
		require.Contains(t, part, "\n- Command: `", name)
		require.Contains(t, part, "\n- Conditions: ", name)
		require.Regexp(t, `^[^\n]+\n\n\*\*`, part, "%s begins with its claim", name)
		if strings.Contains(part, "±") {
			require.Equal(t, 1, strings.Count(part, "\n± is half of the 95 % interval of the mean over the seeds.\n"), "%s says once what ± is, and it is one thing everywhere", name)
		}
	}
}

func TestTheCitationIsOfTheNewestVersion(t *testing.T) {
	var cite struct {
		Version  string
		Released string `yaml:"date-released"`
	}
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "CITATION.cff")), &cite))
	newest := regexp.MustCompile(`(?m)^## (\S+) - (\S+)$`).FindStringSubmatch(read(t, "CHANGELOG.md"))
	require.NotNil(t, newest)
	require.Equal(t, newest[1:], []string{cite.Version, cite.Released})
}

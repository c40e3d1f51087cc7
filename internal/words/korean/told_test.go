package korean

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// composed returns the messages that the Go files of some folders, below the module's root, are
// made with: texts, sums of them, and formats, with {0}, {1} … for values.
func composed(t *testing.T, folders ...string) []string {
	t.Helper()
	var list []string
	for _, folder := range folders {
		entries, err := os.ReadDir(filepath.Join("../../..", folder))
		require.NoError(t, err)
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../../..", folder, e.Name()), nil, 0)
			require.NoError(t, err)
			ast.Inspect(file, func(n ast.Node) bool {
				var more bool
				list, more = gather(list, n)
				return more
			})
		}
	}
	return list
}

// gather adds the messages of a node to a list, and reports whether those within it count too.
func gather(list []string, n ast.Node) ([]string, bool) {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.Field:
		return list, false
	case *ast.CallExpr:
		name := callee(n)
		if name == "panic" || walking.MatchString(name) {
			return list, false
		}
		if name == "Count" && len(n.Args) == 3 {
			for _, arg := range n.Args[1:] {
				if text := formOf(arg); text != "" {
					list = append(list, "{0} "+text)
				}
			}
			return list, false
		}
	case *ast.BasicLit, *ast.BinaryExpr:
		if text := formOf(n.(ast.Expr)); text != "" {
			if message(text) {
				list = append(list, sentencesOf(text)...)
			}
			return list, false
		}
	}
	return list, true
}

// walking are the calls that name a number of a file, for who mends a damaged one.
var walking = regexp.MustCompile(`^(Raw|Text|Bool|Flags|Flags16|Uint64|Float64|Float64s|Float32|Float32s|Int|Int8|Int16|Int32|Resize|Resize16|Resize32|Section|whole32)$`)

func callee(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// verb is a place in a format where a value goes.
var verb = regexp.MustCompile(`%[-+#0]*[\d.]*[a-z]`)

// formOf returns the message of an expression that is one, else nothing.
func formOf(e ast.Expr) string {
	holes := 0
	text, ok := textOf(e, &holes)
	if !ok {
		return ""
	}
	return text
}

func textOf(e ast.Expr, holes *int) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			return "", false
		}
		text = verb.ReplaceAllStringFunc(strings.ReplaceAll(text, "%%", "\x00"), func(string) string {
			*holes++
			return fmt.Sprintf("{%d}", *holes-1)
		})
		return strings.ReplaceAll(text, "\x00", "%"), true
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		left, known := textOf(e.X, holes)
		if !known {
			left = hole(holes)
		}
		right, also := textOf(e.Y, holes)
		if !also {
			right = hole(holes)
		}
		return left + right, known || also
	case *ast.ParenExpr:
		return textOf(e.X, holes)
	}
	return "", false
}

func hole(holes *int) string {
	*holes++
	return fmt.Sprintf("{%d}", *holes-1)
}

var sentenceEnd = regexp.MustCompile(`([.!?]) ([A-Z0-9{"])`)

// sentencesOf cuts a message into its sentences, each with holes from {0} on.
func sentencesOf(text string) (list []string) {
	for _, one := range strings.Split(sentenceEnd.ReplaceAllString(text, "$1\x00$2"), "\x00") {
		holes := 0
		one = anyHole.ReplaceAllStringFunc(strings.TrimSpace(one), func(string) string { return hole(&holes) })
		if message(one) {
			list = append(list, one)
		}
	}
	return list
}

var anyHole = regexp.MustCompile(`\{\d+\}`)

// What is told of a run, and what the stage and the window write.
var (
	toldIn  = []string{"core/lab", "core/lab/cluster", "core/lab/gardener", "core/lab/prophet", "core/lab/race", "core/lab/runner", "core/lab/luck", "wasm/worker", "core/field", "core/agent/imagine", "site/build/catalog"}
	drawnIn = []string{"game", "game/cluster", "game/gardener", "game/prophet", "game/race", "game/desktop"}
)

// phrase is what a message looks like: words with a space between them.
var phrase = regexp.MustCompile(`[A-Za-z]{2,}[,:;.]? [A-Za-z{(]|\} [a-z]{2,}`)

// TestWhatIsComposedIsInKorean holds that every message that a session, the stage or the window
// is made to tell has a translation, whatever its values.
func TestWhatIsComposedIsInKorean(t *testing.T) {
	table, all := Table(), All()
	descriptions := strings.Join(described(t), "\n")
	for _, folder := range slices.Concat(toldIn, drawnIn) {
		for _, english := range composed(t, folder) {
			if !phrase.MatchString(english) || all[english] != "" || strings.Contains(descriptions, english) || exempt(english) {
				continue
			}
			said := table.Say(anyHole.ReplaceAllString(english, "7"))
			if letters.MatchString(said) {
				t.Errorf("%s: %q is %q", folder, english, said)
			}
		}
	}
}

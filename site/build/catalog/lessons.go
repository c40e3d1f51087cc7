package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// English is the language of the lessons that stand in no folder of their own.
const English = "en"

// lessonOrder lists the lessons in the order of the page's list; others follow by name.
var lessonOrder = []string{"red-queen", "operator", "scarcity", "luck", "pilot", "prophet", "your-policy", "gardener", "kernel"}

// lessonLab finds the lab that a lesson names in its front matter. All else of a lesson is
// read by the page, which reads those of a visitor too.
var lessonLab = regexp.MustCompile(`(?m)^lab:\s*([\w-]+)\s*$`)

// LessonScripts returns the modules that hold the lessons of a folder, by file name: a module
// a language, one that loads them, and one that says which lab each is of. The lessons in
// another language than English stand in a folder that has its code.
func LessonScripts(lessons fs.FS) (map[string][]byte, error) {
	texts, err := readLessons(lessons)
	if err != nil {
		return nil, err
	}
	labs := make(map[string]string)
	for name, text := range texts[English] {
		if found := lessonLab.FindStringSubmatch(text); found != nil {
			labs[name] = found[1]
		}
	}
	scripts := make(map[string][]byte)
	var list bytes.Buffer
	list.WriteString("export const texts = {\n")
	for _, language := range sorted(texts) {
		fmt.Fprintf(&list, "  %s: () => import('./%s.js'),\n", language, language)
		if scripts["lessons/"+language+".js"], err = module("lessons", inOrder(texts[language])); err != nil {
			return nil, err
		}
	}
	list.WriteString("};\n")
	scripts["lessons/texts.js"] = list.Bytes()
	scripts["lessons/labs.js"], err = module("lessonLabs", inOrder(labs))
	return scripts, err
}

// readLessons returns the text of every lesson by language and name.
func readLessons(lessons fs.FS) (map[string]map[string]string, error) {
	texts := make(map[string]map[string]string)
	err := fs.WalkDir(lessons, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".md" {
			return err
		}
		text, err := fs.ReadFile(lessons, file)
		if err != nil {
			return err
		}
		folder, base := path.Split(file)
		language := strings.TrimSuffix(folder, "/")
		if language == "" {
			language = English
		}
		if texts[language] == nil {
			texts[language] = make(map[string]string)
		}
		texts[language][strings.TrimSuffix(base, ".md")] = string(text)
		return nil
	})
	return texts, err
}

// pair is an entry of an object whose order counts.
type pair struct{ Key, Value string }

func inOrder(entries map[string]string) []pair {
	names := sorted(entries)
	slices.SortStableFunc(names, func(a, b string) int { return place(a) - place(b) })
	pairs := make([]pair, len(names))
	for i, name := range names {
		pairs[i] = pair{name, entries[name]}
	}
	return pairs
}

// place returns where a lesson stands in the list.
func place(name string) int {
	if i := slices.Index(lessonOrder, name); i >= 0 {
		return i
	}
	return len(lessonOrder)
}

func sorted[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// module returns a module that exports an object.
func module(name string, entries []pair) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "export const %s = {\n", name)
	for _, e := range entries {
		key, err := literal(e.Key)
		if err != nil {
			return nil, err
		}
		value, err := literal(e.Value)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "  %s: %s,\n", key, value)
	}
	b.WriteString("};\n")
	return b.Bytes(), nil
}

// literal writes a text as scripts have it, on one line.
func literal(text string) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(text)
	return strings.TrimSuffix(b.String(), "\n"), err
}

package korean

import (
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const site = "../../../site/src"

// inWorkers are the scripts that a worker or the stage's document runs: they tell the page in
// English, which says it.
var inWorkers = []string{"worker.js", "console.js", "download.js", "order.js", "program.js", "series-worker.js", "luck/worker.js", "view.js",
	"waiting.js", "snapshot.js", "bytes.js", "own-worker.js", "keys.js"}

// without are scripts with no message that could be looked up: guard.js speaks where the
// catalog could not be loaded, offline-worker.js in no page, and the others look up.
var without = []string{"guard.js", "offline-worker.js", "words.js", "translation.js"}

// quoting are scripts whose errors stay English: they quote the syntax of lessons to who writes
// one.
var quoting = []string{"lessons/parse.js", "lessons/condition.js"}

// scripts returns the scripts of the page by their path.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	require.NoError(t, filepath.WalkDir(site, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".js" {
			return err
		}
		name, err := filepath.Rel(site, path)
		if err != nil || slices.Contains(without, filepath.ToSlash(name)) {
			return err
		}
		data, err := os.ReadFile(path)
		all[filepath.ToSlash(name)] = string(data)
		return err
	}))
	require.Greater(t, len(all), 50)
	return all
}

// counted are the words that count() of dom.js is called with.
var counted = regexp.MustCompile(`\bcount\(.+?, '([a-z -]+)'(?:, '([a-z -]+)')?\)`)

// TestThePageIsInKorean holds that every message of the page's scripts and pages has a
// translation, and that page.json has no others.
func TestThePageIsInKorean(t *testing.T) {
	all, used := All(), make(map[string]bool)
	need := func(english, where string) {
		used[english] = true
		if all[english] == "" {
			t.Errorf("%s: %q has no translation", where, english)
		}
	}
	for name, script := range scripts(t) {
		for _, l := range literals(script) {
			if l.tagged {
				need(l.text, name)
			}
		}
		for _, m := range counted.FindAllStringSubmatch(script, -1) {
			need("{0} "+m[1], name)
			if m[2] == "" {
				m[2] = m[1] + "s"
			}
			need("{0} "+m[2], name)
		}
	}
	for _, text := range written(t) {
		need(text, "the pages")
	}
	for english := range Messages("page") {
		require.True(t, used[english], "page.json: nothing says %q", english)
	}
}

var (
	titled    = regexp.MustCompile(`<title>(.*)</title>`)
	noscript  = regexp.MustCompile(`(?s)<noscript>.*?</noscript>`)
	attribute = regexp.MustCompile(`(?:aria-label|title|placeholder)="([^"]+)"`)
	content   = regexp.MustCompile(`>([^<>]*[A-Za-z][^<>]*)<`)
)

// written returns what the pages are written with, but for what stands where no script runs.
func written(t *testing.T) (list []string) {
	t.Helper()
	pages, err := filepath.Glob(site + "/*.html")
	require.NoError(t, err)
	for _, page := range pages {
		data, err := os.ReadFile(page)
		require.NoError(t, err)
		list = append(list, titled.FindStringSubmatch(string(data))[1:]...)
		_, body, _ := strings.Cut(noscript.ReplaceAllString(string(data), ""), "<body")
		for _, found := range []*regexp.Regexp{attribute, content} {
			for _, m := range found.FindAllStringSubmatch(body, -1) {
				if text := strings.TrimSpace(html.UnescapeString(m[1])); text != "" && filepath.Base(page) != "view.html" {
					list = append(list, text)
				}
			}
		}
	}
	return list
}

// sentence is what a text looks like that a person reads.
var sentence = regexp.MustCompile(`[A-Za-z]{2,}[,:.;]? [(“"]?[A-Za-z{]|^[A-Z][a-z]+[?.]?$|\} [a-z]{2,}|[a-z]{2,} \{`)

// TestEverySentenceOfThePageIsAMessage holds that no sentence stands in a script without t; in
// those of workers, that the page can say it.
func TestEverySentenceOfThePageIsAMessage(t *testing.T) {
	all := All()
	for name, script := range scripts(t) {
		for _, l := range literals(script) {
			if l.tagged || !sentence.MatchString(l.text) || unspoken(name, l) || slices.Contains(quoting, name) {
				continue
			}
			if !slices.Contains(inWorkers, name) {
				t.Errorf("%s: %q is no message: write it as a template behind t", name, l.text)
			} else if all[l.text] == "" {
				t.Errorf("%s: %q has no translation", name, l.text)
			}
		}
	}
}

// unspoken reports whether a text that looks like a sentence is for programs.
func unspoken(name string, l literal) bool {
	if strings.HasPrefix(l.text, "./") || strings.HasPrefix(l.text, "../") || path.MatchString(l.text) || counting.MatchString(l.before) || attributes.MatchString(l.before) {
		return true
	}
	return slices.ContainsFunc(forPrograms, func(e *regexp.Regexp) bool { return e.MatchString(l.text) })
}

var (
	path       = regexp.MustCompile(`^[MmlLhHvVzZaAcC\d ., {}-]+$`)
	counting   = regexp.MustCompile(`\bcount\([^;]*$`)
	attributes = regexp.MustCompile(`(class|id|for|role|key|'aria-\w+by'|'font-family'): ?$|(setAttribute|classList\.\w+|getElementById|querySelector(All)?|addEventListener|closest|matchMedia)\($`)
	// What programs, keys, browsers and terminals are told.
	forPrograms = []*regexp.Regexp{
		regexp.MustCompile(`^(Escape|Enter|Space|Tab|Shift|Process|Unidentified|Files|Stage|GET|HEAD)$`),
		regexp.MustCompile(`^(set|act|inject) \{0\}|^(back|runs|paused) \{0\}$|^(stopped|yours) \{0\} `), // commands, and modes of the headline
		regexp.MustCompile(`^resonetics (cluster|train|mind|preset)|^not implemented$|^luck statistics$|^(policy|the run has) `),
		regexp.MustCompile(`^\(p|^dialog, |^button, |^WebKit`),
		regexp.MustCompile(`^<iframe |^const early = `),                                                                                      // code for another site, and for a worker
		regexp.MustCompile(`^(drift|growth|memory|nodes|restarts|cpu) [a-z]+$`),                                                              // keys of what was found in a measurement
		regexp.MustCompile(`^[a-z{}\d]+(-[a-z{}\d]+)+( [a-z{}\d]+(-[a-z{}\d]+)+)*$|^(row )?series( [a-z-]+)*$|^metric \{0\}$|^param \{0\}$`), // classes and ids
	}
)

package korean

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/program"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/site/build/catalog"
)

// describing are the fields of a lab and of what belongs to it that a person reads.
var describing = map[string]bool{
	"Label": true, "Help": true, "Unit": true, "Group": true, "Question": true, "Legend": true, "Meanings": true,
	"Title": true, "Get": true, "Words": true, "Across": true, "Upward": true, "Options": true, "Short": true,
}

// described returns the words of every lab, of the editor's guide, and of what was measured of
// a parameter, in the order in which they stand there.
func described(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, l := range labs.All {
		list = append(list, wordsOf(reflect.ValueOf(l), false)...)
	}
	list = append(list, wordsOf(reflect.ValueOf(program.Examples()), false)...)
	list = append(list, wordsOf(reflect.ValueOf(program.Guide()), false)...)
	script, err := catalog.Script(labs.All, "")
	require.NoError(t, err)
	_, text, _ := strings.Cut(string(script), "export const labs = ")
	var all any
	require.NoError(t, json.Unmarshal([]byte(text), &all))
	return append(list, wordsIn(all)...)
}

// keysOnly is what knows a choice by its keys, which no person reads.
var keysOnly = reflect.TypeFor[[]lab.Former]()

// wordsOf walks a value; says is whether it is the content of a describing field.
func wordsOf(v reflect.Value, says bool) (list []string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return wordsOf(v.Elem(), says)
		}
	case reflect.String:
		if says && message(v.String()) {
			return []string{v.String()}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			list = append(list, wordsOf(v.Index(i), says)...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() && f.Type != keysOnly && f.Type.Kind() != reflect.Func && f.Type.Kind() != reflect.Map {
				list = append(list, wordsOf(v.Field(i), describing[f.Name])...)
			}
		}
	}
	return list
}

// wordsIn walks what the page reads of the labs for the words that only it has.
func wordsIn(v any) (list []string) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			list = append(list, wordsIn(one)...)
		}
	case map[string]any:
		if results, ok := v["results"].(map[string]any); ok {
			for _, name := range []string{"title", "words", "unit", "across", "upward"} {
				list = append(list, results[name].(string))
			}
			for _, row := range results["rows"].([]any) {
				list = append(list, row.(map[string]any)["label"].(string))
			}
		}
		for _, one := range v {
			list = append(list, wordsIn(one)...)
		}
	}
	return list
}

var letters = regexp.MustCompile(`[a-z]{2}`)

// message reports whether a text is words: a unit like "%" or "ε" is the same everywhere.
func message(text string) bool {
	return letters.MatchString(text)
}

// TestTheLabsAreDescribedInKorean holds that no word of a description is left in English.
func TestTheLabsAreDescribedInKorean(t *testing.T) {
	known := inCatalog()
	var missing []string
	for _, english := range described(t) {
		if !known(english) && !same[english] {
			missing = append(missing, english)
		}
	}
	require.Empty(t, missing, "without a translation in labs.json")
}

// inCatalog returns what reports whether the catalog has a text, whole, in a form, or sentence
// by sentence.
func inCatalog() func(string) bool {
	all := All()
	var forms []string
	for english := range all {
		if anyHole.MatchString(english) {
			forms = append(forms, strings.ReplaceAll(regexp.QuoteMeta(anyHole.ReplaceAllString(english, "\x00")), "\x00", ".+"))
		}
	}
	form := regexp.MustCompile("^(" + strings.Join(forms, "|") + ")$")
	return func(english string) bool {
		if all[english] != "" {
			return true
		}
		for _, one := range sentencesOf(english) {
			if all[one] == "" && !form.MatchString(one) {
				return false
			}
		}
		return true
	}
}

// same are names that are the same in Korean.
var same = map[string]bool{"v4.5": true, "v4.6": true, "v5.1": true, "h.3": true, "h.5": true, "h.7": true}

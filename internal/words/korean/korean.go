// Package korean holds the messages of the playground in Korean, and the font that the canvas
// and the window write them with.
package korean

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/resonetics/playground/internal/words"
)

// Font is Noto Sans KR, with the 2,350 syllables of the standard KS X 1001 and Latin letters.
//
//go:embed NotoSansKR-Regular.otf
var Font []byte

//go:embed *.json
var files embed.FS

// Messages returns what a file of the catalog holds, by its English: "page" what the page
// says, "labs" the descriptions of the labs, "told" what a session tells, "stage" what the
// stage and the window write. It panics where there is no such file.
func Messages(name string) map[string]string {
	data, err := files.ReadFile(name + ".json")
	if err != nil {
		panic("korean: " + err.Error())
	}
	messages := make(map[string]string)
	if err := json.Unmarshal(data, &messages); err != nil {
		panic(fmt.Sprintf("korean: %s.json: %v", name, err))
	}
	return messages
}

// Names are the files of the catalog.
var Names = []string{"page", "labs", "told", "stage"}

// All returns the whole catalog.
func All() map[string]string {
	all := make(map[string]string)
	for _, name := range Names {
		maps.Copy(all, Messages(name))
	}
	return all
}

// Table returns the table of the catalog.
func Table() *words.Table { return words.New(All()) }

// Runes returns every letter of the catalog that is not ASCII, in order.
func Runes() []rune {
	found := make(map[rune]bool)
	for _, text := range All() {
		for _, r := range text {
			found[r] = r >= 0x80
		}
	}
	maps.DeleteFunc(found, func(_ rune, is bool) bool { return !is })
	return slices.Sorted(maps.Keys(found))
}

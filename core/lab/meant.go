package lab

import (
	"fmt"
	"strings"
)

// mostMeant is how many keys a message names of those that there are.
const mostMeant = 3

// meant says which of the known keys somebody may have meant by one that is not among
// them, and how many there are where none is alike.
func meant(key string, known []string) string {
	var alike []string
	for _, k := range known {
		if strings.Contains(k, key) || EditDistance(key, k) <= max(2, min(len(key), len(k))/3) {
			alike = append(alike, k)
		}
	}
	if len(alike) > 0 && key != "" {
		return "did you mean " + strings.Join(nearest(key, alike), " or ") + "?"
	}
	return fmt.Sprintf("there are %d, such as %s", len(known), strings.Join(known[:min(len(known), mostMeant)], ", "))
}

// nearest returns the few of keys that are the most like key, the nearest first.
func nearest(key string, keys []string) []string {
	n := min(len(keys), mostMeant)
	for i := range n {
		for j := i + 1; j < len(keys); j++ {
			if EditDistance(key, keys[j]) < EditDistance(key, keys[i]) {
				keys[i], keys[j] = keys[j], keys[i]
			}
		}
	}
	return keys[:n]
}

// EditDistance returns how many letters have to be put in, left out or replaced to make one
// text of the other. One that is much longer than any key is as far as it is long.
func EditDistance(a, b string) int {
	const longest = 64
	if len(a) > longest || len(b) > longest {
		return max(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

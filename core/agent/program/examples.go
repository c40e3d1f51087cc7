package program

import _ "embed"

// Example is a program to start from.
type Example struct {
	Key    string
	Label  string
	Help   string
	Source string
}

// Examples returns the examples, the simplest first.
func Examples() []Example {
	return []Example{
		{"always_clean", "Always clean", "Stays where it is and cleans: the shortest policy there is.", alwaysClean},
		{"h3", "h.3", "Plays exactly as h.3: clean, scale, or walk to the fullest neighbor.", h3},
		{"patrol", "Patrol", "Walks the grid row by row, and counts its moves in memo.", patrol},
		{"saver", "Saver", "Spends little while the budget is low, and a lot when things get bad.", saver},
	}
}

var (
	//go:embed examples/always_clean.star
	alwaysClean string
	//go:embed examples/h3.star
	h3 string
	//go:embed examples/patrol.star
	patrol string
	//go:embed examples/saver.star
	saver string
)

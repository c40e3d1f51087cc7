package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab/cluster/fit"
)

// fitted is what `cluster fit` found.
type fitted struct {
	*fit.Fit
	file string
}

// String gives the estimates, how the world fits, what was assumed, and the preset.
func (f *fitted) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, %s values", f.file, counted(f.Nodes, "node"), field.Words(float64(f.Values)))
	if f.Step > 0 {
		fmt.Fprintf(&b, ", one step is %s, %s in all", duration(f.Step), duration(f.Span))
	}
	b.WriteString("\n\n")
	f.table(&b)
	b.WriteString("\nHow far the world is like it:\n")
	for _, c := range f.Checks {
		mark := "yes"
		switch {
		case c.Class == fit.Unknown:
			mark = " ? "
		case !c.Fits:
			mark = "NO "
		}
		fmt.Fprintf(&b, "  %s  %s\n", mark, f.found(c))
	}
	if len(f.Notes) > 0 {
		b.WriteString("\nAssumed and left out:\n")
		for _, n := range f.Notes {
			fmt.Fprintf(&b, "  %s\n", noteWords(n))
		}
	}
	b.WriteString("\nThe preset, for cluster run, cluster race, train and play:\n ")
	for _, s := range f.Settings {
		fmt.Fprintf(&b, " --%s %s", s.Key, s.Value)
	}
	fmt.Fprintf(&b, "\n\nlink: #%s\n", f.Link)
	return b.String()
}

func (f *fitted) table(b *strings.Builder) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\testimate\t95 % interval\t")
	row := func(name string, e fit.Estimate, unit string) {
		fmt.Fprintf(w, "%s\t%s\t%s to %s\t%s\n", name, digits(e.Value), digits(e.Low), digits(e.High), unit)
	}
	row("drift", f.Memory.Drift, "per step")
	row("noise", f.Memory.Noise, "sd per step")
	row("starting memory, up to", f.Memory.Initial, "")
	if f.CPU != nil {
		row("CPU noise", f.CPU.Noise, "sd per step")
		row("starting CPU, up to", f.CPU.Initial, "")
	}
	fmt.Fprintf(w, "grid\t%d × %d\t\tnodes\n", f.Rows, f.Columns)
	w.Flush()
}

// digits writes a number with three digits that count.
func digits(v float64) string {
	text := strconv.FormatFloat(v, 'g', 3, 64)
	v, _ = strconv.ParseFloat(text, 64)
	return field.Words(v)
}

// percents writes a share.
func percents(v float64) string { return digits(100*v) + " %" }

// counted writes a number of things.
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return field.Words(float64(n)) + " " + what
}

// duration writes a time in its largest unit.
func duration(seconds float64) string {
	for _, u := range []struct {
		seconds float64
		name    string
	}{{86400, "days"}, {3600, "h"}, {60, "min"}} {
		if seconds >= 2*u.seconds {
			return digits(seconds/u.seconds) + " " + u.name
		}
	}
	return digits(seconds) + " s"
}

// found says what a check found.
func (f *fitted) found(c fit.Check) string {
	a := c.Amount
	span := fmt.Sprintf("%s (%s to %s)", digits(a.Value), digits(a.Low), digits(a.High))
	switch c.Key + " " + c.Class {
	case "drift rises":
		return "Memory rises by " + percents(a.Value) + " a step: " + f.full(a.Value)
	case "drift falls":
		return "Memory falls by " + percents(-a.Value) + " a step, where that of the world rises: nothing would fail by itself."
	case "drift still":
		return "Memory neither rises nor falls as far as one can tell: the interval of the drift holds 0."
	case "growth walk":
		return "It rises as a random walk with drift: over 8 steps it varies " + span + " times as much as 8 single steps."
	case "growth returns":
		return "It rises more steadily than a random walk: over 8 steps it varies " + span + " times as much as 8 single steps. The noise is mostly of the measurement."
	case "growth trends":
		return "It rises in spells: over 8 steps it varies " + span + " times as much as 8 single steps. The world has no spells."
	case "growth " + fit.Unknown:
		return "There are too few stretches of 8 calm steps to compare its rise with a random walk."
	case "memory none":
		return "A change says nothing about the next: correlation " + span + "."
	case "memory returns":
		return "A rise is often followed by a fall: correlation " + span + ". In the world changes are independent."
	case "memory follows":
		return "A rise is often followed by another: correlation " + span + ". In the world changes are independent."
	case "memory " + fit.Unknown:
		return "There are too few changes that follow each other to compare them."
	case "nodes alike":
		return "All nodes drift alike."
	case "nodes differ":
		return fmt.Sprintf("Nodes differ: they drift by %s to %s a step. In the world all have the same drift.", percents(a.Low), percents(a.High))
	case "nodes " + fit.Unknown:
		return "One node alone cannot be compared with others."
	case "restarts few", "restarts many":
		return fmt.Sprintf("%s of the changes are restarts (falls by more than a quarter) and %s are jumps, which the world does not have.", percents(a.Low), percents(a.High))
	case "cpu still":
		return "The CPU wanders without a direction."
	}
	return "The CPU drifts by " + percents(a.Value) + " a step. In the world it only wanders."
}

// full says how long a node takes to fill.
func (f *fitted) full(drift float64) string {
	n := math.Ceil(1 / drift)
	text := "an empty node is full after about " + field.Words(n) + " steps"
	if f.Step > 0 {
		text += ", " + duration(n*f.Step)
	}
	return text + "."
}

// noteWords says what was assumed or left out.
func noteWords(n fit.Note) string {
	what, kind, is := strings.Cut(n.Key, "-")
	name := map[string]string{"memory": "Memory", "cpu": "CPU"}[what]
	if is && name != "" {
		return name + unitWords(kind, n)
	}
	switch n.Key {
	case "wrong":
		return fmt.Sprintf("%s could not be read and left out; the first is in %s.", counted(int(n.Values[0]), "cell"), n.Text)
	case "backward":
		return fmt.Sprintf("%s left out whose time is before the one ahead of it.", counted(int(n.Values[0]), "value"))
	case "repeated":
		return fmt.Sprintf("%s left out that repeat a time.", counted(int(n.Values[0]), "value"))
	case "no-time":
		return "There is no column time: rows are one step apart."
	case "no-node":
		return "There is no column node: everything is one node."
	case "no-cpu":
		return "There is no CPU: it stays as in the world's default."
	}
	return fmt.Sprintf("The grid has %s more than your cluster.", counted(int(n.Values[0]), "node"))
}

// unitWords says what was assumed of memory or CPU.
func unitWords(kind string, n fit.Note) string {
	var some string
	if len(n.Values) == 3 && n.Values[1] < n.Values[2] {
		some = fmt.Sprintf(" of %s of %g", counted(int(n.Values[1]), "node"), n.Values[2])
	}
	switch kind {
	case "fraction":
		return some + " is read as fractions of the whole."
	case "percent":
		return some + " is read as percent: the largest value is " + digits(n.Values[0]) + "."
	case "limit":
		return some + " is divided by the limit of its node."
	case "unlimited":
		return fmt.Sprintf(" of %s left out, which have no limit, such as %s.", counted(int(n.Values[0]), "node"), n.Text)
	}
	return fmt.Sprintf(": %s of the changes span a gap and are left out.", percents(n.Values[0]))
}

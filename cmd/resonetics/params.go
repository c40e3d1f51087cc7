package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/lab"
)

func newParamsCommand() *cobra.Command {
	var only, format string
	cmd := &cobra.Command{
		Use:   "params",
		Short: "List every parameter, preset, metric and key",
		Long:  "List every parameter of every lab: what a flag, a control on the page, the desktop panel and a link are made from.",
		Args:  noArgs,
	}
	wordFlag(cmd, &only, "lab", "", labKeys(), "list only this lab")
	wordFlag(cmd, &format, "format", "text", []string{"text", "markdown"}, "layout")
	out := addOutputFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		w, finish, err := out.open(cmd)
		if err != nil {
			return err
		}
		for _, c := range lab.Labs() {
			if only == "" || only == c.Key {
				listCatalog(newTable(w, format == "markdown"), c)
			}
		}
		return finish(nil)
	}
	return cmd
}

func listCatalog(t *table, c *lab.Catalog) {
	t.heading(1, c.Label)
	t.text(c.Question)
	t.heading(2, "Parameters")
	t.row("key", "default", "changes", "values", "what it is")
	for i := range c.Params {
		p := &c.Params[i]
		changes := "on reset"
		if p.Live {
			changes = "live"
		}
		t.row(p.Key, p.Format(p.Default), changes, p.Range(), p.Label+": "+p.Help)
	}
	t.end()
	for i := range c.Params {
		listOptions(t, &c.Params[i])
	}
	t.heading(2, "Presets")
	t.row("key", "values", "what it is")
	for _, p := range c.Presets {
		t.row(p.Key, presetValues(c, p), p.Label+": "+p.Help)
	}
	t.end()
	t.heading(2, "Metrics")
	t.row("key", "unit", "what it is")
	for _, m := range c.Metrics {
		t.row(m.Key, m.Unit, m.Label+": "+m.Help)
	}
	t.end()
	t.heading(2, "Keys")
	t.row("key", "what it does")
	for _, k := range c.Keys {
		t.row(keyName(k.Key), k.Label)
	}
	t.end()
}

func listOptions(t *table, p *lab.Param) {
	if len(p.Options) == 0 {
		return
	}
	t.heading(2, "Values of "+p.Key)
	t.row("value", "what it is")
	for _, o := range p.Options {
		t.row(o.Key, o.Label+": "+o.Help)
	}
	t.end()
}

// presetValues writes a preset's values in the catalog's order.
func presetValues(c *lab.Catalog, p lab.Preset) string {
	var parts []string
	for i := range c.Params {
		if v, ok := p.Values[c.Params[i].Key]; ok {
			parts = append(parts, c.Params[i].Key+"="+c.Params[i].Format(v))
		}
	}
	return strings.Join(parts, " ")
}

func keyName(key string) string {
	if key == " " {
		return "Space"
	}
	return key
}

// table writes rows with aligned columns, as plain text or as Markdown. The
// first row is the head.
type table struct {
	w        io.Writer
	markdown bool
	rows     [][]string
}

func newTable(w io.Writer, markdown bool) *table { return &table{w: w, markdown: markdown} }

func (t *table) heading(level int, text string) {
	if t.markdown {
		text = strings.Repeat("#", level) + " " + text
	}
	fmt.Fprintf(t.w, "%s\n\n", text)
}

func (t *table) text(s string)       { fmt.Fprintf(t.w, "%s\n\n", s) }
func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// end writes the rows gathered since the last call.
func (t *table) end() {
	rows := t.rows
	t.rows = nil
	if t.markdown && len(rows) > 0 {
		rule := make([]string, len(rows[0]))
		for i := range rule {
			rule[i] = "---"
		}
		rows = append([][]string{rows[0], rule}, rows[1:]...)
	}
	widths := columnWidths(rows)
	for _, cells := range rows {
		if t.markdown {
			fmt.Fprintf(t.w, "| %s |\n", strings.Join(cells, " | "))
			continue
		}
		var line strings.Builder
		for i, cell := range cells {
			fmt.Fprintf(&line, "  %-*s", widths[i], cell)
		}
		fmt.Fprintln(t.w, strings.TrimRight(line.String(), " "))
	}
	fmt.Fprintln(t.w)
}

func columnWidths(rows [][]string) []int {
	var widths []int
	for _, cells := range rows {
		for i, cell := range cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	return widths
}

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/prophet"
)

func newParamsCommand() *cobra.Command {
	var only, format string
	cmd := &cobra.Command{
		Use:   "params",
		Short: "List every parameter, preset, metric and key",
		Long: "List every parameter of every lab: what a flag, a control on the page, the desktop panel and a link are made from,\n" +
			"and the settings that only resonetics prophet has.",
		Args: noArgs,
	}
	wordFlag(cmd, &only, "lab", "", labs.All.Keys(), "list only this lab")
	wordFlag(cmd, &format, "format", "text", []string{"text", "markdown"}, "layout")
	var asJSON bool
	cmd.Flags().BoolVar(&asJSON, "json", false, "print them as JSON")
	eitherOr(cmd, "json", "format")
	out := addOutputFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		w, finish, err := out.open(cmd)
		if err != nil {
			return err
		}
		if asJSON {
			return finish(printJSON(w, labsJSON(only)))
		}
		t := newTable(w, format == "markdown")
		for _, l := range labs.All {
			if only == "" || only == l.Key {
				listLab(t, l)
			}
		}
		if only == "" || only == prophet.Lab.Key {
			listTerminal(t)
		}
		return finish(nil)
	}
	return cmd
}

func listLab(t *table, l *lab.Lab) {
	t.heading(1, l.Label)
	t.text(l.Question)
	t.heading(2, "Parameters")
	t.row("key", "default", "changes", "values", "what it is")
	for i := range l.Params {
		p := &l.Params[i]
		changes := "on reset"
		if p.Live() {
			changes = "live"
		}
		t.row(p.Key, p.Text(), changes, p.Range(), p.Label+": "+p.Help)
	}
	t.end()
	for i := range l.Params {
		listOptions(t, &l.Params[i])
	}
	listTexts(t, l)
	t.heading(2, "Presets")
	t.row("key", "values", "what it is")
	for _, p := range l.Presets {
		t.row(p.Key, presetValues(l, p), p.Label+": "+p.Help)
	}
	t.end()
	t.heading(2, "Metrics")
	t.row("key", "unit", "what it is")
	for _, m := range l.Metrics {
		t.row(m.Key, m.Unit, m.Label+": "+m.Help)
	}
	t.end()
	t.heading(2, "Keys")
	t.row("key", "what it does")
	for _, k := range l.Keys {
		t.row(keyName(k.Key), k.Label)
	}
	t.end()
}

// listTerminal lists what is configured only where the Prophet trains in a terminal.
func listTerminal(t *table) {
	t.heading(1, "prophet command")
	t.text("What resonetics prophet has beside the parameters of its lab, as flags and in its file of settings.")
	t.row("key", "default", "values", "what it is")
	settings := addProphetSettings(new(cobra.Command))
	for _, key := range terminalSettings {
		flag := settings.flags.Lookup(key)
		t.row(key, flag.DefValue, flag.Value.(wanter).wants(), flag.Usage)
	}
	t.end()
	t.row("variable", "what it sets")
	for _, e := range prophetEnv {
		t.row(e.variable, e.what)
	}
	t.end()
}

// listTexts lists the texts that a link of the lab may hold.
func listTexts(t *table, l *lab.Lab) {
	if len(l.Texts) == 0 {
		return
	}
	t.heading(2, "Texts")
	t.row("key", "largest size", "what it is")
	for _, text := range l.Texts {
		t.row(text.Key, lab.Thousands(text.Max)+" bytes", text.Label+": "+text.Help)
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

// presetValues writes a preset's values in the order of the parameters.
func presetValues(l *lab.Lab, p lab.Preset) string {
	var parts []string
	for i := range l.Params {
		if v, ok := p.Values[l.Params[i].Key]; ok {
			parts = append(parts, l.Params[i].Key+"="+l.Params[i].Format(v))
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

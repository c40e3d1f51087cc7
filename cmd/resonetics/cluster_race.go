package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/race"
)

// clusterRace are the flags of `cluster race`.
type clusterRace struct {
	flags  *runFlags
	out    *outputFlags
	races  int
	format string
	json   bool

	foresight string // of every lane that can look ahead and has no flag of its own
}

func newClusterRaceCommand() *cobra.Command {
	r := new(clusterRace)
	cmd := &cobra.Command{
		Use:   "race",
		Short: "Let several policies meet the same fate",
		Long: "Let two to four policies meet the same fate, race after race, and say who won, by how much, and what decided it.\n" +
			"The same flags give the same races on every machine, and the same as on the page and in the window.",
		Example: "  resonetics cluster race --lane-1 h3 --lane-2 omniscient --lane-3 random\n" +
			"  resonetics cluster race --lane-1 my.star --lane-2 h3\n" +
			"  resonetics cluster race --lane-1 h3 --lane-2 h3 --lane-3 none --foresight-2 imagine\n" +
			"  resonetics cluster race --lane-1 pilot-0 --lane-2 pilot-1000 --lane-3 pilot --races 20 --format csv --out races.csv",
		Args: noArgs,
		RunE: r.run,
	}
	r.flags = addRunFlags(cmd, race.Lab)
	wholeFlag(cmd.Flags(), &r.races, "races", 1, 1, maxEpisodes, "how many races to run")
	wordFlag(cmd, &r.format, "format", "text", []string{"text", "csv"}, "text: a table for each race; csv: a row for each lane of each race")
	wordFlag(cmd, &r.foresight, "foresight", "", []string{"none", "imagine"}, "what looks ahead in every lane for which no flag of its own says that")
	cmd.Flags().BoolVar(&r.json, "json", false, "the races and their verdicts as JSON")
	eitherOr(cmd, "json", "format")
	r.out = addOutputFlags(cmd)
	return cmd
}

// inEveryLane gives the value of --foresight to the lanes that can look ahead.
func (r *clusterRace) inEveryLane(flags *pflag.FlagSet) error {
	if r.foresight == "" {
		return nil
	}
	if r.flags.link != "" {
		return usagef("--link already fixes the whole run; leave out --foresight")
	}
	run, err := r.flags.run()
	for i := range race.Lab.Params {
		key := race.Lab.Params[i].Key
		if err == nil && strings.HasPrefix(key, cluster.KeyForesight+"-") && !flags.Changed(key) && run.Config.Unread(key) == "" {
			err = flags.Set(key, r.foresight)
		}
	}
	return err
}

func (r *clusterRace) run(cmd *cobra.Command, _ []string) error {
	if err := r.inEveryLane(cmd.Flags()); err != nil {
		return err
	}
	t, err := newEpisodeRun(cmd, r.flags, "races", r.races)
	if err != nil {
		return err
	}
	w, finish, err := r.out.stream(cmd)
	if err != nil {
		return err
	}
	list := &raceJSON{Link: t.run.Link(), program: r.flags.program}
	switch {
	case r.json:
		t.written = list
	case r.format == "csv":
		t.written = &raceCSV{w: w, session: t.session}
	default:
		t.written = raceText{w, r.flags.program}
	}
	err = t.all(cmd.Context())
	if err == nil {
		err = tellRepeated(cmd.ErrOrStderr(), t.session)
	}
	if r.json {
		err = errors.Join(err, json.NewEncoder(w).Encode(list))
	}
	return finish(err)
}

// raceText writes a table of the lanes and the verdict at the end of every race.
type raceText struct {
	w       io.Writer
	program string // the file of the program in a lane; empty where none is
}

// named returns the file of the lane's program, or what the lab calls its policy.
func named(l *race.Lane, program, otherwise string) string {
	if program != "" && l.Key() == cluster.KeyProgram {
		return filepath.Base(program)
	}
	return otherwise
}

func (r raceText) head(run lab.Run) error {
	_, err := fmt.Fprintf(r.w, "resonetics cluster race, link: #%s\n\n", run.Link())
	return err
}

func (r raceText) step(look func() *lab.Snapshot, last bool) error {
	if !last {
		return nil
	}
	s, t := look(), newTable(r.w, false)
	t.row("lane", "policy", "return", "steps", "how it ended", "races won")
	lanes := s.Picture.(*race.Picture).Lanes
	for i := range lanes {
		l := &lanes[i]
		end := "survived"
		switch {
		case l.Cut:
			end = "no more was recorded"
		case l.Failed:
			end = fmt.Sprintf("failed: row %d, column %d was full", l.Filled/l.Width+1, l.Filled%l.Width+1)
		case !l.Ended:
			end = "still runs"
		}
		t.row(fmt.Sprint(l.Number+1), named(l, r.program, l.Label()), fmt.Sprintf("%.1f", l.Return), fmt.Sprint(l.Steps), end, fmt.Sprint(l.Won))
	}
	t.end()
	_, err := fmt.Fprintf(r.w, "%s\n\n", s.Text)
	return err
}

// raceCSV writes the rows of the lab.
type raceCSV struct {
	w       io.Writer
	session *lab.Session
	rows    []byte
}

func (r *raceCSV) head(run lab.Run) error {
	_, err := fmt.Fprintln(r.w, run.Config.Lab.Rows.Columns)
	return err
}

func (r *raceCSV) step(func() *lab.Snapshot, bool) error {
	r.rows = r.session.AppendRow(r.rows[:0])
	_, err := r.w.Write(r.rows)
	return err
}

// raceJSON gathers the races that have ended.
type raceJSON struct {
	Link  string     `json:"link"`
	Races []raceDone `json:"races"`

	program string
}

type raceDone struct {
	Race    uint64     `json:"race"`
	Step    uint64     `json:"step"`
	Lanes   []laneDone `json:"lanes"`
	Verdict string     `json:"verdict"`
}

type laneDone struct {
	Lane   int     `json:"lane"`
	Policy string  `json:"policy"`
	Ahead  bool    `json:"looks_ahead,omitempty"`
	Return float32 `json:"return"`
	Steps  int     `json:"steps"`
	Failed bool    `json:"failed"`
	Node   *int    `json:"node,omitempty"` // that filled
	Won    int     `json:"wins"`
}

func (r *raceJSON) head(lab.Run) error { return nil }

func (r *raceJSON) step(look func() *lab.Snapshot, last bool) error {
	if !last {
		return nil
	}
	s := look()
	done := raceDone{Race: s.Episode + 1, Step: s.Step, Verdict: s.Text}
	lanes := s.Picture.(*race.Picture).Lanes
	for i := range lanes {
		l := &lanes[i]
		one := laneDone{l.Number + 1, named(l, r.program, l.Key()), l.Foresees, l.Return, l.Steps, l.Failed, nil, l.Won}
		if l.Failed {
			node := l.Filled
			one.Node = &node
		}
		done.Lanes = append(done.Lanes, one)
	}
	r.Races = append(r.Races, done)
	return nil
}

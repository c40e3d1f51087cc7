package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/stat"
	"github.com/resonetics/playground/internal/files"
)

// maxEpisodes bounds --episodes.
const maxEpisodes = 1_000_000

// clusterRun are the flags of `cluster run`.
type clusterRun struct {
	flags    *runFlags
	out      *outputFlags
	episodes int
	format   string
	json     bool
}

func newClusterCommand() *cobra.Command {
	return newGroup("cluster", "Run and measure policies on the cluster",
		newClusterRunCommand(),
		newClusterRaceCommand(),
		newClusterBenchCommand(),
		newClusterFitCommand(),
	)
}

func newClusterRunCommand() *cobra.Command {
	r := new(clusterRun)
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run episodes and print how they went",
		Long: "Run episodes and print the grid at the end of each with its outcome, or every step as CSV.\n" +
			"The same flags give the same numbers on every machine, and the same run as the page and the window.",
		Example: "  resonetics cluster run --preset crisis --policy omniscient\n" +
			"  resonetics cluster run --policy my.star\n" +
			"  resonetics cluster run --episodes 5 --drift 0.01 --format csv --out run.csv",
		Args: noArgs,
		RunE: r.run,
	}
	r.flags = addRunFlags(cmd, cluster.Lab)
	wholeFlag(cmd.Flags(), &r.episodes, "episodes", 1, 1, maxEpisodes, "how many episodes to run")
	wordFlag(cmd, &r.format, "format", "text", []string{"text", "csv"}, "text: one picture per episode; csv: one row per step")
	cmd.Flags().BoolVar(&r.json, "json", false, "how each episode went as JSON")
	eitherOr(cmd, "json", "format")
	r.out = addOutputFlags(cmd)
	return cmd
}

func (r *clusterRun) run(cmd *cobra.Command, _ []string) error {
	t, err := newEpisodeRun(cmd, r.flags, "episodes", r.episodes)
	if err != nil {
		return err
	}
	w, finish, err := r.out.stream(cmd)
	if err != nil {
		return err
	}
	list := &episodesJSON{Link: t.run.Link()}
	switch {
	case r.json:
		t.written = list
	case r.format == "csv":
		t.written, t.view = &stepCSV{w: w, lab: t.run.Config.Lab}, lab.View{}
	default:
		t.written = episodeText{w}
	}
	err = t.all(cmd.Context())
	if r.json {
		err = errors.Join(err, printJSON(w, list))
	}
	if err == nil {
		err = tellRepeated(cmd.ErrOrStderr(), t.session)
	}
	return finish(err)
}

// startable returns the session of a run, or an error, before a file is touched, if
// it cannot take its first step. program is the file of the program that acts, if any.
func startable(run lab.Run, program string) (*lab.Session, error) {
	trial, err := lab.Replay(run)
	if err != nil {
		return nil, err
	}
	if trial.Advance(1) == 0 {
		return nil, stands(trial, program)
	}
	return lab.Replay(run)
}

// recorder writes a session down.
type recorder interface {
	head(run lab.Run) error
	// step is called after each step; look returns a snapshot that is valid until the
	// next step.
	step(look func() *lab.Snapshot, last bool) error
}

// episodeRun drives a session through whole episodes.
type episodeRun struct {
	run      lab.Run
	session  *lab.Session
	program  string // the file of the program that acts; empty where none does
	progress *progress
	goal     int    // episodes
	until    uint64 // step to stop at; 0: none
	written  recorder
	view     lab.View

	snapshot lab.Snapshot
}

// errWaits is what a run without a person ends with when it needs one.
var errWaits = errors.New("policy you waits for a person's move; use resonetics play, or --link with recorded moves")

// stands says why a session has not taken a step.
func stands(s *lab.Session, program string) error {
	if s.Fault() != nil {
		return stopped(s, program)
	}
	return errWaits
}

// newEpisodeRun returns what flags describe, before its first step and without a recorder.
// It takes goal episodes; those of a link as far as its sender saw, unless the flag of that
// name was given.
func newEpisodeRun(cmd *cobra.Command, flags *runFlags, name string, goal int) (*episodeRun, error) {
	run, err := files.Wait(cmd.Context(), flags.run)
	if err != nil {
		return nil, err
	}
	if err := flags.allRead(run.Config); err != nil {
		return nil, err
	}
	session, err := startable(run, flags.program)
	if err != nil {
		return nil, err
	}
	t := &episodeRun{run: run, session: session, program: flags.program, progress: newProgress(cmd), goal: goal, view: lab.View{Text: true}}
	if run.At > 0 && !cmd.Flags().Changed(name) {
		t.goal, t.until = maxEpisodes, run.At
	}
	return t, nil
}

func (t *episodeRun) all(ctx context.Context) error {
	defer t.progress.done()
	if err := t.written.head(t.run); err != nil {
		return err
	}
	for done := 0; done < t.goal; {
		if ctx.Err() != nil {
			return interrupted(done, t.goal, "episodes")
		}
		if t.session.Advance(1) == 0 {
			return stands(t.session, t.program)
		}
		stop := t.until > 0 && t.session.Step() == t.until
		ended := t.session.Ended()
		if err := t.written.step(t.look, ended || stop); err != nil {
			return err
		}
		if stop {
			return nil
		}
		if ended {
			done++
		}
		t.progress.show("episode %d of %d, step %d", done+1, t.goal, t.session.Step())
	}
	return nil
}

func (t *episodeRun) look() *lab.Snapshot {
	t.session.Look(&t.snapshot, t.view)
	return &t.snapshot
}

// episodeText writes the picture and the outcome at the end of every episode.
type episodeText struct{ w io.Writer }

func (e episodeText) head(run lab.Run) error {
	_, err := fmt.Fprintf(e.w, "resonetics cluster run, link: #%s\n", run.Link())
	return err
}

func (e episodeText) step(look func() *lab.Snapshot, last bool) error {
	if !last {
		return nil
	}
	s := look()
	if _, err := fmt.Fprintln(e.w); err != nil {
		return err
	}
	if err := drawGrid(e.w, s.Picture.(*cluster.Picture)); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(e.w, s.Text); err != nil {
		return err
	}
	return writeMetrics(e.w, s)
}

// writeMetrics writes every metric of the lab that has a value, with its unit
// on a line.
func writeMetrics(w io.Writer, s *lab.Snapshot) error {
	for i, m := range s.Lab.Metrics {
		if math.IsNaN(s.Metrics[i]) {
			continue // the acting policy does not learn or forecast
		}
		words := lab.Number(s.Metrics[i], m.Decimals)
		words += " " + lab.UnitOf(m.Unit, words)
		if m.Counted {
			words += " " + s.Why
		}
		if _, err := fmt.Fprintf(w, "  %-20s %s\n", m.Label, strings.TrimSpace(words)); err != nil {
			return err
		}
	}
	return nil
}

// drawGrid writes memory in percent per node, with an asterisk where the node is
// critical and brackets around the agent's node.
func drawGrid(w io.Writer, v *cluster.Picture) error {
	line := make([]byte, 0, 6*v.Width)
	for row := range v.Height {
		line = line[:0]
		for i := row * v.Width; i < (row+1)*v.Width; i++ {
			left, mark, right := ' ', ' ', ' '
			if v.Priority[i] > cluster.Critical {
				mark = '*'
			}
			if i == v.Agent {
				left, right = '[', ']'
			}
			line = fmt.Appendf(line, "%c%3.0f%c%c", left, 100*v.Mem[i], mark, right)
		}
		if _, err := fmt.Fprintf(w, "%s\n", line); err != nil {
			return err
		}
	}
	return nil
}

// episodesJSON gathers the episodes that have ended.
type episodesJSON struct {
	Link     string        `json:"link"`
	Episodes []episodeDone `json:"results"`
}

type episodeDone struct {
	Episode uint64                 `json:"episode"`
	Step    uint64                 `json:"step"`
	Outcome string                 `json:"outcome"`
	Metrics map[string]stat.Number `json:"metrics"` // those that have a value, by key, with shares for percents
}

func (e *episodesJSON) head(lab.Run) error { return nil }

func (e *episodesJSON) step(look func() *lab.Snapshot, last bool) error {
	if !last {
		return nil
	}
	s := look()
	done := episodeDone{s.Episode + 1, s.Step, s.Text, make(map[string]stat.Number)}
	for i, v := range s.Metrics {
		if !math.IsNaN(v) {
			done.Metrics[s.Lab.Metrics[i].Key] = stat.Number(inFile(&s.Lab.Metrics[i], v))
		}
	}
	e.Episodes = append(e.Episodes, done)
	return nil
}

// inFile returns the value of a metric as files have it: a share in place of percents.
func inFile(m *lab.Metric, v float64) float64 {
	if m.Unit == "%" {
		return v / 100
	}
	return v
}

// stepCSV writes one row per step: the step, the episode, what the agent did,
// its reward, and every metric of the lab, with shares for percents.
type stepCSV struct {
	w    io.Writer
	lab  *lab.Lab
	line []byte
}

func (c *stepCSV) head(lab.Run) error {
	c.line = append(c.line[:0], "step,episode,ended,action,reward"...)
	for _, m := range c.lab.Metrics {
		c.line = append(append(c.line, ','), m.Key...)
	}
	return c.flush()
}

func (c *stepCSV) step(look func() *lab.Snapshot, _ bool) error {
	s, action := look(), ""
	picture := s.Picture.(*cluster.Picture)
	if picture.Action >= 0 {
		action = c.lab.Actions[picture.Action].Label
	}
	c.line = fmt.Appendf(c.line[:0], "%d,%d,%t,%s,%g", s.Step, s.Episode+1, s.Ended, action, picture.Reward)
	for i, v := range s.Metrics {
		c.line = append(c.line, ',')
		if !math.IsNaN(v) { // what this policy does not compute is empty
			c.line = strconv.AppendFloat(c.line, inFile(&c.lab.Metrics[i], v), 'g', -1, 64)
		}
	}
	return c.flush()
}

func (c *stepCSV) flush() error {
	c.line = append(c.line, '\n')
	_, err := c.w.Write(c.line)
	return err
}

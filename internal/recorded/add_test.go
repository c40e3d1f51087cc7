package recorded

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
)

var add = flag.String("add", "", "name=link to be recorded, or several of them, a line each")

// TestALinkIsAdded adds what the flag says to the recordings; without it, it tries that on
// a copy in memory.
func TestALinkIsAdded(t *testing.T) {
	const file = "testdata/manifest.json"
	before, err := files.ReadFile(file)
	require.NoError(t, err)
	if *add == "" {
		after, err := added(before, "trial", "lab=cluster&seed=3&at=9")
		require.NoError(t, err)
		var all []Recording
		require.NoError(t, json.Unmarshal(after, &all))
		require.Equal(t, "link/trial", all[len(all)-1].Name)
		replay(t, &all[len(all)-1])
		_, err = added(before, "trial", "lab=cluster&seed=3")
		require.Error(t, err, "a link that was shared at once says nothing of a run")
		return
	}
	for line := range strings.Lines(*add) {
		name, link, _ := strings.Cut(strings.TrimSpace(line), "=")
		before, err = added(before, name, link)
		require.NoError(t, err, name)
	}
	require.NoError(t, os.WriteFile(file, before, 0o644))
}

// added returns a manifest with one more link, checked at three steps.
func added(manifest []byte, name, link string) ([]byte, error) {
	at, err := linkEnd(link)
	if err != nil {
		return nil, err
	}
	r := Recording{Name: "link/" + name, Kind: Link, Note: strings.ReplaceAll(name, "-", " "), Link: link}
	s, err := open(&r, nil)
	if err != nil {
		return nil, err
	}
	if at == 0 {
		return nil, errors.New("the link names no step")
	}
	done := 0
	for _, part := range []int{1, 2, 3} {
		after := int(at) * part / 3
		if err := s.advance(after - done); err != nil {
			return nil, err
		}
		done = after
		c, err := s.look()
		if err != nil {
			return nil, err
		}
		c.After = after
		r.Checks = append(r.Checks, c)
	}
	line, err := json.Marshal(&r)
	body := bytes.TrimSuffix(bytes.TrimSpace(manifest), []byte("\n]"))
	return append(append(append(body, ",\n"...), line...), "\n]\n"...), err
}

// TestEveryVersionOfLinksIsRecordedForEveryLab holds that the recordings grow with the versions:
// of each there is a link of every lab that it knew, changed by hand.
func TestEveryVersionOfLinksIsRecordedForEveryLab(t *testing.T) {
	all, err := Recordings(Link)
	require.NoError(t, err)
	seen := make(map[string]bool)
	for _, r := range all {
		version, _, ok := strings.Cut(strings.TrimPrefix(r.Link, "#"), "&")
		if ok && strings.HasPrefix(version, "v=") && strings.Contains(r.Link, "log=") {
			run, err := known.ParseLink(r.Link)
			require.NoError(t, err, r.Name)
			seen[version+" "+run.Config.Lab.Key] = true
		}
	}
	for version := 1; version <= lab.LinkVersion; version++ {
		for _, key := range known.Keys() {
			if version > 1 || key != "race" { // which came later
				require.True(t, seen["v="+string(rune('0'+version))+" "+key], "version %d, lab %s", version, key)
			}
		}
	}
}

// TestLinksThatSayTheirDigestAgree repeats those that do, and compares them as a visitor's
// session does.
func TestLinksThatSayTheirDigestAgree(t *testing.T) {
	all, err := Recordings(Link)
	require.NoError(t, err)
	compared := 0
	for _, r := range all {
		run, err := known.ParseLink(r.Link)
		require.NoError(t, err, r.Name)
		if run.Shared == nil {
			continue
		}
		s, err := lab.Replay(run)
		require.NoError(t, err, r.Name)
		s.Advance(int(run.At))
		require.Equal(t, lab.Same, s.Verdict(), "%s: %s", r.Name, s.Repeated(""))
		compared++
	}
	require.Positive(t, compared)
}

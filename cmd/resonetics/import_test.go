package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// What PyTorch has saved becomes a mind that every door loads.
func TestACheckpointOfPyTorchBecomesAMind(t *testing.T) {
	old, err := filepath.Abs("../../experiment/torch/testdata/checkpoint.pt")
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "old.safetensors")
	text := succeed(t, "import", old, "--checkpoint", path, "--preset", "calm")
	for _, says := range []string{"Pilot     pilot_state_dict.conv (convolution, 27 to 4)", "Target    target_state_dict.conv", "Prophet   prophet_state_dict.net.0 (dense, 5 to 3)",
		"one output stands for failures and for near misses", "Left out  optimizer (24 tensors)", "resonetics eval " + path} {
		require.Contains(t, text, says)
	}
	require.Contains(t, succeed(t, "eval", path, "--episodes", "2"), "pilot-prophet after 0 steps of training")
	require.Contains(t, succeed(t, "cluster", "bench", "--preset", "calm", "--policies", "h3,pilot-prophet", "--episodes", "2", "--checkpoint", path), "pilot-prophet loaded after 0 steps")
	_, link, _ := strings.Cut(text, "on the page: #")
	run, err := labs.All.ParseLink(strings.TrimSpace(link))
	require.NoError(t, err)
	s, err := lab.NewSession(run.Config)
	require.NoError(t, err)
	require.NoError(t, s.LoadMind([]byte(read(t, path))), "the link has what the mind needs")
	s.Advance(20)

	r := call(t, "import", old, "--checkpoint", path)
	require.Equal(t, exitFailure, r.code)
	require.Contains(t, r.errOut, path+" exists")
	var m struct{ Pilot, Prophet, Left []string }
	require.NoError(t, json.Unmarshal([]byte(succeed(t, "import", old, "--checkpoint", path, "--force", "--json")), &m))
	require.Len(t, m.Pilot, 4)

	// Without --out the mind stands beside the checkpoint; a refused file leaves none.
	folder := t.TempDir()
	for _, name := range []string{"prophet.pt", "whole-model.pt"} {
		b, err := os.ReadFile(filepath.Join(filepath.Dir(old), name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), b, 0o600))
	}
	require.Contains(t, succeed(t, "import", filepath.Join(folder, "prophet.pt")), "Pilot     no layers fit: it has learned nothing")
	require.FileExists(t, filepath.Join(folder, "prophet.safetensors"))
	r = call(t, "import", filepath.Join(folder, "whole-model.pt"))
	require.Equal(t, exitFailure, r.code)
	require.Contains(t, r.errOut, `"__main__.Pilot"`)
	require.NoFileExists(t, filepath.Join(folder, "whole-model.safetensors"))
}

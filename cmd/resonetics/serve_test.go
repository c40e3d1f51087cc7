package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/site"
)

func TestServe(t *testing.T) {
	if _, err := site.Handler(); err != nil {
		t.Skip(err)
	}
	cmd := command(t, "serve", "--addr", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill() })
	said, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, said, "http://127.0.0.1:")
	url := strings.Fields(said[strings.Index(said, "http"):])[0]

	response, err := http.Get(url)
	require.NoError(t, err)
	page, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Contains(t, string(page), "<title>Resonetics")

	second := call(t, "serve", "--addr", strings.TrimPrefix(url, "http://"))
	require.Equal(t, 1, second.code)
	require.Contains(t, second.errOut, "in use")
	require.Contains(t, second.errOut, "--addr")

	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.NoError(t, cmd.Wait(), "Ctrl-C is how it is meant to end")
	_, err = net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	require.Error(t, err)
}

func TestServeSaysWhoMayEmbedIt(t *testing.T) {
	for _, wrong := range []string{"course.example.org", "https://course.example.org/page", "ftp://x", "https://a;script-src", "'none'"} {
		out := call(t, "serve", "--addr", "127.0.0.1:0", "--embed-in", wrong)
		require.Equal(t, 2, out.code, wrong)
		require.Contains(t, out.errOut, "--embed-in")
	}
	require.True(t, isOrigin("https://course.example.org:8443"))
	require.True(t, isOrigin("*"))
}

func TestVersion(t *testing.T) {
	out := succeed(t, "version")
	require.Regexp(t, `^resonetics \S+`, out)
	require.Contains(t, out, "go1.")
	require.Contains(t, out, "backend: ")
}

func TestParamsListsEverything(t *testing.T) {
	for _, format := range []string{"text", "markdown"} {
		out := succeed(t, "params", "--format", format)
		for _, c := range labs.All {
			require.Contains(t, out, c.Question)
			for i := range c.Params {
				p := &c.Params[i]
				for _, s := range []string{p.Key, p.Help, p.Range(), p.Text()} {
					require.Contains(t, out, s)
				}
			}
			for _, p := range c.Presets {
				require.Contains(t, out, p.Key)
			}
			for _, m := range c.Metrics {
				require.Contains(t, out, m.Help)
			}
		}
		require.Equal(t, format == "markdown", strings.Contains(out, "| --- |"))
	}
}

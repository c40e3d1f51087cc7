package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

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

// TestServeForAClass opens the page that a projector shows, through a stand-in for the
// browser of the system.
func TestServeForAClass(t *testing.T) {
	if _, err := site.Handler(); err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\necho \"$1\" >"+dir+"/opened\n"), 0o755))
	cmd := command(t, "serve", "--addr", "0.0.0.0:0", "--open")
	cmd.Env = append(cmd.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan())
	here := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(lines.Text())
	require.NotEmpty(t, here, lines.Text())
	require.True(t, lines.Scan())
	class := regexp.MustCompile(`http://[\d.]+:\d+`).FindString(lines.Text())
	if class == "" {
		t.Skip("this machine is on no network")
	}
	require.NotContains(t, class, "127.0.0.1")
	for _, wanted := range []string{"projector", "█"} {
		for !strings.Contains(lines.Text(), wanted) {
			require.True(t, lines.Scan(), "%s was not printed", wanted)
		}
	}
	response, err := http.Get(here + classPath)
	require.NoError(t, err)
	page, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Contains(t, string(page), ">"+class+"</text>")
	require.Eventually(t, func() bool {
		opened, _ := os.ReadFile(dir + "/opened")
		return string(opened) == here+classPath+"\n"
	}, 10*time.Second, 10*time.Millisecond, "the browser opens what the projector shows")
}

func TestAddressesForOthers(t *testing.T) {
	network := func(text string) net.Addr {
		ip, n, err := net.ParseCIDR(text)
		require.NoError(t, err)
		return &net.IPNet{IP: ip, Mask: n.Mask}
	}
	own := []net.Addr{network("127.0.0.1/8"), network("169.254.3.4/16"), network("203.0.113.9/24"), network("192.168.7.5/24"), network("fe80::1/64")}
	here, others := addressesOf(&net.TCPAddr{IP: net.IPv6unspecified, Port: 8080}, own)
	require.Equal(t, "http://127.0.0.1:8080", here)
	require.Equal(t, []string{"http://192.168.7.5:8080", "http://203.0.113.9:8080"}, others, "the private network first; no address of this machine alone")
	here, others = addressesOf(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, own)
	require.Equal(t, "http://127.0.0.1:80", here)
	require.Empty(t, others)
	here, others = addressesOf(&net.TCPAddr{IP: net.IPv4(192, 168, 7, 5), Port: 80}, own)
	require.Equal(t, []string{here}, others)
}

func TestTheCodeHasItsMargin(t *testing.T) {
	var b strings.Builder
	require.NoError(t, printCode(&b, "http://192.168.7.5:8080"))
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	require.Equal(t, strings.Repeat("█", utf8.RuneCountInString(lines[0])), lines[0], "a reader needs a light margin")
	require.InDelta(t, utf8.RuneCountInString(lines[0]), 2*len(lines), 1, "it is a square")
	require.Error(t, printCode(io.Discard, strings.Repeat("x", 5000)), "too long for a code")
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

package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// browserNames are what Chromium and its kin are called.
var browserNames = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// browser is one Chromium with a fresh profile and one page in it.
type browser struct {
	ctx    context.Context
	cancel []context.CancelFunc
}

const (
	patience  = 3 * time.Minute // for all that one browser is used for
	waitLimit = time.Minute     // for one condition to come true
)

// newBrowser starts a browser whose page has a size in pixels.
func newBrowser(width, height int64) (*browser, error) {
	var path string
	for _, name := range browserNames {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, errNoBrowser
	}
	b := new(browser)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.NoFirstRun, chromedp.Headless,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("enable-unsafe-swiftshader", true),
	)
	b.cancel = append(b.cancel, cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	b.cancel = append(b.cancel, cancel)
	ctx, cancel = context.WithTimeout(ctx, patience)
	b.cancel = append(b.cancel, cancel)
	b.ctx = ctx
	_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1,
	})
	if err != nil {
		b.close()
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	return b, nil
}

func (b *browser) close() {
	for i := len(b.cancel) - 1; i >= 0; i-- {
		b.cancel[i]()
	}
}

func (b *browser) open(url string) error { return chromedp.Do(b.ctx, chromedp.Navigate(url)) }

// before runs a script in every document before its own scripts.
func (b *browser) before(script string) error {
	_, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	return err
}

// eval returns the value of a script, awaited.
func eval[T any](b *browser, script string) (T, error) {
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		err = fmt.Errorf("%s: %w", script, err)
	}
	return v, err
}

// wait polls until the script is true.
func (b *browser) wait(script string) error {
	for end := time.Now().Add(waitLimit); ; {
		ok, err := eval[bool](b, "Boolean("+script+")")
		if ok || err != nil {
			return err
		}
		if time.Now().After(end) {
			said, _ := eval[string](b, "document.body.innerText")
			return fmt.Errorf("%s did not come true within %v; the page says %q", script, waitLimit, said)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// server answers on a free port of this machine and counts what it sends.
type server struct {
	url  string
	sent atomic.Int64
	http http.Server
}

func serve(h http.Handler) (*server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{url: "http://" + listener.Addr().String()}
	s.http.Handler = h
	go s.http.Serve(countingListener{listener, &s.sent})
	return s, nil
}

func (s *server) close() { s.http.Close() }

// countingListener counts every byte that its connections send, headers
// included.
type countingListener struct {
	net.Listener
	sent *atomic.Int64
}

func (l countingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return countingConn{c, l.sent}, err
}

type countingConn struct {
	net.Conn
	sent *atomic.Int64
}

func (c countingConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.sent.Add(int64(n))
	return n, err
}

// compileForBrowser returns a program of this module as WebAssembly.
func compileForBrowser(path string, tags ...string) ([]byte, error) {
	return compileAs(path, "-ldflags=-s -w", tags)
}

// compileNamed keeps the names of functions in it.
func compileNamed(path, tag string) ([]byte, error) {
	return compileAs(path, "-ldflags=-w", []string{tag})
}

func compileAs(path, flags string, tags []string) ([]byte, error) {
	folder, err := os.MkdirTemp("", "resonetics-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "program.wasm")
	cmd := exec.Command("go", "build", "-trimpath", flags, "-tags", strings.Join(tags, ","), "-o", file, path)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("compiling %s: %w", path, err)
	}
	return os.ReadFile(file)
}

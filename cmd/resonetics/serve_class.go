package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"rsc.io/qr"
)

// classPath is where a server that others can reach shows its address, for a projector.
const classPath = "/class"

// addressesOf returns the addresses of a listener as people type them: the one for this
// machine, and those for others on its network, of which there are none where only this
// machine can reach it.
func addressesOf(listener *net.TCPAddr, own []net.Addr) (here string, others []string) {
	at := func(host string) string {
		return fmt.Sprintf("http://%s", net.JoinHostPort(host, fmt.Sprint(listener.Port)))
	}
	if !listener.IP.IsUnspecified() {
		here = at(listener.IP.String())
		if !listener.IP.IsLoopback() {
			others = []string{here}
		}
		return here, others
	}
	var found []netip.Addr
	for _, a := range own {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			found = append(found, netip.AddrFrom4([4]byte(n.IP.To4())))
		}
	}
	slices.SortStableFunc(found, func(a, b netip.Addr) int { // a school's network is a private one
		return rank(a) - rank(b)
	})
	for _, a := range found {
		others = append(others, at(a.String()))
	}
	return at("127.0.0.1"), others
}

func rank(a netip.Addr) int {
	if a.IsPrivate() {
		return 0
	}
	return 1
}

// quiet is the white margin around a code, in modules, which readers need.
const quiet = 4

// printCode draws the code of a text into a terminal, two rows of modules in a line: light
// ones as blocks, as terminals are mostly dark.
func printCode(w io.Writer, text string) error {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return err
	}
	light := func(x, y int) bool { return y < code.Size+quiet && !code.Black(x, y) }
	for y := -quiet; y < code.Size+quiet; y += 2 {
		var line strings.Builder
		for x := -quiet; x < code.Size+quiet; x++ {
			switch above, below := light(x, y), light(x, y+1); {
			case above && below:
				line.WriteRune('█')
			case above:
				line.WriteRune('▀')
			case below:
				line.WriteRune('▄')
			default:
				line.WriteRune(' ')
			}
		}
		if _, err := fmt.Fprintln(w, line.String()); err != nil {
			return err
		}
	}
	return nil
}

// withClassPage also serves a page with the address and its code, for a projector. All of it
// is one picture, since the policy of the site allows no styles in a page.
func withClassPage(site http.Handler, address string) (http.Handler, error) {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return nil, err
	}
	page := classPage(code, address)
	mux := http.NewServeMux()
	mux.Handle("/", site)
	mux.HandleFunc("GET "+classPath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		w.Header().Set("Cache-Control", "no-store")
		io.WriteString(w, page) //nolint:errcheck // a visitor who has left needs no page
	})
	return mux, nil
}

func classPage(code *qr.Code, address string) string {
	var b strings.Builder
	side := code.Size + 2*quiet
	fmt.Fprintf(&b, `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Join the playground</title></head>
<body bgcolor="white"><a href="/" aria-label="Open the playground at %[1]s"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[2]d %[3]d" width="100%%" height="86%%" role="img"><title>%[1]s as a code for phones</title>
<text x="%[4]g" y="3.4" text-anchor="middle" font-family="system-ui, sans-serif" font-size="2">Resonetics Playground</text>
<path fill="black" d="`, address, 2*side, side+8, float64(side))
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+side/2+quiet, y+quiet+2)
			}
		}
	}
	fmt.Fprintf(&b, `"/><text x="%g" y="%d" text-anchor="middle" font-family="ui-monospace, monospace" font-weight="700" font-size="3">%s</text></svg></a></body></html>
`, float64(side), side+4, address)
	return b.String()
}

//go:build !js && !oneplatform

package nn

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// instruction is a line of the compiler's listing.
type instruction struct {
	at                  int // bytes from the start of the function
	place, op, operands string
}

// target returns where a jump goes.
func (i *instruction) target() (at int, jumps bool) {
	at, err := strconv.Atoi(i.operands)
	return at, err == nil && strings.HasPrefix(i.op, "J")
}

var (
	functionLine    = regexp.MustCompile(`^(\S+) STEXT `)
	instructionLine = regexp.MustCompile(`^\t0x[0-9a-f]+ (\d+) \((.*?)\)\t(\S+)\t?(.*)$`)
	wideRegister    = regexp.MustCompile(`\bY\d`)
	sseRegister     = regexp.MustCompile(`\bX\d`)
)

// functions returns the instructions of each function in a listing.
func functions(listing string) map[string][]instruction {
	all, name := make(map[string][]instruction), ""
	for line := range strings.Lines(listing) {
		line = strings.TrimSuffix(line, "\n")
		if m := functionLine.FindStringSubmatch(line); m != nil {
			name = m[1]
		} else if m := instructionLine.FindStringSubmatch(line); m != nil && name != "" {
			at, _ := strconv.Atoi(m[1])
			all[name] = append(all[name], instruction{at, m[2], m[3], m[4]})
		}
	}
	return all
}

// mixedLoops returns how many loops of a function compute with registers of 256 bits,
// and the instructions in them that have the old encoding of SSE.
func mixedLoops(code []instruction) (loops int, old []instruction) {
	for _, last := range code {
		first, jumps := last.target()
		if !jumps || first > last.at || first == 0 { // at 0 a function starts again with a larger stack
			continue
		}
		wide, found := false, []instruction{}
		for _, i := range code {
			if i.at < first || i.at > last.at {
				continue
			}
			wide = wide || wideRegister.MatchString(i.operands)
			if sseRegister.MatchString(i.operands) && !strings.HasPrefix(i.op, "V") {
				found = append(found, i)
			}
		}
		if wide {
			loops, old = loops+1, append(old, found...)
		}
	}
	return loops, old
}

// TestLoopsOverWideRegistersAreFreeOfOldInstructions looks at what the compiler makes of
// the AVX2 routines. An instruction with the old encoding of SSE leaves the upper half of
// its register as it was. Next to instructions over 256 bits it therefore waits for them,
// on some processors for longer than the whole loop takes in plain Go.
func TestLoopsOverWideRegistersAreFreeOfOldInstructions(t *testing.T) {
	listing := avx2Listing(t)
	for _, routine := range []string{"nn.(*product).tile2x32", "nn.(*product).tile4x8", "nn.(*product).edge",
		"nn.maskPositiveAVX2", "nn.lerpAVX2", "nn.sumSquaresAVX2", "nn.tanhApproxAVX2", "nn.adamAVX2",
		"nn.layerNormReLUAVX2", "nn.layerNormReLUGradAVX2", "env/cluster.noise.addAVX2"} {
		loops, _ := mixedLoops(listing["github.com/resonetics/playground/core/"+routine])
		require.NotZero(t, loops, "%s has a loop over 256-bit registers", routine)
	}
	for name, code := range listing {
		_, old := mixedLoops(code)
		require.Empty(t, old, "%s mixes old instructions into a loop over 256-bit registers", name)
	}
}

// avx2Listing compiles every package with routines for AVX2, on any machine, and returns
// their functions.
func avx2Listing(t *testing.T) map[string][]instruction {
	build := exec.Command("go", "build", "-gcflags=-S", ".", "../env/cluster")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "GOEXPERIMENT=simd")
	listing, err := build.CombinedOutput()
	require.NoError(t, err, string(listing))
	return functions(string(listing))
}

// TestEveryPackageWithVectorRoutinesIsLookedAt fails where avx2Listing leaves one out.
func TestEveryPackageWithVectorRoutinesIsLookedAt(t *testing.T) {
	found := make(map[string]bool)
	require.NoError(t, filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "_avx2.go") {
			found[filepath.ToSlash(filepath.Dir(path))] = true
		}
		return err
	}))
	require.Equal(t, map[string]bool{"../nn": true, "../env/cluster": true}, found)
}

func TestMixedLoopsAreFoundInAListing(t *testing.T) {
	const listing = `p.f STEXT nosplit size=40 args=0x20 locals=0x0 funcid=0x0 align=0x0
	0x0000 00000 (f.go:1)	MOVSS	X0, p.scale+8(SP)
	0x0008 00008 (f.go:2)	VMULPS	(AX), Y1, Y2
	0x000c 00012 (f.go:3)	MOVSS	p.scale+8(SP), X0
	0x0012 00018 (f.go:4)	JLT	8
	0x0014 00020 (f.go:5)	MULSS	X0, X1
	0x0018 00024 (f.go:5)	JLT	20
`
	loops, old := mixedLoops(functions(listing)["p.f"])
	require.Equal(t, 1, loops)
	require.Equal(t, []instruction{{12, "f.go:3", "MOVSS", "p.scale+8(SP), X0"}}, old)
}

package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// report reads a recorded stream of events and returns what is shown.
func report(t *testing.T, stream string) (*tally, string) {
	t.Helper()
	var out strings.Builder
	tally := newTally(&out)
	tally.read(strings.NewReader(stream))
	tally.summary()
	return tally, out.String()
}

func TestPassedTestsAreCountedNotShown(t *testing.T) {
	tally, out := report(t, `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"chatter\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}`)
	require.Equal(t, 1, tally.passed)
	require.Equal(t, "ok  \tp\t0.1s\n\n1 passed, 0 failed, 0 skipped\n", out)
}

func TestSkippedTestsAreNamedWithTheirReason(t *testing.T) {
	_, out := report(t, `{"Action":"output","Package":"p","Test":"TestB","Output":"=== RUN   TestB\n"}
{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:9: Chromium is not installed\n"}
{"Action":"output","Package":"p","Test":"TestB","Output":"--- SKIP: TestB (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"pass","Package":"p"}`)
	require.Contains(t, out, "  p TestB: Chromium is not installed\n")
	require.True(t, strings.HasSuffix(out, "\n0 passed, 0 failed, 1 skipped\n"))
}

func TestFailedTestsAreShownInFull(t *testing.T) {
	tally, out := report(t, `{"Action":"output","Package":"p","Test":"TestC","Output":"    c_test.go:9: want 1\n"}
{"Action":"fail","Package":"p","Test":"TestC"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}
{"Action":"fail","Package":"p"}`)
	require.Equal(t, 1, tally.failed, "the package must not be counted again")
	require.Contains(t, out, "c_test.go:9: want 1")
	require.Contains(t, out, "FAIL\tp")
}

func TestPanicsBuildFailuresAndExitsCount(t *testing.T) {
	for name, stream := range map[string]string{
		"a panic": `{"Action":"output","Package":"p","Test":"TestD","Output":"panic: no\n"}
{"Action":"fail","Package":"p"}`,
		"a build failure": `{"ImportPath":"p [p.test]","Action":"build-output","Output":"x.go:1: no\n"}
{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}`,
		"an exit in TestMain": `{"Action":"output","Package":"p","Output":"exit status 3\n"}
{"Action":"fail","Package":"p"}`,
	} {
		tally, out := report(t, stream)
		require.Equal(t, 1, tally.failed, name)
		require.Regexp(t, `panic: no|x.go:1: no|exit status 3`, out, name)
	}
}

func TestExitOfASecondPackageIsNotHiddenByAFailureInTheFirst(t *testing.T) {
	tally, _ := report(t, `{"Action":"fail","Package":"p","Test":"TestE"}
{"Action":"fail","Package":"p"}
{"Action":"output","Package":"q","Output":"exit status 3\n"}
{"Action":"fail","Package":"q"}`)
	require.Equal(t, 2, tally.failed)
}

func TestSecondRunCountsOnlyFailures(t *testing.T) {
	var out strings.Builder
	tally := newTally(&out)
	tally.again = true
	tally.read(strings.NewReader(`{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"fail","Package":"p","Test":"TestC"}`))
	require.Equal(t, 0, tally.passed)
	require.Empty(t, tally.skips)
	require.Equal(t, 1, tally.failed)
}

func TestSlowTestsAreKnownByTheirTopLevelName(t *testing.T) {
	tally, _ := report(t, `{"Action":"pass","Package":"p","Test":"TestA/long","Elapsed":9}
{"Action":"pass","Package":"p","Test":"TestA","Elapsed":9}
{"Action":"pass","Package":"p","Test":"TestB","Elapsed":0.5}`)
	require.Equal(t, []string{"TestA"}, tally.slow)
}

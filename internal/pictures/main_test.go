package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheDocumentsShowWhatTheProgramDraws holds that the pictures that are kept
// are those of the present program: go run ./internal/pictures draws them again.
// Elsewhere than on amd64 the drawing library may round otherwise.
func TestTheDocumentsShowWhatTheProgramDraws(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, drawAll(folder))
	for name := range pictures {
		drawn, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		require.NotEmpty(t, drawn)
		if runtime.GOARCH != "amd64" {
			continue
		}
		kept, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		require.NoError(t, err)
		require.True(t, string(drawn) == string(kept), "docs/%s is not what the program draws now: run go run ./internal/pictures", name)
	}
	require.Error(t, drawAll(filepath.Join(folder, "no such folder")))
}

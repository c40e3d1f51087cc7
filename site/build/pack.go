package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"

	"github.com/resonetics/playground/internal/files"
)

// Compression levels: the best ones, and those that are quick.
const (
	bestBrotli, fastBrotli = 11, 4
	bestGzip, fastGzip     = gzip.BestCompression, gzip.BestSpeed
)

// packer compresses, and remembers the outcome by content in a folder, since
// the best compression of a program takes a while.
type packer struct {
	cache        string
	brotli, gzip int
}

func newPacker(cache string, fast bool) *packer {
	if fast {
		return &packer{cache, fastBrotli, fastGzip}
	}
	return &packer{cache, bestBrotli, bestGzip}
}

type packed struct{ br, gzip []byte }

func (p *packer) pack(data []byte) (packed, error) {
	br, err := p.cached(data, fmt.Sprintf("br%d", p.brotli), func(w io.Writer) io.WriteCloser {
		return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: p.brotli, LGWin: 24})
	})
	if err != nil {
		return packed{}, err
	}
	gz, err := p.cached(data, fmt.Sprintf("gz%d", p.gzip), func(w io.Writer) io.WriteCloser {
		z, err := gzip.NewWriterLevel(w, p.gzip)
		if err != nil {
			panic("site/build: " + err.Error()) // the level is a constant
		}
		return z
	})
	return packed{br, gz}, err
}

// cached returns data compressed by the writer that open makes.
func (p *packer) cached(data []byte, kind string, open func(io.Writer) io.WriteCloser) ([]byte, error) {
	sum := sha256.Sum256(data)
	file := filepath.Join(p.cache, hex.EncodeToString(sum[:])+"."+kind)
	if b, err := os.ReadFile(file); err == nil {
		return b, nil
	}
	var b bytes.Buffer
	w := open(&b)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), keep(file, b.Bytes())
}

// keep writes a file whole or not at all, since builds may run side by side.
func keep(file string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return files.Write(file, data)
}

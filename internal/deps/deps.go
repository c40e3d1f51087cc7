//go:build deps

package deps

import (
	_ "github.com/andybalholm/brotli"
	_ "github.com/c-bata/goptuna"
	_ "github.com/c-bata/goptuna/tpe"
	_ "github.com/c-bata/goptuna/rdb.v2"
	_ "github.com/chromedp/chromedp"
	_ "github.com/ebitenui/ebitenui"
	_ "github.com/ebitenui/ebitenui/widget"
	_ "github.com/glebarez/sqlite"
	_ "github.com/hajimehoshi/ebiten/v2"
	_ "github.com/hajimehoshi/ebiten/v2/text/v2"
	_ "github.com/klauspost/compress/gzip"
	_ "github.com/prometheus/client_golang/prometheus/promhttp"
	_ "github.com/prometheus/common/expfmt"
	_ "github.com/spf13/cobra"
	_ "github.com/stretchr/testify/require"
	_ "golang.org/x/image/font/opentype"
	_ "golang.org/x/term"
	_ "gonum.org/v1/gonum/stat/distuv"
	_ "gonum.org/v1/plot/vg/vgsvg"
	_ "gonum.org/v1/plot/vg/vgimg"
	_ "gopkg.in/yaml.v3"
)

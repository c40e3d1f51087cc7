package site

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// attempts is how often Lighthouse may lose the browser, which is newer than it.
const attempts = 4

// lighthouse lets Lighthouse judge a first visit on a desktop. What costs points is logged.
func lighthouse(b *testing.B, tell func(string, float64, string)) {
	modules, err := installed("../internal/bench/lighthouse", "lighthouse")
	if err != nil {
		b.Error(err)
		return
	}
	server := httptest.NewServer(builtSite(b))
	b.Cleanup(server.Close)
	file := filepath.Join(b.TempDir(), "report.json")
	var said []byte
	for range attempts {
		cmd := exec.Command("node", filepath.Join(modules, "lighthouse", "cli", "index.js"), server.URL+"/", "--preset=desktop", "--quiet",
			"--output=json", "--output-path="+file, "--only-categories=accessibility,best-practices,performance",
			"--chrome-flags=--headless=new --no-sandbox --enable-unsafe-swiftshader --disable-background-networking --disable-component-update")
		cmd.Env = append(os.Environ(), "CHROME_PATH="+browserPath(b))
		if said, err = cmd.CombinedOutput(); err == nil {
			break
		}
	}
	require.NoError(b, err, string(said))
	text, err := os.ReadFile(file)
	require.NoError(b, err)
	var report struct {
		Categories map[string]struct {
			Score     float64
			AuditRefs []struct{ ID string }
		}
		Audits map[string]struct {
			Title, DisplayValue string
			Score               *float64
		}
	}
	require.NoError(b, json.Unmarshal(text, &report))
	for _, category := range []string{"accessibility", "best-practices", "performance"} {
		found := report.Categories[category]
		var costs []string
		for _, ref := range found.AuditRefs {
			if audit := report.Audits[ref.ID]; audit.Score != nil && *audit.Score < 1 {
				costs = append(costs, strings.TrimSpace(audit.Title+" "+audit.DisplayValue))
			}
		}
		if len(costs) > 0 {
			b.Logf("%s: %s", category, strings.Join(costs, "; "))
		}
		tell("lighthouse_"+strings.ReplaceAll(category, "-", "_"), 100*found.Score, "of 100")
	}
}

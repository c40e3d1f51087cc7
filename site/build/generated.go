package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/internal/glyphs"
	"github.com/resonetics/playground/internal/sign"
	"github.com/resonetics/playground/internal/words/korean"
	"github.com/resonetics/playground/site/build/catalog"
)

// addGenerated adds what is not written by hand: the programs and their sizes,
// the catalog, the lessons, the colors, the SIMD routines, and the support script of the Go
// distribution that compiles them.
func addGenerated(root string, sources, compiled map[string][]byte, p *packer) error {
	generated, err := scripts(root)
	if err != nil {
		return err
	}
	if generated["programs.js"], err = programsScript(compiled, p); err != nil {
		return err
	}
	if err := addIcons(sources); err != nil {
		return err
	}
	for name, data := range generated {
		if _, ok := sources[name]; ok {
			return fmt.Errorf("site/src/%s is generated and must not exist", name)
		}
		sources[name] = data
	}
	maps.Copy(sources, compiled)
	for _, name := range []string{"style.css", "view.css"} {
		sources[name] = append(colors(), sources[name]...)
	}
	return nil
}

// scripts returns the scripts that are made of other things than the programs, and the letters
// of another language, by file name.
func scripts(root string) (map[string][]byte, error) {
	goroot, err := goEnv("GOROOT")
	if err != nil {
		return nil, err
	}
	list, err := catalog.LessonScripts(os.DirFS(filepath.Join(root, "site", "lessons")))
	if err != nil {
		return nil, err
	}
	if list["wasm_exec.js"], err = os.ReadFile(filepath.Join(goroot, "lib", "wasm", "wasm_exec.js")); err != nil {
		return nil, err
	}
	if list["catalog.js"], err = catalog.Script(labs.All, version()); err != nil {
		return nil, err
	}
	if list["policy/guide.js"], err = catalog.PolicyScript(); err != nil {
		return nil, err
	}
	if list["glyphs-ko.bin"], err = glyphs.Pack(korean.Font, korean.Runes()); err != nil {
		return nil, err
	}
	list["words-ko.js"] = messagesScript()
	list["simd.js"], list["simdbytes.js"] = nn.SIMDScript, simdBytes()
	return list, nil
}

// messagesScript returns the module with the messages in Korean by their English: those of the
// page's own scripts, and those of what is composed elsewhere, which the stage needs too; and
// where the letters are that the stage writes them with.
func messagesScript() []byte {
	told := korean.Messages("told")
	for _, name := range []string{"labs", "stage"} {
		maps.Copy(told, korean.Messages(name))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for _, part := range []struct {
		name     string
		messages map[string]string
	}{{"page", korean.Messages("page")}, {"told", told}} {
		fmt.Fprintf(&b, "export const %s = ", part.name)
		if err := e.Encode(part.messages); err != nil {
			panic("build: " + err.Error()) // text can be encoded
		}
	}
	b.WriteString("export const glyphs = new URL('./glyphs-ko.bin', import.meta.url).href;\n")
	return b.Bytes()
}

// addIcons draws the sign of the playground in the sizes that systems install pages with.
func addIcons(sources map[string][]byte) error {
	for _, size := range []int{192, 512} {
		var b bytes.Buffer
		if err := png.Encode(&b, sign.Draw(size)); err != nil {
			return err
		}
		sources[fmt.Sprintf("icon-%d.png", size)] = b.Bytes()
	}
	return nil
}

// colors returns the palette as custom properties of a style sheet.
func colors() []byte {
	var b bytes.Buffer
	for _, theme := range []struct {
		selector string
		theme    *lab.Theme
	}{{":root", &lab.Dark}, {`:root[data-theme="light"]`, &lab.Light}} {
		fmt.Fprintf(&b, "%s {\n", theme.selector)
		for _, s := range swatches(theme.theme) {
			fmt.Fprintf(&b, "  --%s: #%08x;\n", s.Name, uint32(s.Color))
		}
		b.WriteString("}\n\n")
	}
	return b.Bytes()
}

// simdBytes returns the SIMD routines as a module: they are too small for a
// download of their own.
func simdBytes() []byte {
	return fmt.Appendf(nil, "export const simdBytes = Uint8Array.from(atob('%s'), (c) => c.charCodeAt(0));\n",
		base64.StdEncoding.EncodeToString(nn.SIMDModule))
}

// programsScript returns the module that tells the page where the programs are
// and how many bytes they have, raw and as they travel.
func programsScript(compiled map[string][]byte, p *packer) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("const at = (path) => new URL(path, import.meta.url).href;\nexport const programs = {\n")
	for _, program := range programs {
		data, ok := compiled[program.name+".wasm"]
		if !ok {
			continue
		}
		packed, err := p.pack(data)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "  %s: { url: at('./%s.wasm'), raw: %d, br: %d, gzip: %d },\n",
			program.name, program.name, len(data), len(packed.br), len(packed.gzip))
	}
	b.WriteString("};\n")
	return b.Bytes(), nil
}

// version names what is built as the Makefile does; empty where git cannot tell.
func version() string {
	out, err := exec.Command("git", "describe", "--tags", "--always", "--dirty").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// swatch is a color with the name that style sheets call it by.
type swatch struct {
	Name  string
	Color lab.Color
}

// swatches lists the colors of the page, in the order of its style sheet.
func swatches(t *lab.Theme) []swatch {
	return []swatch{
		{"ground", t.Ground}, {"surface", t.Surface}, {"raised", t.Raised}, {"line", t.Line}, {"edge", t.Edge},
		{"text", t.Text}, {"label", t.Label}, {"accent", t.Accent}, {"on-accent", t.OnAccent},
		{"alarm", t.Alarm}, {"prophet", t.Prophet}, {"shade", t.Shade},
	}
}

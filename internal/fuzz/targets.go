package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
)

// target is a fuzz function and the folder of its package.
type target struct{ folder, name string }

func (t target) String() string { return t.folder + " " + t.name }

// find returns the fuzz functions of all test files below root, in the order of their
// folders. It reads the sources: what is found needs no list that somebody keeps.
func find(root string) ([]target, error) {
	var all []target
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, "_test.go"):
			return nil
		}
		names, err := fuzzFunctions(path)
		for _, name := range names {
			all = append(all, target{"./" + filepath.ToSlash(filepath.Dir(path)), name})
		}
		return err
	})
	return all, err
}

// fuzzFunctions returns the names of the fuzz functions in a file.
func fuzzFunctions(path string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Fuzz") {
			names = append(names, f.Name.Name)
		}
	}
	return names, nil
}

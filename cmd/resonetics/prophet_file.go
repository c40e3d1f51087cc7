package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// fromFile returns what a YAML file gives: one mapping of known keys to values of their
// kind, each at most once.
func (s *prophetSettings) fromFile(path string) ([]given, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	defer file.Close()
	decoder := yaml.NewDecoder(file)
	var document yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, usagef("%s: %w", path, err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, usagef("%s holds more than one document", path)
	}
	root := document.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return nil, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, usagef("%s: line %d: want keys with values, like base-rate: 0.01", path, root.Line)
	}
	var all []given
	for i := 0; i+1 < len(root.Content); i += 2 {
		g, err := s.fromLine(path, root.Content[i], root.Content[i+1])
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(o given) bool { return o.key == g.key }) {
			return nil, usagef("%s is there twice", g.where)
		}
		all = append(all, g)
	}
	return all, nil
}

func (s *prophetSettings) fromLine(path string, key, value *yaml.Node) (given, error) {
	line := fmt.Sprintf("%s: line %d: ", path, key.Line)
	now := s.now(key.Value)
	if now == "" {
		known := slices.Clone(terminalSettings)
		for key := range s.params {
			known = append(known, key)
		}
		slices.Sort(known)
		return given{}, usagef("%sunknown key %q; %s", line, key.Value, suggestion(key.Value, known, "", "known are "+strings.Join(known, ", ")))
	}
	g := given{now, value.Value, line + key.Value}
	setting := s.flags.Lookup(now).Value
	if value.Kind != yaml.ScalarNode || !slices.Contains(tagsOf(setting.Type()), value.Tag) {
		return g, usagef("%s is %s, want %s", g.where, describe(value), setting.(wanter).wants())
	}
	if now != key.Value {
		s.renamed(g.where, now)
	}
	return g, nil
}

// tagsOf returns the types of YAML values that a type of setting takes.
func tagsOf(setting string) []string {
	switch setting {
	case "float", "int", "number": // 1e5 is a whole number
		return []string{"!!int", "!!float"}
	case "switch":
		return []string{"!!bool", "!!str"} // on and off are words to YAML
	}
	return []string{"!!str"}
}

func describe(value *yaml.Node) string {
	switch value.Kind {
	case yaml.ScalarNode:
		return fmt.Sprintf("%q (%s)", value.Value, strings.TrimPrefix(value.Tag, "!!"))
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	}
	return "an alias"
}

// Package fieldtest holds what every configuration's list of fields must satisfy.
package fieldtest

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/resonetics/playground/core/field"
)

var kebab = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// Run checks c, a valid configuration, and its fields: each exported number of c, those
// in nested structs included, is the value of exactly one field, but for the struct
// fields named in ignore; no two fields share a spelling; validate names each field
// whose number leaves its range.
func Run[C any](t *testing.T, c C, fields func(*C) field.List, validate func(C) error, ignore ...string) {
	t.Helper()
	if err := validate(c); err != nil {
		t.Fatalf("the configuration to begin with is not valid: %v", err)
	}
	list, keys, reached := fields(&c), []string{}, map[uintptr]string{}
	for _, f := range list {
		if !kebab.MatchString(f.Key) {
			t.Errorf("the key %q is not in kebab case", f.Key)
		}
		keys = append(append(keys, f.Key), f.Old...)
		p := pointer(f).Pointer()
		if reached[p] != "" {
			t.Errorf("%s and %s are the same number", reached[p], f.Key)
		}
		reached[p] = f.Key
		refuse(t, f, func() error { return validate(c) })
	}
	slices.Sort(keys)
	for i := 1; i < len(keys); i++ {
		if keys[i] == keys[i-1] {
			t.Errorf("two fields are spelled %q", keys[i])
		}
	}
	if err := validate(c); err != nil {
		t.Fatalf("the numbers did not come back: %v", err)
	}
	unreached := 0
	visit(reflect.ValueOf(&c).Elem(), ignore, func(name string, v reflect.Value) {
		if p := v.Addr().Pointer(); reached[p] == "" {
			t.Errorf("no field holds %s", name)
			unreached++
		} else {
			delete(reached, p)
		}
	})
	if unreached == 0 && len(reached) > 0 {
		t.Errorf("fields of no number of the configuration: %v", reached)
	}
}

func pointer(f field.Field) reflect.Value {
	if v, inverted := f.Value.(field.Inverted); inverted {
		return reflect.ValueOf(v.Off)
	}
	return reflect.ValueOf(f.Value)
}

// refuse puts numbers below and above f's range into the configuration.
func refuse(t *testing.T, f field.Field, validate func() error) {
	t.Helper()
	lo, hi := f.Range()
	was := f.Get()
	for _, bad := range []float64{lo - 1, hi + 1} {
		if err := f.Set(bad); err == nil || !strings.HasPrefix(err.Error(), f.Key+" is ") {
			t.Errorf("%s = %g: the error is %v", f.Key, bad, err)
		}
		switch v := f.Value.(type) {
		case *float64:
			*v = bad
		case *int:
			*v = int(bad)
		case *uint8:
			*v = uint8(hi) + 1
		default:
			continue // a switch has no other values
		}
		if err := validate(); err == nil || !strings.Contains(err.Error(), ": "+f.Key+" is ") || !strings.Contains(err.Error(), ", want ") {
			t.Errorf("%s = %g: the configuration's error is %v", f.Key, bad, err)
		}
		if err := f.Set(was); err != nil {
			t.Error(err)
		}
	}
}

// visit calls f for every exported number in the struct v.
func visit(v reflect.Value, ignore []string, f func(string, reflect.Value)) {
	for i := range v.NumField() {
		name := v.Type().Field(i)
		switch {
		case !name.IsExported() || slices.Contains(ignore, name.Name):
		case v.Field(i).Kind() == reflect.Struct:
			visit(v.Field(i), ignore, f)
		default:
			f(name.Name, v.Field(i))
		}
	}
}

package optuna

import (
	"testing"

	"github.com/c-bata/goptuna"
	"github.com/stretchr/testify/require"
)

func TestAddressesOfServers(t *testing.T) {
	for text, want := range map[string]string{"grpc://localhost:13000": "localhost:13000", "grpc://[::1]:13000/": "[::1]:13000"} {
		got, err := Address(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"", "localhost:13000", "grpc://localhost", "http://localhost:1", "grpc://a:1/b", "grpc://a:1?b", "grpc://me@a:1", "grpc://a:x"} {
		_, err := Address(text)
		require.ErrorContains(t, err, "want grpc://HOST:PORT", text)
	}
}

func TestDistributionsAreOptunas(t *testing.T) {
	for _, d := range []any{goptuna.UniformDistribution{Low: 0.8, High: 0.99}, goptuna.LogUniformDistribution{Low: 1e-4, High: 5e-3}} {
		text, err := written(d)
		require.NoError(t, err)
		got, ok := read(text)
		require.True(t, ok)
		require.Equal(t, d, got)
	}
	text, err := written(goptuna.LogUniformDistribution{Low: 0.1, High: 1})
	require.NoError(t, err)
	require.JSONEq(t, `{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.1, "high": 1.0, "log": true}}`, text)
	for _, other := range []string{`{"name": "IntDistribution", "attributes": {"low": 1, "high": 3, "log": false, "step": 1}}`, `{"name": "FloatDistribution", "attributes": {"step": 0.5, "low": 0, "high": 1, "log": false}}`, "x"} {
		_, ok := read(other)
		require.False(t, ok, other)
	}
	_, err = written(goptuna.CategoricalDistribution{})
	require.ErrorIs(t, err, goptuna.ErrUnknownDistribution)
}

func TestAttributesAreJSON(t *testing.T) {
	require.Equal(t, map[string]string{"a": `x "y"`, "b": "5"}, texts(map[string]string{"a": quoted(`x "y"`), "b": "5"}))
}

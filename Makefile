# Resonetics Playground. `make help` lists what can be made.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# A clone owned by somebody else must build too; the version is passed instead.
export GOFLAGS ?= -buildvcs=false
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.version=$(VERSION)
# The SIMD routines are an experiment of Go's on amd64; they return the same bits.
SIMD = $(if $(filter amd64,$(1)),simd)
HOST := $(shell go env GOARCH)
# How long make fuzz runs each target.
FUZZTIME ?= 10s
PLATFORMS := linux/amd64 linux/arm64 windows/amd64 darwin/amd64 darwin/arm64

# How long make chaos lets things go wrong in the page, and from which schedule on; without
# a seed, from a random one.
CHAOS_TIME ?= 10m
CHAOS_SEED ?=
.PHONY: help run build test test-learners fuzz chaos bench size site dist wheel clean prepare

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-13s %s\n", $$1, $$2 }'

run: site ## build the site and serve it on http://127.0.0.1:8080
	go run ./cmd/resonetics serve

build: site ## build the command for this machine into bin/
	CGO_ENABLED=0 GOEXPERIMENT=$(call SIMD,$(HOST)) go build -trimpath -ldflags '$(LDFLAGS)' -o bin/ ./cmd/resonetics

site: ## build the static site into site/dist
	go run ./site/build

test: prepare ## vet, staticcheck, actionlint and all tests; names what was skipped and why
	go run ./site/build -fast
	@go run ./internal/testreport

test-learners: prepare ## let learners that others wrote train in Python; fetches PyTorch, several gigabytes
	@echo "Fetching PyTorch, Stable-Baselines3 and mypy into build/python/learners, unless they are there: about 3 GB to load, 6 GB on disk"
	RESONETICS_LEARNERS=1 go test ./python -run '^TestLearners$$' -count=1 -timeout=2h -v

fuzz: ## try random inputs on every parser, each for FUZZTIME (10s), and print how many
	go run ./internal/fuzz -time $(FUZZTIME)

chaos: ## let things go wrong in the page for CHAOS_TIME (10m), and print the seed of what fails
	go run ./site/build -fast
	CHAOS_TIME=$(CHAOS_TIME) CHAOS_SEED=$(CHAOS_SEED) go test ./site -run '^TestChaos$$' -count=1 -timeout=0 -v

bench: site prepare ## measure speed and size; prints a table and writes bench.json
	@GOEXPERIMENT=$(call SIMD,$(HOST)) go run ./internal/bench

size: site ## what the programs of the page weigh, and what of
	@go run ./internal/bench -page=false -only _wasm_br_mb -out build/size.json

dist: site ## build the command for every platform, and the site as archives, into dist/
	@mkdir -p dist
	@set -e; for platform in $(PLATFORMS); do \
		os=$${platform%/*} arch=$${platform#*/}; \
		out=dist/resonetics-$(VERSION)-$$os-$$arch; \
		[ $$os != windows ] || out=$$out.exe; \
		echo "building $$out"; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch GOEXPERIMENT=$$([ $$arch != amd64 ] || echo simd) go build -trimpath -ldflags '$(LDFLAGS)' -o $$out ./cmd/resonetics; \
	done
	go run ./site/build -zip dist/resonetics-$(VERSION)-site.zip > /dev/null
	go run ./cmd/resonetics man dist/man1
	tar -C dist -czf dist/resonetics-$(VERSION)-man.tar.gz man1 && rm -r dist/man1
	cd dist && sha256sum resonetics-$(VERSION)-* > SHA256SUMS

wheel: ## build the Python package into dist/, for every platform that a C compiler is here for
	@scripts/prepare.sh
	@[ -x build/python/wheel/bin/python ] || python3 -m venv build/python/wheel
	@build/python/wheel/bin/python -m pip install --disable-pip-version-check -q hatchling auditwheel ziglang
	build/python/wheel/bin/python python/wheels.py dist

clean: ## remove everything that was built
	rm -rf bin build dist
	find site/dist -mindepth 1 ! -name .keep -delete 2>/dev/null || true

prepare:
	@scripts/prepare.sh

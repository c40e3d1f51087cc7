#!/usr/bin/env bash
# Measures what dividing a study among processes of one machine is worth: the same study in 1,
# 2 and 4 parts at the same time, each with one worker, and whether the table stays the same.
#
# Usage: scripts/measure-shards.sh [COMMAND…]   by default a small `cluster bench`
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
CGO_ENABLED=0 go build -o "$folder/resonetics" ./cmd/resonetics
study=("$@")
[ ${#study[@]} -gt 0 ] || study=(cluster bench --preset red-queen --policies h3,local,omniscient --episodes 20000)

echo "$(nproc) processors, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2-), load $(cut -d' ' -f1 /proc/loadavg): resonetics ${study[*]}"
for n in 1 2 4; do
	mkdir "$folder/$n"
	began=$(date +%s.%N)
	for i in $(seq "$n"); do
		"$folder/resonetics" "${study[@]}" --workers 1 --shard "$i/$n" --out "$folder/$n/$i.part" >/dev/null &
	done
	wait
	ended=$(date +%s.%N)
	"$folder/resonetics" bench merge "$folder/$n" >"$folder/$n.txt"
	echo "$n processes: $(awk "BEGIN { printf \"%.1f\", $ended - $began }") s, table $(sha256sum <"$folder/$n.txt" | cut -c1-16)"
done

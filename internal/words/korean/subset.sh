#!/usr/bin/env bash
# Makes NotoSansKR-Regular.otf again: the 2,350 syllables of KS X 1001 and ASCII out of Noto Sans
# CJK KR (Debian's fonts-noto-cjk, SIL Open Font License 1.1), with fonttools from PyPI.
#
# Usage: subset.sh   in this folder
set -euo pipefail

collection=/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
[ -f "$collection" ] || { echo "subset.sh: $collection is missing; install fonts-noto-cjk" >&2; exit 1; }
export SOURCE_DATE_EPOCH=0 # the same bytes every time
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/python"
"$work/python/bin/pip" -q install fonttools==4.68.0
"$work/python/bin/python" - "$collection" "$work" <<'PYTHON'
import sys
from fontTools.ttLib import TTCollection

fonts = {f["name"].getDebugName(1): f for f in TTCollection(sys.argv[1]).fonts}
fonts["Noto Sans CJK KR"].save(sys.argv[2] + "/kr.otf")
syllables = (bytes([high, low]) for high in range(0xB0, 0xC9) for low in range(0xA1, 0xFF))
letters = [chr(c) for c in range(32, 127)] + list("·…–—‘’“”×°±→←↑↓ε√") + [s.decode("euc-kr") for s in syllables]
open(sys.argv[2] + "/letters", "w").write("".join(letters))
PYTHON
"$work/python/bin/pyftsubset" "$work/kr.otf" --text-file="$work/letters" --layout-features='' --no-hinting --desubroutinize \
	--name-IDs='0,1,2,3,4,5,6,13,14' --output-file=NotoSansKR-Regular.otf

#!/usr/bin/env bash
# Installs what the tests use beyond Go: a browser, a virtual display with
# software OpenGL, the libraries that a window loads, WebAssembly tools, Node and npm, an
# emulator of arm64, PostgreSQL and Python for a server of Optuna's and for the Python
# package, and the C compiler that its library and the race detector are linked with. On
# Debian and as root it installs what is missing; elsewhere it names it, and the
# tests that need it skip themselves and say so.
set -euo pipefail

[ "$(uname -s)" = Linux ] || exit 0

missing=()
command_of() { # command_of PACKAGE COMMAND...: any of the commands will do
	local package=$1
	shift
	for name in "$@"; do
		command -v "$name" >/dev/null && return
	done
	missing+=("$package")
}
library_of() { # library_of PACKAGE FILE
	[[ $libraries == *"$2"* ]] || missing+=("$1")
}

command_of chromium chromium chromium-browser google-chrome google-chrome-stable
command_of xvfb Xvfb
command_of wabt wat2wasm
command_of nodejs node
command_of npm npm # Debian's Node comes without
command_of qemu-user-static qemu-aarch64-static qemu-aarch64
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
command_of gcc gcc clang
command_of libc6-dev gcc clang # its headers come along only when recommended

libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
library_of libgl1 libGL.so.1
library_of libgl1-mesa-dri libglapi.so.0
library_of libasound2 libasound.so.2
library_of libx11-6 libX11.so.6
library_of libxcursor1 libXcursor.so.1
library_of libxi6 libXi.so.6
library_of libxinerama1 libXinerama.so.1
library_of libxrandr2 libXrandr.so.2

[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "Not installed here, so the tests that need them will be skipped: ${missing[*]}"
	exit 0
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
apt-get update -qq || echo "apt-get update failed; trying with the lists at hand"
install "${missing[@]}" && exit 0
for package in "${missing[@]}"; do # one unknown name must not keep the others out
	install "$package" || echo "Could not install $package; the tests that need it will be skipped"
done

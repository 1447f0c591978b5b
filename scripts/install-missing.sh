#!/usr/bin/env bash
# Installs what building and testing need and this machine does not have; says what it does.
# Usage: install-missing.sh build [test]
set -euo pipefail

wants() { case " $groups " in *" $1 "*) return 0 ;; *) return 1 ;; esac; }
has() { command -v "$1" >/dev/null 2>&1; }
groups="$*"
packages=()

need_program() { has "$1" || packages+=("$2"); }

if wants build; then
  need_program cc gcc
  need_program make make
  [ -e /etc/ssl/certs/ca-certificates.crt ] || packages+=(ca-certificates)
fi
if wants test; then
  need_program openssl openssl
  need_program chromium chromium
  need_program firefox-esr firefox-esr
  # Firefox plays nothing, and so hears nothing, on a machine without a sound server.
  need_program pulseaudio pulseaudio
  [ -n "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || packages+=(postgresql)
  # Names of people in Arabic, Hebrew and Chinese must not be boxes in the screenshots.
  [ -e /usr/share/fonts/truetype/noto ] || packages+=(fonts-noto-core)
fi

if [ ${#packages[@]} -gt 0 ]; then
  echo "installing from Debian: ${packages[*]}"
  as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq
  # Debian's PostgreSQL would start a server of its own; the tests start private ones.
  if printf '%s\n' "${packages[@]}" | grep -qx postgresql; then
    $as_root mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  $as_root apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

has cargo || { echo "error: Rust is needed: https://rustup.rs" >&2; exit 1; }
has node || { echo "error: Node.js 20.19 or newer is needed: https://nodejs.org" >&2; exit 1; }
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  { echo "error: Node.js $(node --version) is too old, 20.19 or newer is needed" >&2; exit 1; }
echo "tools: $(cargo --version), node $(node --version)"

#!/usr/bin/env bash
# Asks every operation of a running server what its OpenAPI document allows and forbids, signed in and not.
# Usage: scripts/fuzz.sh            (needs python3; installs a pinned schemathesis under target/)
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.32.5
tools=target/schemathesis-$version
[ -x "$tools/bin/st" ] || {
  echo "installing schemathesis $version into $tools"
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet "schemathesis==$version"
}

folder=$(mktemp -d)
port=${FUZZ_PORT:-18973}
site=http://localhost:$port
export DATABASE_URL=sqlite://$folder/homecoming.sqlite RECORDING_STORAGE_PATH=$folder/recordings PUBLIC_URL=$site
# Rate limits have tests of their own; here they would hide everything behind 429.
export MEDIA_PORT=$((port + 1)) LIMITS_FACTOR=100000
export HOMECOMING_PASSWORD='a password for the fuzzing'
mkdir -p "$folder/recordings"
printf 'email,name,password\nmember@alumni.example,Mina Member,%s\nother@alumni.example,Oda Other,%s\n' \
  "$HOMECOMING_PASSWORD" "$HOMECOMING_PASSWORD" > "$folder/people.csv"
target/debug/homecoming import people "$folder/people.csv"
target/debug/homecoming admin create admin@alumni.example
target/debug/homecoming serve --listen "127.0.0.1:$port" > "$folder/server.log" 2>&1 &
server=$!
trap 'kill $server; wait $server 2>/dev/null || true; rm -rf "$folder"' EXIT
until curl -sf "$site/health/ready" > /dev/null; do
  kill -0 $server 2>/dev/null || { cat "$folder/server.log" >&2; exit 1; }
  sleep 0.2
done

session_of() {
  curl -sf -D - -o /dev/null -H 'content-type: application/json' -H "origin: $site" \
    -d "{\"email\":\"$1\",\"password\":\"$HOMECOMING_PASSWORD\"}" "$site/api/auth/login" | sed -n 's/^set-cookie: \([^;]*\);.*/\1/p'
}

# A WebSocket has no answer to a plain request.
ask() {
  echo "== $1"
  shift
  "$tools/bin/st" --config-file scripts/schemathesis.toml run docs/openapi.json --url "$site" \
    --exclude-operation-id open_realtime --phases examples,coverage,fuzzing -H "Origin: $site" "$@" || failed=1
}

failed=0

ask 'not signed in'
# Signing out would turn the rest into the run before.
stays=(--exclude-operation-id logout --exclude-operation-id end_all_sessions --exclude-operation-id end_session --exclude-operation-id change_password)
ask 'signed in as a member' "${stays[@]}" -H "Cookie: $(session_of member@alumni.example)"
ask 'signed in as an admin' "${stays[@]}" -H "Cookie: $(session_of admin@alumni.example)"
exit $failed

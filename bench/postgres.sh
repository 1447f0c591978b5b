#!/bin/sh
# A PostgreSQL server for comparisons: `start` prints its folder, `stop FOLDER` ends it and takes the folder away.
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed: scripts/install-missing.sh test" >&2; exit 1; }
# PostgreSQL refuses to run as root.
run() { if [ "$(id -u)" = 0 ]; then runuser -u nobody -- "$@"; else "$@"; fi; }

case $1 in
  start)
    folder=$(run mktemp -d /tmp/homecoming-bench-XXXXXX)
    cd "$folder"
    run "$bin/initdb" --pgdata="$folder/data" --username=homecoming --auth=trust --encoding=UTF8 --locale=C >&2
    run "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/log" --wait \
      --options="-k $folder -c listen_addresses= -c shared_buffers=2GB -c fsync=off -c random_page_cost=1.1" start >&2
    echo "$folder"
    ;;
  stop)
    cd /
    run "$bin/pg_ctl" --pgdata="$2/data" --mode=immediate stop >&2
    rm -rf "$2"
    ;;
esac

#!/usr/bin/env bash
# Starts the real server on a fresh data folder and runs the browser tests against it. Argument: the report's path.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
report="$1"
work="$(mktemp -d)"
port="$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')"

"$root/artifacts/bin/Homing.Host/release/Homing.Host" up --port "$port" --data "$work/data" >"$work/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$work"' EXIT

# Wait for the server's own word that it is ready, or for its end.
if ! timeout 60 bash -c 'until grep -q "Homing is ready" "$1"; do kill -0 "$2" || exit 1; sleep 0.1; done' _ "$work/server.log" "$server"; then
  cat "$work/server.log"
  exit 1
fi

cd "$root"
HOMING_URL="http://127.0.0.1:$port" PLAYWRIGHT_JSON="$report" npm run --silent e2e
code=$?
[ "$code" = 0 ] || tail -50 "$work/server.log"
exit "$code"

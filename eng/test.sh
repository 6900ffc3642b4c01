#!/usr/bin/env bash
# Builds everything, installs what the tests need, runs every test, and ends with one line that counts them.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/eng/build.sh"
source "$root/eng/docker-compose.sh"
source "$root/eng/kubectl.sh"
source "$root/eng/prometheus.sh"
cd "$root"
results="$root/artifacts/test-results"
rm -rf "$results" && mkdir -p "$results"
broken=0

# One compiler for all projects, and for those that the tests make; it ends with this script.
export UseSharedCompilation=true
trap 'dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1' EXIT

# step NAME COMMAND…: a step that fails is remembered, and the others still run.
step() {
  local name="$1" began="$SECONDS"
  shift
  echo "== $name"
  "$@" || { echo "homing: '$name' failed" >&2; broken=1; }
  echo "== $name: $((SECONDS - began)) s"
}

install_servers() {
  require_packages redis-server:redis-server kcat:kcat
}

install_postgres() {
  compgen -G "/usr/share/postgresql/*/extension/postgis.control" >/dev/null ||
    require_packages homing-postgis:postgresql-15-postgis-3
}

# Debian puts it where not everybody's PATH leads.
install_nginx() {
  PATH="$PATH:/usr/sbin" require_packages nginx:nginx || return
  NGINX="$(PATH="$PATH:/usr/sbin" command -v nginx)"
  export NGINX
}

install_checkers() {
  require_packages shellcheck:shellcheck
  provide_docker_compose
  provide_kubectl
}

install_browser() {
  command -v google-chrome >/dev/null || require_packages chromium:chromium
}

# Reports are rendered by the browser, in any script, and read by pdftotext.
install_document_tools() {
  require_packages pdftotext:poppler-utils fc-list:fontconfig || return
  [ -n "$(fc-list :lang=ja file)" ] || require_packages fonts-noto-cjk:fonts-noto-cjk
}

# Each keeps one core busy.
lint_and_types() {
  npm run --silent prepare:client || return
  npx eslint . --max-warnings 0 &
  local lint=$! types=0
  npm run --silent typecheck --workspaces || types=1
  wait "$lint" && return "$types"
}

# The solution's own runner prints a summary; a run that printed none has not run.
dotnet_tests() {
  dotnet test --solution "$root/Homing.slnx" -c Release --no-build --no-progress 2>&1 | tee "$results/dotnet.log"
  return "${PIPESTATUS[0]}"
}

browser_tests() {
  "$root/eng/browser-tests.sh" "$results/browser.json"
}

step "build the solution" build_solution
[ "$broken" = 0 ] || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
# Style and analyzers were held by the build.
step "format of the C# code" dotnet format whitespace "$root" --folder --verify-no-changes --exclude node_modules artifacts
step "lint and types of the web code" lint_and_types
step "install the checkers" install_checkers
step "install Prometheus" provide_prometheus
step "install the servers" install_servers
step "install nginx" install_nginx
step "install PostgreSQL" install_postgres
step "install the browser" install_browser
step "install what reads documents" install_document_tools
step "tests of the web code and of the deployment" env VITEST_JSON="$results/vitest.json" npm run --silent test
step "tests of the C# code" dotnet_tests
step "browser tests" browser_tests

node "$root/eng/count-tests.mjs" "$results" "$broken"

# Builds what is missing, and nothing that is not. To be sourced, with $root set.

source "$root/eng/librdkafka.sh"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

require() {
  command -v "$1" >/dev/null || { echo "homing: $2 is needed and not on the PATH" >&2; exit 2; }
}

# newer_than STAMP PATH…: is there a file below the paths that is newer than the stamp?
newer_than() {
  local stamp="$1"
  shift
  [ ! -e "$stamp" ] || [ -n "$(find "$@" \( -name node_modules -o -name dist -o -name artifacts \) -prune -o \
    -type f -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# require_packages COMMAND:PACKAGE…: installs the Debian packages whose commands are missing.
require_packages() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  local as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  echo "homing: installing ${missing[*]}"
  $as_root apt-get update -qq && $as_root apt-get install -y -qq "${missing[@]}" >"$root/artifacts/apt.log" 2>&1 || {
    tail -5 "$root/artifacts/apt.log" >&2
    echo "homing: could not install ${missing[*]}" >&2
    return 1
  }
}

# Reports are set by a browser, with letters of any script. Where there is none, and it cannot be installed without asking,
# all else works without it.
provide_browser() {
  command -v google-chrome >/dev/null || command -v chromium >/dev/null || command -v chromium-browser >/dev/null && return
  mkdir -p "$root/artifacts"
  if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    require_packages chromium:chromium fonts-noto-cjk:fonts-noto-cjk && return
  fi
  echo "homing: there is no Chromium or Chrome; reports will fail, and say so, until one is installed: sudo apt install chromium" >&2
}

stamp() {
  mkdir -p "$root/artifacts/stamps"
  touch "$root/artifacts/stamps/$1"
}

install_node_modules() {
  require node "Node.js 20 or later"
  if newer_than "$root/artifacts/stamps/npm" "$root/package-lock.json"; then
    echo "homing: installing the packages of the web app"
    (cd "$root" && npm ci --no-audit --no-fund --loglevel=error)
    stamp npm
  fi
}

build_web() {
  install_node_modules
  if newer_than "$root/artifacts/stamps/web" "$root/web" "$root/clients/typescript" "$root/package-lock.json"; then
    echo "homing: building the web app"
    (cd "$root" && npm run --silent build >"$root/artifacts/web-build.log" 2>&1) || { cat "$root/artifacts/web-build.log"; exit 1; }
    stamp web
  fi
}

build_project() {
  require dotnet "The .NET 10 SDK"
  provide_librdkafka
  dotnet build "$root/$1" -c Release --nologo -v quiet -clp:"ErrorsOnly;NoSummary"
}

build_host() {
  mkdir -p "$root/artifacts"
  build_web
  if newer_than "$root/artifacts/stamps/host" "$root/src" "$root/apps" "$root/data" "$root/artifacts/stamps/web" \
    "$root/Directory.Build.props" "$root/Directory.Packages.props"; then
    echo "homing: building the server"
    build_project src/Homing.Host
    stamp host
  fi
}

# Everything, the tests and benchmarks included; the server is among it.
build_solution() {
  mkdir -p "$root/artifacts"
  build_web
  build_project Homing.slnx && stamp host
}

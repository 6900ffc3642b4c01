# shellcheck shell=bash disable=SC2154
# Provides Prometheus and its checkers for the tests. To be sourced, with $root set.

# Sets PROMETHEUS, PROMTOOL and AMTOOL to the programs where there are some; says so, and leaves them empty, where not.
# Debian's packages start services when they are installed, so they are only unpacked.
provide_prometheus() {
  local tools="$root/artifacts/tools"
  if ! { command -v prometheus && command -v promtool; } >/dev/null && [ ! -x "$tools/promtool" ]; then
    unpack_debian_programs prometheus prometheus promtool
  fi
  if ! command -v amtool >/dev/null && [ ! -x "$tools/amtool" ]; then
    unpack_debian_programs prometheus-alertmanager amtool
  fi
  PROMETHEUS="$(PATH="$PATH:$tools" command -v prometheus)"
  PROMTOOL="$(PATH="$PATH:$tools" command -v promtool)"
  AMTOOL="$(PATH="$PATH:$tools" command -v amtool)"
  export PROMETHEUS PROMTOOL AMTOOL
  [ -n "$PROMTOOL" ] || echo "homing: no Prometheus could be had; its rules are not checked" >&2
}

# unpack_debian_programs PACKAGE PROGRAM…
unpack_debian_programs() {
  local package="$1" work program
  shift
  work="$(mktemp -d)"
  mkdir -p "$root/artifacts/tools"
  (
    cd "$work" || exit 1
    as_root=""
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get update -qq && apt-get -qq -o APT::Sandbox::User=root download "$package" && dpkg-deb -x "$package"_*.deb . || exit 1
    for program in "$@"; do
      cp "usr/bin/$program" "$root/artifacts/tools/$program" || exit 1
    done
  ) 2>>"$root/artifacts/prometheus.log"
  rm -rf "$work"
}

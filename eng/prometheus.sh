# shellcheck shell=bash disable=SC2154
# Provides Prometheus and its checkers for the tests. To be sourced, with $root set.

# Where Debian's Alertmanager looks for its templates, and nowhere else.
templates=/usr/share/prometheus/alertmanager

# Sets PROMETHEUS, PROMTOOL, ALERTMANAGER and AMTOOL to the programs where there are some; says so, and leaves them empty, where not.
# Debian's packages start services when they are installed, so they are only unpacked.
provide_prometheus() {
  local tools="$root/artifacts/tools"
  if ! { command -v prometheus && command -v promtool; } >/dev/null && [ ! -x "$tools/promtool" ]; then
    unpack_debian_programs prometheus prometheus promtool
  fi
  if ! { command -v prometheus-alertmanager && command -v amtool; } >/dev/null \
    && { [ ! -x "$tools/prometheus-alertmanager" ] || [ ! -e "$templates/default.tmpl" ]; }; then
    unpack_debian_programs prometheus-alertmanager amtool prometheus-alertmanager
  fi
  PROMETHEUS="$(PATH="$PATH:$tools" command -v prometheus)"
  PROMTOOL="$(PATH="$PATH:$tools" command -v promtool)"
  ALERTMANAGER="$(PATH="$PATH:$tools" command -v prometheus-alertmanager)"
  AMTOOL="$(PATH="$PATH:$tools" command -v amtool)"
  export PROMETHEUS PROMTOOL ALERTMANAGER AMTOOL
  [ -n "$PROMTOOL" ] || echo "homing: no Prometheus could be had; its rules are not checked" >&2
  [ -n "$ALERTMANAGER" ] || echo "homing: no Alertmanager could be had; who is told is not checked" >&2
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
    [ ! -d ".$templates" ] || { $as_root mkdir -p "$templates" && $as_root cp ".$templates"/*.tmpl "$templates"; }
  ) 2>>"$root/artifacts/prometheus.log"
  rm -rf "$work"
}

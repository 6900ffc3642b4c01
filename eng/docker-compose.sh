# shellcheck shell=bash disable=SC2154
# Provides Docker Compose 2 for checking compose files, which needs no Docker engine. To be sourced, with $root set.

# Sets DOCKER_COMPOSE to the program where there is one; says so, and leaves it empty, where there is none.
provide_docker_compose() {
  local program
  for program in "$(command -v docker-compose)" /usr/libexec/docker/cli-plugins/docker-compose \
    /usr/local/lib/docker/cli-plugins/docker-compose "$root/artifacts/tools/docker-compose"; do
    if [ -x "$program" ] && "$program" version --short 2>/dev/null | grep -q '^v\?[2-9]'; then
      export DOCKER_COMPOSE="$program"
      return
    fi
  done
  if unpack_docker_compose 2>"$root/artifacts/docker-compose.log"; then
    export DOCKER_COMPOSE="$root/artifacts/tools/docker-compose"
  else
    echo "homing: no Docker Compose 2 could be had; compose files are read but not checked by it" >&2
  fi
}

# Debian 12 has Compose 1. The program of Debian 13 needs no library, so it is unpacked from there, and nothing is installed.
unpack_docker_compose() {
  local work mirror
  mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | head -n 1)"
  [ -n "$mirror" ] || return 1
  work="$(mktemp -d)"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$root/artifacts/tools"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror/-security/} trixie main" >"$work/sources.list"
  (
    cd "$work" || exit 1
    apt=(apt-get -qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists"
      -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
    "${apt[@]}" update && "${apt[@]}" download docker-compose && dpkg-deb -x docker-compose_*.deb unpacked \
      && cp "$(find unpacked -type f -perm -u+x -name docker-compose | head -n 1)" "$root/artifacts/tools/docker-compose"
  )
  local code=$?
  rm -rf "$work"
  return "$code"
}

#!/usr/bin/env bash
# Builds the images without a container engine, starts each as its own user on a read-only root, and asks it. As root, on
# Debian 12; some minutes the first time. docs/operations/containers.md says what this proves and what it does not.
#
#   eng/build-images.sh [homing|reporting-app …]
#
# No registry of images is asked. In place of the base images stand some made here: of Debian's packages, and of the .NET
# and Node.js that this machine has. So the Dockerfile's own lines are proven, and not the base images.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/eng/build.sh"
work="${HOMING_IMAGES:-/var/tmp/homing-images}"
dockerfile="$root/deploy/docker/Dockerfile"
mkdir -p "$work" "$root/artifacts"
[ "$(id -u)" = 0 ] || { echo "homing: only root can build images this way" >&2; exit 2; }

images() {
  local command="$1"
  shift
  buildah --root "$work/store" --runroot "$work/run" --storage-driver overlay "$command" "$@"
}

version_of() {
  sed -n "s/^ARG $1=//p" "$dockerfile"
}

# stand_in NAME BASE COMMAND: an image of that name where there is none, made of another by a command in its root folder.
stand_in() {
  local name="$1" base="$2" container mounted
  images inspect --type image "$name" >/dev/null 2>&1 && return
  echo "homing: making a stand-in for $name"
  container="$(images from --pull-never "$base")"
  mounted="$(images mount "$container")"
  (cd "$mounted" && "$3")
  images umount "$container" >/dev/null
  images commit --quiet --rm "$container" "$name" >/dev/null
}

debian() {
  debootstrap --variant=minbase --include=ca-certificates bookworm . "$(apt-get indextargets --format '$(REPO_URI)' \
    'Created-By: Packages' 'Component: main' | grep -v security | head -n 1)" >"$root/artifacts/debootstrap.log" 2>&1
  # What this machine trusts, and no more: the registries are asked the same way as from outside.
  cp -a /usr/local/share/ca-certificates/. usr/local/share/ca-certificates/
  chroot . update-ca-certificates >/dev/null 2>&1
}

node_tools() {
  cp -a "$(readlink -f "$(command -v node)")" usr/bin/node
  cp -a "$(dirname "$(readlink -f "$(command -v npm)")")/../.." usr/lib/node_modules
  ln -s ../lib/node_modules/npm/bin/npm-cli.js usr/bin/npm
  ln -s ../lib/node_modules/npm/bin/npx-cli.js usr/bin/npx
  chroot . sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends libatomic1 libstdc++6' >/dev/null 2>&1
}

dotnet_of_this_machine() {
  dirname "$(readlink -f "$(command -v dotnet)")"
}

sdk() {
  cp -a "$(dotnet_of_this_machine)" usr/share/dotnet
  ln -s /usr/share/dotnet/dotnet usr/bin/dotnet
  chroot . sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends libicu72 libstdc++6 libssl3 zlib1g' >/dev/null 2>&1
}

runtime() {
  local from
  from="$(dotnet_of_this_machine)"
  mkdir -p usr/share/dotnet/shared
  cp -a "$from/dotnet" "$from/host" usr/share/dotnet/
  cp -a "$from/shared/Microsoft.NETCore.App" "$from/shared/Microsoft.AspNetCore.App" usr/share/dotnet/shared/
}

# Libraries, certificates and the runtime: no shell, no package manager, no user's home.
chiseled() {
  local packages unpacked
  unpacked="$(mktemp -d)"
  packages="libc6 libgcc-s1 libssl3 libstdc++6 zlib1g"
  # shellcheck disable=SC2086
  (cd "$unpacked" && apt-get download -qq -o APT::Sandbox::User=root $packages && for package in *.deb; do dpkg-deb -x "$package" rootfs; done)
  cp -a "$unpacked/rootfs/lib" "$unpacked/rootfs/lib64" "$unpacked/rootfs/usr" .
  rm -rf "$unpacked"
  mkdir -p etc/ssl tmp
  chmod 1777 tmp
  cp -a /etc/ssl/certs etc/ssl/certs
  printf 'root:x:0:0::/root:/sbin/nologin\napp:x:1654:1654::/home/app:/sbin/nologin\n' >etc/passwd
  runtime
}

make_stand_ins() {
  local debian dotnet
  debian="docker.io/library/debian:$(version_of DEBIAN_VERSION)-slim"
  dotnet="mcr.microsoft.com/dotnet/aspnet:$(version_of DOTNET_VERSION)-noble"
  stand_in "$debian" scratch debian
  stand_in "docker.io/library/node:$(version_of NODE_VERSION)-bookworm-slim" "$debian" node_tools
  stand_in "mcr.microsoft.com/dotnet/sdk:$(version_of DOTNET_SDK_VERSION)-noble" "$debian" sdk
  stand_in "$dotnet" "$debian" runtime
  stand_in "$dotnet-chiseled" scratch chiseled
}

build() {
  local extra=()
  # Where the public feed lacks the native Kafka library, eng/librdkafka.sh has built it for this machine.
  [ -d "$root/artifacts/feed" ] && extra+=(--volume "$root/artifacts/feed:/source/artifacts/feed:ro")
  for name in NODE_EXTRA_CA_CERTS SSL_CERT_FILE NUGET_CERT_REVOCATION_MODE; do
    [ -z "${!name:-}" ] || extra+=(--env "$name=${!name}")
  done
  echo "homing: building the image $1"
  images bud --isolation chroot --layers --pull-never --format docker --target "$1" --tag "homing/$1:tried" \
    "${extra[@]}" --file "$dockerfile" --ignorefile "$root/.dockerignore" "$root" \
    >"$root/artifacts/image-$1.log" 2>&1 || { tail -30 "$root/artifacts/image-$1.log" >&2; return 1; }
}

words() {
  images inspect --type image --format "{{range $2}}{{println .}}{{end}}" "homing/$1:tried" | sed '/^$/d'
}

# Starts it in name spaces of its own: no network but its own, no process but its own, and nothing of it is left.
try() {
  local container mounted config code=0
  config="$(mktemp -d)"
  { words "$1" .Docker.Config.Entrypoint && words "$1" .Docker.Config.Cmd; } >"$config/entrypoint"
  words "$1" .Docker.Config.Env >"$config/env"
  words "$1" .Docker.Config.Healthcheck.Test | tail -n +2 >"$config/health"
  container="$(images from --pull-never "homing/$1:tried")"
  mounted="$(images mount "$container")"
  echo "homing: trying the image $1 ($(du -sm "$mounted" | cut -f 1) MiB)"
  unshare --mount --net --pid --fork --kill-child --mount-proc "$root/eng/try-image.sh" "$1" "$mounted" "$config" || code=$?
  images umount "$container" >/dev/null
  images rm "$container" >/dev/null
  rm -rf "$config"
  return "$code"
}

[ $# -gt 0 ] || set -- homing reporting-app
for image in "$@"; do
  case "$image" in homing | reporting-app) ;; *) echo "homing: there is no image '$image'" >&2; exit 2 ;; esac
done
require_packages buildah:buildah debootstrap:debootstrap pdftotext:poppler-utils curl:curl
require setpriv "setpriv of util-linux"
provide_librdkafka
make_stand_ins
for image in "$@"; do
  build "$image"
  try "$image"
done

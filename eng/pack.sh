#!/usr/bin/env bash
# pack.sh FOLDER [MSBUILD OPTION…]: packs the libraries, the template and the client for TypeScript into a folder.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/eng/build.sh"
folder="$(mkdir -p "$1" && cd "$1" && pwd)"
shift
require dotnet "The .NET 10 SDK"
require node "Node.js 20 or later"
cp "$root/LICENSE" "$root/clients/typescript/LICENSE"
npm pack "$root/clients/typescript" --pack-destination "$folder" --silent >/dev/null
dotnet pack "$root/eng/packages.slnf" -c Release -o "$folder" --nologo -v quiet -clp:"ErrorsOnly;NoSummary" "$@"

#!/bin/sh
# Puts the plugin into the image, where its file has the SHA-512 that is given; and nothing where it has another, or none is given.
#
#   install-plugin.sh URL SHA512
set -eu
url="$1"
wanted="$2"
file="/tmp/$(basename "$url")"

case "$wanted" in
  '')
    echo "connect: the SHA-512 of $url is not given: see docs/operations/search.md#the-plugin" >&2
    exit 1
    ;;
  *[!0-9a-f]*)
    echo "connect: '$wanted' is no SHA-512: 128 digits of 0-9 and a-f are" >&2
    exit 1
    ;;
esac
curl --fail --silent --show-error --location --retry 3 --output "$file" "$url"
found="$(sha512sum "$file" | cut -d ' ' -f 1)"
if [ "$found" != "$wanted" ]; then
  rm "$file"
  echo "connect: $url has the SHA-512 $found, and not $wanted" >&2
  exit 1
fi
confluent-hub install --no-prompt "$file"
rm "$file"

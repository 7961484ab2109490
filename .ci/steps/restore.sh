#!/usr/bin/env bash
# The drill: a served demo town is backed up, restored elsewhere, and served there, whole.
set -euo pipefail
work=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
  fi
}
finish() { stop; rm -rf "$work"; }
trap finish EXIT
trap 'exit 1' INT TERM

cargo build --locked --quiet --bin wardbook
wardbook="${CARGO_TARGET_DIR:-target}/debug/wardbook"

# Serves the demo town of a folder, and sets `town` to what its centre counts.
serve() {
  rm -f "$work/served.json"
  "$wardbook" demo --json --listen 127.0.0.1:0 --data "$1" --seed 1 --now 2026-11-20T08:00:00Z \
    >"$work/served.json" 2>"$work/log" &
  server=$!
  for _ in $(seq 600); do
    if [ -s "$work/served.json" ]; then break; fi
    if ! kill -0 "$server" 2>/dev/null; then break; fi
    sleep 0.1
  done
  if [ ! -s "$work/served.json" ]; then
    echo "the server did not start:" >&2
    cat "$work/log" >&2
    exit 1
  fi
  town=$(node - "$work/served.json" <<'NODE'
const served = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
const { username, password } = served.accounts.find(({ username }) => username === "district");
const post = async (path, body, token) => {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(served.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
};
(async () => {
  const { access_token } = await post("/auth/login", { username, password });
  const query = "{ cases { totalCount } checks { totalCount } teams { totalCount } areas { totalCount } }";
  console.log(JSON.stringify((await post("/graphql", { query }, access_token)).data));
})();
NODE
)
}

serve "$work/old"
before=$town
export WARDBOOK_DATABASE_URL="sqlite://$work/old/wardbook.db"
"$wardbook" backup "$work/backup"
stop

export WARDBOOK_DATABASE_URL="sqlite://$work/new/wardbook.db"
"$wardbook" restore "$work/backup" --dry-run
"$wardbook" restore "$work/backup"
cp -p "$work/old/wardbook.secret" "$work/old/accounts.json" "$work/new/"
"$wardbook" verify
serve "$work/new"
printf 'before: %s\nafter:  %s\n' "$before" "$town"
if [ "$before" != "$town" ] || ! grep -q '"totalCount":[1-9]' <<<"$before"; then
  echo "the restored town is not the one that was backed up" >&2
  exit 1
fi
if "$wardbook" restore "$work/backup" --force >"$work/refused" 2>&1; then
  echo "a served database was replaced" >&2
  exit 1
fi
grep 'is in use' "$work/refused"

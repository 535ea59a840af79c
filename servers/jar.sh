# shellcheck shell=bash disable=SC2154
# The runnable jar, with the same applications beside it; sourced by servers/run. The version is that of Payara Micro in it.
version="${QMAIL_SERVERS_VERSION:-6.2025.10}"
jar="$root/micro/target/qmail-micro.jar"

server_install() {
  [ -s "$jar" ] || fail "${jar#"$root/"} is not built; without QMAIL_SERVERS_BUILD=0 it is"
  [ "$provider" = own ] || fail "the jar has its broker in its process"
  # one that it made it would show once
  secret "$work/admin-password"
  QMAIL_ADMIN_PASSWORD="$(cat "$work/admin-password")"
  export QMAIL_ADMIN_PASSWORD QMAIL_HTTP_BIND=127.0.0.1 QMAIL_HTTP_PORT="$http_port" QMAIL_HTTPS_PORT=$((base + 443))
}

server_start() {
  QMAIL_JAR="$jar" nohup "$root/run" > "$work/console.log" 2>&1 < /dev/null &
  local pid=$! end=$((SECONDS + 900))
  disown "$pid" # the shell says nothing of its end
  echo "$pid" > "$work/pid"
  until grep -q 's  ready$' "$work/console.log"; do
    alive "$pid" && [ "$SECONDS" -lt "$end" ] || return 1
    sleep 1
  done
}

server_deploy() {
  step "deploy" cp "$orders" "$newsletter" "$letters" "$desk" "$home/applications/"
}

wrong_told="refused; app list and the log say application, bean, property and what would be right"
server_deploy_wrong() {
  cp "$work/wrong.war" "$home/applications/"
  local end=$((SECONDS + 120))
  until "$root/bin/qmail" app list | grep -F "$wrong" && server_log | grep -F "$wrong" || [ "$SECONDS" -ge "$end" ]; do
    sleep 1
  done
  rm "$home/applications/wrong.war"
}

server_stop() {
  kill "$(cat "$work/pid")"
}

server_pid() {
  cat "$work/pid"
}

server_log() {
  cat "$home"/log/server.*.log
}

trouble=' (SEVERE|WARNING) ee\.qmail'

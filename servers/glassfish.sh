# shellcheck shell=bash disable=SC2154
# docs/servers/glassfish.md, step by step; sourced by servers/run.
version="${QMAIL_SERVERS_VERSION:-7.0.21}"
create_mail_resource=create-mail-resource
h2_version="${QMAIL_SERVERS_H2_VERSION:-2.5.252}"

server_install() {
  fetch "org.glassfish.main.distributions:glassfish:$version:zip"
  step "unpack" unzip -q -o "$fetched" -d "$work"
  server="$work/glassfish7"
  . "$root/servers/asadmin.sh"
  create_domain
  # the server has no H2
  fetch "com.h2database:h2:$h2_version:jar"
  mkdir -p "$domain/lib"
  step "copy H2" cp "$fetched" "$domain/lib/"
  start
  local config=configs.config.server-config
  step "set" asadmin set \
    "$config.network-config.network-listeners.network-listener.http-listener-1.address=127.0.0.1" \
    "$config.transaction-service.automatic-recovery=true"
  create_resources
  stop
}

# Where something in it has logged before its own log was set up, that never is (eclipse-ee4j/glassfish, issue 25133), and nobody is told why a bean is refused.
# Records are written by a thread of its own.
server_is_mute() {
  local end=$((SECONDS + 10))
  until awk '/NCLS-GFLAUNCHER/ { said = 0 } /^\[[^]]*\] \[GF / { said = 1 } END { exit !said }' "$domain/logs/server.log"; do
    [ "$SECONDS" -lt "$end" ] || return 0
    sleep 0.5
  done
  return 1
}

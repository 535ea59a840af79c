# shellcheck shell=bash disable=SC2154
# docs/servers/payara.md, step by step; sourced by servers/run.
version="${QMAIL_SERVERS_VERSION:-6.2025.10}"
create_mail_resource=create-javamail-resource

server_install() {
  fetch "fish.payara.distributions:payara:$version:zip"
  step "unpack" unzip -q -o "$fetched" -d "$work"
  server="$work/payara6"
  . "$root/servers/asadmin.sh"
  create_domain
  start
  # on its own the server listens on all addresses and looks for a cluster
  local config=configs.config.server-config
  step "set" asadmin set \
    "$config.network-config.network-listeners.network-listener.http-listener-1.address=127.0.0.1" \
    "$config.hazelcast-config-specific-configuration.enabled=false" \
    "$config.microprofile-metrics-configuration.enabled=false" \
    "$config.transaction-service.automatic-recovery=true"
  step "set-microprofile-healthcheck-configuration" asadmin set-microprofile-healthcheck-configuration --enabled=false
  create_resources
  stop
}

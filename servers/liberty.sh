# shellcheck shell=bash disable=SC2154
# docs/servers/open-liberty.md, step by step; sourced by servers/run.
version="${QMAIL_SERVERS_VERSION:-26.0.0.3}"
h2_version="${QMAIL_SERVERS_H2_VERSION:-2.5.252}"
export WLP_USER_DIR="$work/usr"
config="$WLP_USER_DIR/servers/qmail"

server_install() {
  fetch "io.openliberty:openliberty-runtime:$version:zip"
  step "unpack" unzip -q -o "$fetched" -d "$work"
  server="$work/wlp"
  fetch "com.h2database:h2:$h2_version:jar"
  mkdir -p "$config/configDropins/overrides" "$config/lib" "$config/apps"
  step "copy H2" cp "$fetched" "$config/lib/h2.jar"
  step "copy server.xml" cp "$root/servers/liberty.xml" "$config/server.xml"
  if [ "$provider" = artemis ]; then
    broker_adapter
    step "copy Artemis' adapter" cp "$adapter" "$config/lib/"
    step "copy messaging.xml" cp "$root/servers/liberty-artemis.xml" "$config/messaging.xml"
  else
    step "copy messaging.xml" cp "$root/servers/liberty-messaging.xml" "$config/messaging.xml"
  fi
  step "copy the realm" cp "$realm" "$config/lib/"
  step "copy qmail.rar" cp "$rar" "$config/lib/"
  secret "$work/database-password"
  cat > "$config/configDropins/overrides/qmail.xml" << XML
<server>
  <variable name="qmail.home" value="$home"/>
  <variable name="qmail.http.port" value="$http_port"/>
  <variable name="qmail.database.password" value="$(cat "$work/database-password")"/>
  <variable name="qmail.user.password" value="$(user_password)"/>
  <variable name="qmail.broker.port" value="${broker_port:-}"/>
  <variable name="qmail.broker.password" value="$(broker_password)"/>
</server>
XML
}

server_start() {
  "$server/bin/server" start qmail
}

# The server looks for changed archives twice a second.
server_deploy() {
  step "deploy" cp "$ear" "$orders" "$newsletter" "$letters" "$desk" "$config/apps/"
}

# The server starts the application without the bean, and tells the log alone: the line before the reason names application and bean.
wrong_told="started without the bean; the log says application, bean, property and what would be right"
server_deploy_wrong() {
  cp "$work/wrong.war" "$config/apps/"
  local end=$((SECONDS + 120))
  until server_log | grep -B 2 -F "J2CA8802E" || [ "$SECONDS" -ge "$end" ]; do
    sleep 1
  done
  rm "$config/apps/wrong.war"
}

server_stop() {
  "$server/bin/server" stop qmail
}

server_pid() {
  cat "$WLP_USER_DIR/servers/.pid/qmail.pid"
}

# Each start puts the log before aside.
server_log() {
  cat "$config"/logs/messages*.log
}

trouble='[ .]ee\.qmail[^ ]* +(E|W) '

# shellcheck shell=bash disable=SC2154
# docs/servers/wildfly.md, step by step; sourced by servers/run.
version="${QMAIL_SERVERS_VERSION:-39.0.1.Final}"
management_port=$((base + 990))

server_install() {
  fetch "org.wildfly:wildfly-dist:$version:zip"
  step "unpack" unzip -q -o "$fetched" -d "$work"
  server="$work/wildfly-$version"
  secret "$work/qmail.properties" qmail.database.password=
  printf '%s\n' "qmail.home=$home" qmail.bind=127.0.0.1 "qmail.smtp.port=$smtp_port" "qmail.pop3.port=$pop3_port" \
    "qmail.submission.port=$submission_port" "qmail.submissions.port=$submissions_port" "qmail.pop3s.port=$pop3s_port" \
    "qmail.broker.port=${broker_port:-}" "qmail.broker.password=$(broker_password)" >> "$work/qmail.properties"
  step "configure" "$server/bin/jboss-cli.sh" "--file=$root/servers/wildfly.cli" --error-on-interact
  # its own users, for control/identitystore
  step "module add" "$server/bin/jboss-cli.sh" "--command=module add --name=qmail.identitystore --resources=$realm \
--dependencies=jakarta.security.enterprise.api,org.jboss.as.server,org.jboss.msc,org.wildfly.security.elytron"
  step "add-user" "$server/bin/add-user.sh" --silent -a --user dora --password "$(user_password)"
  [ "$provider" = own ] ||
    step "configure the broker outside" "$server/bin/jboss-cli.sh" "--file=$root/servers/wildfly-artemis.cli" --error-on-interact
}

server_start() {
  LAUNCH_JBOSS_IN_BACKGROUND=1 JBOSS_PIDFILE="$work/pid" nohup "$server/bin/standalone.sh" -c standalone-full.xml \
    -P "$work/qmail.properties" "-Djboss.socket.binding.port-offset=$((base - 3000))" -Djboss.http.port=3080 \
    -Djboss.https.port=3443 -Djboss.as.management.blocking.timeout=900 -Djboss.management.http.port=3990 -Djboss.management.https.port=3993 \
    > "$work/console.log" 2>&1 < /dev/null &
  local end=$((SECONDS + 900))
  until cli ':read-attribute(name=server-state)' | grep -q running; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 1
  done
}

cli() {
  "$server/bin/jboss-cli.sh" --connect --timeout=60000 --controller="127.0.0.1:$management_port" --error-on-interact "--command=$1"
}

server_deploy() {
  step "deploy qmail.rar" cli "deploy $rar"
  step "deploy qmail.ear" cli "deploy $ear"
  step "deploy orders.war" cli "deploy $orders"
  step "deploy newsletter.war" cli "deploy $newsletter"
  step "deploy letters.war" cli "deploy $letters"
  step "deploy desk.jar" cli "deploy $desk"
}

wrong_told="refused; the command says application, bean, property and what would be right"
server_deploy_wrong() {
  cli "deploy $work/wrong.war"
}

server_stop() {
  cli "shutdown --timeout=30"
}

server_pid() {
  cat "$work/pid"
}

server_log() {
  cat "$server"/standalone/log/server.log*
}

trouble=' (ERROR|WARN) +\[ee\.qmail'

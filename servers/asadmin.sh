# shellcheck shell=bash disable=SC2154
# What Payara Server and GlassFish have in common: asadmin, OpenMQ, one domain. Sourced by payara.sh and glassfish.sh.

domains="$work/domains"
domain="$domains/qmail"

# Each asadmin command is a JVM of its own.
asadmin() {
  "$server/bin/asadmin" --terse --interactive=false --user admin --passwordfile "$work/passwords" \
    --port $((base + 48)) "$@"
}

create_domain() {
  secret "$work/passwords" AS_ADMIN_PASSWORD=
  printf 'AS_ADMIN_USERPASSWORD=%s\n' "$(user_password)" >> "$work/passwords"
  secret "$work/database-password"
  mkdir -p "$domains"
  step "create-domain" asadmin create-domain --domaindir "$domains" --portbase "$base" qmail
  # on its own the broker does not sync to the disk, and listens on all addresses with a well-known password
  mkdir -p "$domain/imq/instances/imqbroker/props"
  # its own users, for control/identitystore
  mkdir -p "$domain/lib"
  step "copy the realm" cp "$realm" "$domain/lib/"
  printf '%s\n' imq.instanceconfig.version=300 imq.persist.file.sync.enabled=true imq.hostname=127.0.0.1 \
    > "$domain/imq/instances/imqbroker/props/config.properties"
}

create_resources() {
  step "create-file-user" asadmin create-file-user --authrealmname file dora
  step "create-jdbc-connection-pool" asadmin create-jdbc-connection-pool --restype javax.sql.DataSource \
    --datasourceclassname org.h2.jdbcx.JdbcDataSource --steadypoolsize 2 --maxpoolsize 64 \
    --isconnectvalidatereq true --validationmethod auto-commit --property \
    "url=jdbc\\:h2\\:file\\:$home/db/qmail\\;DB_CLOSE_ON_EXIT\\=FALSE\\;REUSE_SPACE\\=FALSE:user=qmail:password=$(cat "$work/database-password")" \
    qmail-db
  step "create-jdbc-resource" asadmin create-jdbc-resource --connectionpoolid qmail-db jdbc/qmail
  if [ "$provider" = artemis ]; then
    create_broker_resources
  else
    step "create-jms-resource" asadmin create-jms-resource --restype jakarta.jms.ConnectionFactory jms/qmail
  fi
}

# docs/servers/payara.md, "A broker outside".
create_broker_resources() {
  broker_adapter
  step "create-resource-adapter-config" asadmin create-resource-adapter-config --property \
    "ConnectionParameters=host\\=127.0.0.1\\;port\\=$broker_port:UserName=qmail:Password=$(broker_password)" artemis
  step "deploy artemis.rar" asadmin deploy "$adapter"
  step "create-connector-connection-pool" asadmin create-connector-connection-pool --raname artemis \
    --connectiondefinition jakarta.jms.ConnectionFactory --transactionsupport XATransaction --steadypoolsize 0 \
    --maxpoolsize 256 --property "UserName=qmail:Password=$(broker_password)" qmail-jms
  step "create-connector-resource" asadmin create-connector-resource --poolname qmail-jms jms/qmail
  # for applications that ask for the default
  step "set" asadmin set resources.connector-resource.jms/__defaultConnectionFactory.pool-name=qmail-jms
}

# The server's own provider needs no plan.
deploy_on_provider() { # archive, descriptor, name of the descriptor in a plan
  local plan=()
  if [ "$provider" = artemis ]; then
    step "plan" python3 "$root/servers/artemis-plan.py" "$2" "$3" "$work/plan.jar"
    plan=(--deploymentplan "$work/plan.jar")
  fi
  step "deploy ${1##*/}" asadmin deploy "${plan[@]}" "$1"
}

server_deploy() {
  step "deploy qmail.rar" asadmin deploy "$rar"
  step "create-connector-connection-pool" asadmin create-connector-connection-pool --raname qmail \
    --connectiondefinition ee.qmail.api.MailConnectionFactory --transactionsupport LocalTransaction --steadypoolsize 0 \
    qmail-connections
  step "create-connector-resource" asadmin create-connector-resource --poolname qmail-connections mail/connections
  step "$create_mail_resource" asadmin "$create_mail_resource" --mailhost localhost --mailuser qmail \
    --fromaddress "postmaster@example.org" --transprotocol qmail --transprotocolclass ee.qmail.transport.QmailTransport \
    --property mail-transport-protocol-rfc822=qmail mail/qmail
  deploy_on_provider "$ear" "$root/ejb/src/main/resources/META-INF/glassfish-ejb-jar.xml" qmail-ejb.jar.glassfish-ejb-jar.xml
  step "deploy orders.war" asadmin deploy "$orders"
  step "deploy newsletter.war" asadmin deploy "$newsletter"
  step "deploy letters.war" asadmin deploy "$letters"
  deploy_on_provider "$desk" "$root/servers/desk/src/main/resources/META-INF/glassfish-ejb-jar.xml" glassfish-ejb-jar.xml
}

# The command says that it failed, and the log why.
wrong_told="refused; the log says application, bean, property and what would be right"
server_deploy_wrong() {
  asadmin deploy "$work/wrong.war"
  server_log | grep -F "$wrong"
}

# In milliseconds, for GlassFish; Payara waits for ten minutes.
export AS_START_TIMEOUT=300000

server_start() {
  "$server/bin/asadmin" start-domain --domaindir "$domains" qmail
}

server_stop() {
  "$server/bin/asadmin" stop-domain --kill=false --domaindir "$domains" qmail
}

server_pid() {
  cat "$domain/config/pid"
}

# A record has several lines, and a log of 2 MB is put aside.
server_log() {
  cat "$domain"/logs/server.log* |
    awk '/^\[20/ { print record; record = $0; next } { record = record " " $0 } END { print record }'
}

trouble='\[(SEVERE|WARNING)\] \[[^]]*\] \[ee\.qmail'

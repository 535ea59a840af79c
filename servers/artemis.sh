# shellcheck shell=bash disable=SC2154
# An ActiveMQ Artemis of its own for the mail queue, instead of the server's JMS provider: docs/servers/README.md, "A broker
# outside". Sourced by servers/run.
broker_version="${QMAIL_SERVERS_BROKER_VERSION:-2.40.0}"
broker="$work/broker"
broker_port=$((base + 616))

broker_install() {
  fetch "org.apache.activemq:apache-artemis:$broker_version:zip:bin"
  step "unpack Artemis" unzip -q -o "$fetched" -d "$work"
  secret "$work/broker-password"
  step "create a broker" "$work/apache-artemis-$broker_version/bin/artemis" create --silent --require-login --no-web \
    --no-autocreate --no-amqp-acceptor --no-hornetq-acceptor --no-mqtt-acceptor --no-stomp-acceptor \
    --user qmail --password "$(cat "$work/broker-password")" --role qmail "$broker"
  step "configure the broker" cp "$root/docs/broker.xml" "$broker/etc/broker.xml"
  broker_start
}

broker_start() {
  ARTEMIS_CLUSTER_PROPS="-Dbroker.data=$broker/data -Dbroker.port=$broker_port" nohup "$broker/bin/artemis" run \
    > "$work/broker.log" 2>&1 < /dev/null &
  broker_pid=$!
  local end=$((SECONDS + 120))
  until grep -q 'Server is now active' "$work/broker.log"; do
    alive "$broker_pid" && [ "$SECONDS" -lt "$end" ] || fail "the broker does not start: ${work#"$root/"}/broker.log"
    sleep 0.5
  done
}

# Artemis publishes no archive of its adapter for Jakarta EE: its jars and a descriptor are one.
broker_adapter() {
  adapter="$work/artemis.rar"
  local parts="$work/artemis-rar"
  mkdir -p "$parts/META-INF"
  step "fetch Artemis' adapter" maven -pl broker dependency:copy-dependencies "-DoutputDirectory=$parts" \
    -DincludeGroupIds=org.apache.artemis,io.netty,org.jctools,org.slf4j,commons-beanutils,commons-collections,commons-logging \
    -DexcludeArtifactIds=artemis-server,artemis-jakarta-server,slf4j-jdk14
  step "copy the descriptor" cp "$root/servers/artemis-ra.xml" "$parts/META-INF/ra.xml"
  step "pack Artemis' adapter" "${java%java}jar" --create --no-manifest --file "$adapter" -C "$parts" .
}

# Read by the commands in bin, which have set base, main and name: runs main with their arguments.
. "$base/cli/environment.sh"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
jar="$(find "$base/cli/target" -maxdepth 1 -name 'qmail-cli-*.jar' 2>/dev/null | head -n 1)"
if [ -z "$jar" ]; then
  echo "$name: not built yet; run ./run once, or ./mvnw package -DskipTests" >&2
  exit 111
fi
# else the JVM's first file would be what it reads
if ! { : <&0; } 2>/dev/null; then exec < /dev/null; fi
# a command lives for half a second: the second compiler would only cost time
exec "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto \
  -cp "$jar:$base/cli/target/lib/*" "$main" "$@"

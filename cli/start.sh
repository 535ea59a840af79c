# Read by the commands in bin, which have set base, main and name: runs main with their arguments.
. "$base/cli/environment.sh"
. "$base/cli/archive.sh"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
if ! find_jars; then
  echo "$name: not built yet; run ./run once, or ./mvnw package -DskipTests" >&2
  exit 111
fi
# else the JVM's first file would be what it reads
if ! { : <&0; } 2>/dev/null; then exec < /dev/null; fi
share=
# programs that send mail do not wait for an archive to be made
if is_archived || { [ "$name" = qmail ] && make_archive; }; then share="-XX:SharedArchiveFile=$archive"; fi
# shellcheck disable=SC2086
exec "$java" $flags $share -cp "$classpath" "$main" "$@"

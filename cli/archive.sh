# Read by cli/start.sh and by run, which have set base and java: the classes of the commands in an archive of the JVM, from which they are there four
# times sooner. There is one for each JVM and build. Without it, or where it does not fit after all, commands do the same and take longer.
target="$base/cli/target"

# A command lives for a moment: the second compiler would only cost time, and what compilers have written needs no second look. The JVM has nothing to say of
# an archive that concerns anybody, and a terminal is one only where standard input is.
flags="-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData
  -XX:-BytecodeVerificationRemote -Xshare:auto -Xlog:disable -Djdk.console=java.base"

# Sets classpath, which is spelled out since an archive fits one order of jars only, and archive, whose name tells which JVM and which jars it is of.
find_jars() {
  classpath=
  for each in "$target"/qmail-cli-*.jar "$target"/lib/*.jar; do
    if [ -f "$each" ]; then classpath="$classpath${classpath:+:}$each"; fi
  done
  case "$classpath" in *qmail-cli-*) ;; *) return 1 ;; esac
  archive="$(ls -lnL "$(command -v "$java")" "$target"/qmail-cli-*.jar "$target"/lib/*.jar 2> /dev/null | cksum)"
  archive="$target/qmail-cli.${archive%% *}.jsa"
}

# Tells whether it is there and whole: a JVM may crash on the half of one.
is_archived() {
  [ -f "$archive" ] && read -r size < "$archive.size" && [ "$size" -eq "$(wc -c < "$archive")" ]
} 2> /dev/null

# Tries once, whatever comes of it.
make_archive() {
  [ -w "$target" ] && [ ! -e "$archive.size" ] || return 1
  # of other builds
  find "$target" -maxdepth 1 -name 'qmail-cli.*.jsa*' ! -newer "${classpath%%:*}" -exec rm -f {} + 2> /dev/null || :
  (umask 022 && echo 0 > "$archive.size") 2> /dev/null || return 1
  made="$archive.$$"
  trap 'rm -f "$made" "$made.classes" "$archive.size"; exit 111' HUP INT TERM
  # shellcheck disable=SC2086
  if QMAIL_ADMIN_PASSWORD=none QMAIL_API='' "$java" $flags -XX:DumpLoadedClassList="$made.classes" -cp "$classpath" ee.qmail.cli.Training &&
    "$java" $flags -Xshare:dump -XX:+AOTClassLinking -XX:SharedClassListFile="$made.classes" -XX:SharedArchiveFile="$made" -cp "$classpath" &&
    chmod 444 "$made" && { sync "$made" || :; } && mv -f "$made" "$archive" && wc -c < "$archive" > "$archive.size"; then done=0; else done=1; fi > /dev/null 2>&1 < /dev/null
  trap - HUP INT TERM
  rm -f "$made" "$made.classes"
  return "$done"
}

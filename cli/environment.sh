# Read by run and by cli/start.sh: what a process must have before its JVM starts, since no JVM can change it.

# mail, passwords and what the broker keeps are for the owner alone, whatever the shell of cron or systemd allows
umask 077

# By the locale a JVM decides which names of files there can be: where it says ASCII, no file "jürgen" can be opened or made.
charmap() {
  LC_ALL="$1" locale charmap 2> /dev/null || case "$1" in *UTF-8 | *utf8) echo UTF-8 ;; esac
}
for locale in "${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" C.UTF-8 en_US.UTF-8; do
  if [ "$(charmap "$locale")" = UTF-8 ]; then
    export LC_ALL="$locale"
    break
  fi
done

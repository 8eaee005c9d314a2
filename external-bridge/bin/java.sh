# shellcheck shell=sh
# Sourced by xcauth and xcauth-archive: find_java sets $java to a Java 17 or newer, or prints an error and exits. Then
# is_aot_cache is true if this Java's archive is an AOT cache (JEP 514).

# Sets $version and $major of the Java $1. Running it takes a third of the start-up time; the file "release" says the same at
# no cost.
read_version() {
    version=
    real=$(readlink -f "$1" 2> /dev/null) || real=$1
    for release in "${real%/bin/java}/release" "${real%/jre/bin/java}/release"; do
        if [ -z "$version" ] && [ -r "$release" ]; then
            while IFS='=' read -r key value; do
                [ "$key" = JAVA_VERSION ] && version=$value
            done < "$release"
        fi
    done
    [ -n "$version" ] || version=$("$1" -version 2>&1 | sed -n 's/.* version //p')
    version=${version#\"}
    major=${version%%[!0-9]*}
}

# Uses JAVA_HOME if set; otherwise the first Java on the path, or, if that is too old, one of those that Debian has installed.
find_java() {
    java=
    old=
    if [ -n "$JAVA_HOME" ]; then
        set -- "$JAVA_HOME/bin/java"
    else
        set -- "$(command -v java)" /usr/lib/jvm/*/bin/java
    fi
    for candidate in "$@"; do
        [ -x "$candidate" ] || continue
        read_version "$candidate"
        if [ -z "$major" ] || [ "$major" -ge 17 ]; then
            # shellcheck disable=SC2034 # for the script that sources this
            java=$candidate
            return
        fi
        [ -n "$old" ] || old="$candidate is Java ${version%%\"*}"
    done
    if [ -n "$old" ]; then
        echo "xcauth: $old; install Java 17 or newer, or set JAVA_HOME to it" >&2
    else
        echo "xcauth: no Java found${JAVA_HOME:+ at $JAVA_HOME/bin/java}; install Java 17 or newer, or set JAVA_HOME to it" >&2
    fi
    exit 1
}

is_aot_cache() { [ "${major:-0}" -ge 25 ]; }

# Read by xcauth and xcauth-archive: find_java sets $java to a Java 17 or newer, or complains and ends.

# Sets $version and $major of the Java $1. Asking it would cost as much as a third of a start; the file beside it says it
# for nothing.
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

# JAVA_HOME is meant; otherwise what comes first on the path serves, or, if that is too old, what Debian keeps beside it.
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
            java=$candidate
            return
        fi
        [ -n "$old" ] || old="$candidate is Java ${version%%\"*}"
    done
    if [ -n "$old" ]; then
        echo "xcauth: $old; install Java 17 or newer, or point JAVA_HOME to it" >&2
    else
        echo "xcauth: no Java found${JAVA_HOME:+ at $JAVA_HOME/bin/java}; install Java 17 or newer, or point JAVA_HOME to it" >&2
    fi
    exit 1
}

#!/bin/sh
# Installs xcauth on systems without Debian packages, updates it, and removes it.
set -eu

usage() {
    cat <<'END'
Usage: ./install.sh [--prefix FOLDER]
       ./install.sh --uninstall [--prefix FOLDER]

Installs xcauth from the folder of this script; run it as root:
  FOLDER                        the program; default: /opt/xcauth
  /usr/local/bin/xcauth, xcdbm  links to it
  /etc/xcauth.conf              the configuration, unless it exists
  /var/lib/xcauth               the database
  /var/log/xcauth               the log
  the user and the group xcauth
and, where these are in use, systemd units, a logrotate file, manual pages and bash completion.
It prints what it does, and you can run it again at any time. To update, run the install.sh of the new version.

--uninstall removes the program and keeps configuration, database, log and user.
END
}

prefix=/opt/xcauth
uninstall=
while [ $# -gt 0 ]; do
    case $1 in
        --prefix=*) prefix=${1#*=} ;;
        --prefix) prefix=${2-}; [ $# -lt 2 ] || shift ;;
        --uninstall) uninstall=yes ;;
        -h | --help) usage; exit 0 ;;
        *) echo "install.sh: unknown argument \"$1\"; see --help" >&2; exit 2 ;;
    esac
    shift
done
case $prefix in
    /?*) prefix=${prefix%/} ;;
    *) echo "install.sh: --prefix must be an absolute path, got \"$prefix\"" >&2; exit 2 ;;
esac
case $prefix in
    *[!A-Za-z0-9/._+-]*)
        echo "install.sh: --prefix may contain only letters, digits and / . _ + -, got \"$prefix\"" >&2
        exit 2
        ;;
esac

source=$(cd "$(dirname "$0")" && pwd)
links=/usr/local/bin
manuals=/usr/local/share/man
completions=/usr/local/share/bash-completion/completions
units=/etc/systemd/system
generator=/etc/systemd/system-generators/xcauth-generator
sockets="xcauth-ejabberd.socket xcauth-postfix.socket xcauth-prosody.socket xcauth-saslauthd.socket"

say() {
    echo "$*"
}
fail() {
    echo "install.sh: $*" >&2
    exit 1
}

[ "$(id -u)" = 0 ] || fail "run this as root"
systemd=
[ ! -d /run/systemd/system ] || systemd=yes

# Installs file $1 as $2 with mode $3, unless that file exists with the same contents.
put() {
    if cmp -s "$1" "$2"; then
        say "kept       $2"
    else
        mkdir -p "$(dirname "$2")"
        cp "$1" "$2.new"
        chmod "$3" "$2.new"
        mv "$2.new" "$2"
        say "installed  $2"
    fi
}

# Removes those of the given files and folders that exist.
drop() {
    for each in "$@"; do
        if [ -e "$each" ] || [ -L "$each" ]; then
            rm -rf "$each"
            say "removed    $each"
        fi
    done
}

drop_all() {
    if [ -n "$systemd" ]; then
        for unit in $sockets xcauth.service; do
            if [ -e "$units/$unit" ]; then
                systemctl --quiet disable --now "$unit"
                say "stopped    $unit"
            fi
        done
    fi
    for unit in $sockets xcauth.service; do
        drop "$units/$unit"
    done
    drop "$generator"
    rmdir "${generator%/*}" 2> /dev/null || true
    [ -z "$systemd" ] || systemctl daemon-reload
    for name in xcauth xcdbm; do
        case $(readlink "$links/$name" || true) in
            "$prefix"/*) drop "$links/$name" ;;
        esac
    done
    drop "$prefix" "$manuals/man1/xcauth.1" "$manuals/man1/xcdbm.1" "$manuals/man5/xcauth.conf.5" \
        "$completions/xcauth" "$completions/xcdbm" /etc/logrotate.d/xcauth
    say
    say "Kept: /etc/xcauth.conf, /var/lib/xcauth, /var/log/xcauth and the user xcauth. To delete these, too:"
    say "  rm -rf /etc/xcauth.conf /var/lib/xcauth /var/log/xcauth && userdel xcauth"
}

if [ -n "$uninstall" ]; then
    [ -f "$prefix/lib/xcauth.jar" ] || fail "$prefix does not contain xcauth; set its folder with --prefix"
    drop_all
    exit 0
fi

[ -f "$source/lib/xcauth.jar" ] || fail "$source/lib/xcauth.jar is missing; run this script in the unpacked folder"
[ "$source" != "$prefix" ] || fail "cannot install from $prefix into itself; unpack in another folder"
if [ -e "$prefix" ] && [ ! -f "$prefix/lib/xcauth.jar" ]; then
    fail "$prefix exists and does not contain xcauth; choose another folder with --prefix"
fi
if dpkg-query -W -f '${Status}' xcauth 2> /dev/null | grep -q 'ok installed'; then
    fail "the Debian package xcauth is installed; keep it, or remove it first: apt-get remove xcauth"
fi
version=$("$source/bin/xcauth" --version) || fail "xcauth does not run here; see above"

# ---- user and folders

if ! getent group xcauth > /dev/null 2>&1; then
    if command -v groupadd > /dev/null; then groupadd --system xcauth; else addgroup -S xcauth; fi
    say "created    the group xcauth"
fi
if ! id xcauth > /dev/null 2>&1; then
    nologin=$(command -v nologin || echo /bin/false)
    if command -v useradd > /dev/null; then
        useradd --system --gid xcauth --home-dir /var/lib/xcauth --no-create-home --shell "$nologin" xcauth
    else
        adduser -S -D -H -h /var/lib/xcauth -s "$nologin" -G xcauth xcauth
    fi
    say "created    the user xcauth"
fi
for each in /var/lib/xcauth:700 /var/log/xcauth:750; do
    folder=${each%:*}
    if [ ! -d "$folder" ]; then
        mkdir -p "$folder"
        chmod "${each#*:}" "$folder"
        chown xcauth:xcauth "$folder"
        say "created    $folder"
    fi
done

# ---- program: next to the old one, then in its place, since a running process still reads its files

new=$prefix.new.$$
trap 'rm -rf "$new"' EXIT
mkdir -p "$(dirname "$prefix")"
cp -R "$source" "$new"
chown -R 0:0 "$new"
chmod -R u=rwX,go=rX "$new"
echo xcauth > "$new/lib/service-user"
for unit in "$new"/systemd/*; do
    sed -e "s|=/usr/bin/xcauth|=$prefix/bin/xcauth|" -e "s|/usr/share/xcauth/|$prefix/|" "$unit" > "$unit.tmp"
    mv "$unit.tmp" "$unit"
done
sed "s|/usr/share/xcauth/|$prefix/|" "$new/xcauth-ejabberd.apparmor" > "$new/tmp"
mv "$new/tmp" "$new/xcauth-ejabberd.apparmor"
[ ! -e "$prefix" ] || mv "$prefix" "$prefix.old.$$"
mv "$new" "$prefix"
rm -rf "$prefix.old.$$"
say "installed  $prefix, xcauth $version"
if env -u JAVA_HOME -u XCAUTH_JAVA_OPTS "$prefix/bin/xcauth-archive"; then
    say "created    $prefix/lib/local/xcauth.jsa, with which it starts faster"
fi

# ---- links, configuration, manual pages, completion, log rotation

mkdir -p "$links"
for name in xcauth xcdbm; do
    if [ "$(readlink "$links/$name" || true)" = "$prefix/bin/xcauth" ]; then
        say "kept       $links/$name"
    elif [ -e "$links/$name" ] && [ ! -L "$links/$name" ]; then
        say "kept       $links/$name, which is another program; remove it, then run this again"
    else
        ln -sf "$prefix/bin/xcauth" "$links/$name"
        say "linked     $links/$name"
    fi
done
if [ -e /etc/xcauth.conf ]; then
    say "kept       /etc/xcauth.conf; see $prefix/xcauth.conf for all settings"
else
    put "$prefix/xcauth.conf" /etc/xcauth.conf 640
    chown root:xcauth /etc/xcauth.conf
fi
for page in xcauth.1 xcdbm.1 xcauth.conf.5; do
    put "$prefix/man/$page" "$manuals/man${page##*.}/$page" 644
done
for name in xcauth xcdbm; do
    put "$prefix/man/xcauth.bash" "$completions/$name" 644
done
if [ -d /etc/logrotate.d ]; then
    put "$prefix/xcauth.logrotate" /etc/logrotate.d/xcauth 644
fi

# ---- service

if [ -n "$systemd" ]; then
    first=
    [ -e "$units/xcauth.service" ] || first=yes
    for unit in $sockets xcauth.service; do
        put "$prefix/systemd/$unit" "$units/$unit" 644
    done
    put "$prefix/bin/xcauth-generator" "$generator" 755
    systemctl daemon-reload
    for unit in $sockets xcauth.service; do
        if [ -n "$first" ]; then
            systemctl --quiet enable "$unit"
            say "enabled    $unit"
        fi
    done
    for unit in $sockets; do
        # A socket that the administrator has disabled stays disabled.
        if systemctl --quiet is-enabled "$unit" && ! systemctl --quiet is-active "$unit"; then
            # The service receives its sockets when it starts.
            systemctl --quiet is-active xcauth.service && systemctl stop xcauth.service
            if systemctl start "$unit"; then
                say "started    $unit"
            else
                say "failed     $unit; see journalctl -u $unit"
            fi
        fi
    done
    if systemctl --quiet is-enabled xcauth.service; then
        if systemctl restart xcauth.service; then
            say "restarted  xcauth.service"
        else
            say "failed     xcauth.service; see journalctl -u xcauth"
        fi
    fi
    say
    say "Next: set url in /etc/xcauth.conf, then: systemctl restart xcauth && $links/xcauth doctor"
else
    say
    say "Next: set url in /etc/xcauth.conf, and have your system start this as the user xcauth:"
    say "  $prefix/bin/xcauth --listen ejabberd=127.0.0.1:23662 --listen prosody=127.0.0.1:23663 \\"
    say "    --listen postfix=127.0.0.1:23665 --listen saslauthd=127.0.0.1:23666"
    say "Then check the setup: $links/xcauth doctor"
fi
say "Prosody's modules are in $prefix/prosody-modules, the guides in $prefix/docs."

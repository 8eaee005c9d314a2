# shellcheck shell=sh
# Sourced by xcauth where it is installed as a service. An administrator's commands run as the service's user, so that they see
# what the service sees, and create no files owned by root in its folders.

# True if the command line is an administrator's command, rather than one that serves.
is_command() {
    [ "${0##*/}" = xcdbm ] && return 0
    for argument in "$@"; do
        case $argument in
            doctor | domain | cache | user | group | host | roster) return 0 ;;
            -[AIRGPDLU]* | --auth-test* | --isuser-test* | --roster-test*) return 0 ;;
            --get | --get=* | --put | --put=* | --delete | --delete=* | --load | --unload) return 0 ;;
        esac
    done
    return 1
}

# Replaces this process with the program $1 and its arguments, run as the service's user, which XCAUTH_USER or a drop-in of the
# unit can change. Returns if that user is root.
as_service() {
    user=$XCAUTH_USER
    group=
    more=
    if [ -z "$user" ] && [ -d /run/systemd/system ]; then
        properties=$(systemctl show --property=User,Group,SupplementaryGroups xcauth.service 2> /dev/null)
        while IFS='=' read -r key value; do
            case $key in
                User) user=$value ;;
                Group) group=$value ;;
                SupplementaryGroups) more=$value ;;
            esac
        done <<END
$properties
END
    fi
    [ -n "$user" ] || read -r user < "${home:?}/lib/service-user"
    [ "$user" != root ] || return 0
    if ! own=$(id -Gn "$user" 2> /dev/null) || ! main=$(id -gn "$user"); then
        echo "xcauth: the service's user \"$user\" does not exist; create it, or set XCAUTH_USER to another" >&2
        exit 1
    fi
    set -- -- "$@"
    for each in $own $more; do
        set -- -G "$each" "$@"
    done
    exec runuser -u "$user" -g "${group:-$main}" "$@"
}

# Read by xcauth where it is installed as a service: what an administrator asks is answered with the rights of that, so that
# the answer is what the service sees, and no file in its folders becomes root's.

# Whether the command line asks something, rather than serves.
is_question() {
    [ "${0##*/}" = xcdbm ] && return 0
    for argument in "$@"; do
        case $argument in
            doctor | domain | cache | user | group | host | roster | bench) return 0 ;;
            -[AIRGPDLU]* | --auth-test* | --isuser-test* | --roster-test*) return 0 ;;
            --get | --get=* | --put | --put=* | --delete | --delete=* | --load | --unload) return 0 ;;
        esac
    done
    return 1
}

# Starts the program $1 with the arguments behind it as the service's user, which XCAUTH_USER or a drop-in of the unit can
# change; comes back if that is root.
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
    [ -n "$user" ] || read -r user < "$home/lib/service-user"
    [ "$user" != root ] || return 0
    own=$(id -Gn "$user" 2> /dev/null) && main=$(id -gn "$user") || {
        echo "xcauth: there is no user \"$user\", as which the service runs; make it, or name another in XCAUTH_USER" >&2
        exit 1
    }
    options="-g ${group:-$main}"
    for each in $own $more; do
        options="$options -G $each"
    done
    exec runuser -u "$user" $options -- "$@"
}

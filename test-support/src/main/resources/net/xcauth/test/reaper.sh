# shellcheck shell=sh
# Waits for the end of standard input, which comes when the tests' Java has ended in any way, then removes everything that the
# tests have left behind.
#
# usage: sh -c SCRIPT reaper MARK
#   MARK   NAME=VALUE in the environment of all processes that the tests have started
# Standard input has lines of the form "ACTION PATH": unmount, delete or group (a control group).
trap '' HUP INT TERM
mark=$1 mounts='' files='' groups=''
newline='
'
IFS=$newline
while read -r line; do
    path=${line#* }
    case $line in
        unmount*) mounts=$path$newline$mounts ;;
        delete*) files=$path$newline$files ;;
        group*) groups=$path$newline$groups ;;
    esac
done
cd /

# Prints this process and its descendants.
family() {
    echo "$1"
    for child in $(cat "/proc/$1/task/"*/children 2> /dev/null | tr ' ' '\n'); do
        family "$child"
    done
}
marked() {
    for process in /proc/[0-9]*; do
        if grep -qzxF -- "$mark" "$process/environ" 2> /dev/null; then
            family "${process#/proc/}"
        fi
    done | sort -u
}

killed='' round=0
while [ $round -lt 100 ] && found=$(marked) && [ -n "$found" ]; do
    # shellcheck disable=SC2086 # one process a line
    kill -KILL $found 2> /dev/null
    killed=$killed$newline$found
    round=$((round + 1))
done
# Servers that are killed, such as PostgreSQL, leave shared memory behind.
awk 'NR > 1 { print $2, $5 }' /proc/sysvipc/shm | while IFS=' ' read -r id creator; do
    case $killed$newline in
        *"$newline$creator$newline"*) ipcrm --shmem-id "$id" ;;
    esac
done
for each in $mounts; do
    umount "$each"
done
for each in $groups; do
    find "$each" -depth -type d -exec rmdir {} +
done
for each in $files; do
    rm -rf "$each"
done

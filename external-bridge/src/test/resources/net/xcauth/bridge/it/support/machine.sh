#!/bin/sh
# Turns this process into the systemd of a temporary machine, whose files are those of the host or of another Debian. Changes to
# them stay in memory. The process must be the first of a PID namespace, with its own mounts, network, cgroup and host name.
#
# usage: machine.sh ROOT FOLDER SOURCES [SERVICE]...
#   ROOT      its files: / or a folder in which Debian is installed
#   FOLDER    an empty folder for the mounts
#   SOURCES   a folder that it sees read-only as /usr/src/xcauth
#   SERVICE   starts at boot; no other service that a package has enabled does
set -eu
lower=$1 folder=$2 sources=$3
shift 3

mount -t tmpfs -o mode=755 xcauth-machine "$folder"
root=$folder/root
mkdir "$folder/changes" "$folder/work" "$root"
mount -t overlay -o "lowerdir=$lower,upperdir=$folder/changes,workdir=$folder/work" xcauth-machine "$root"
cd "$root"

mkdir -p usr/src/xcauth
mount --bind "$sources" usr/src/xcauth
mount -o remount,bind,ro usr/src/xcauth

# Read-only where a write would change the host: kernel settings and devices.
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
umount sys/fs/cgroup 2> /dev/null || true
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
    touch "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr

# As after the installation of Debian: packages may start services, and none does yet.
rm -f usr/sbin/policy-rc.d etc/systemd/system/*.wants/*
# The machine has no kernel of its own.
ln -sf /dev/null etc/systemd/system/systemd-modules-load.service
for link in etc/rc[2-5].d/S*; do
    [ ! -h "$link" ] || mv "$link" "${link%/*}/K${link##*/S}"
done
: > etc/machine-id
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$(hostname)" > etc/hosts
# Updating the index of manual pages takes seconds, and it is needed only if a page is not where it should be.
rm -f var/lib/man-db/auto-update
# Without network: the installed versions are the newest.
rm -rf var/lib/apt/lists/* var/cache/apt/*.bin
echo 'APT::Get::Assume-Yes "true";' > etc/apt/apt.conf.d/00-assume-yes
if chroot . getent passwd xcauth > /dev/null; then
    chroot . dpkg --purge xcauth || true
    chroot . deluser --quiet --system xcauth || true
fi
rm -rf etc/xcauth* opt/xcauth usr/bin/xcauth var/lib/xcauth var/log/xcauth
# The services run for seconds: full compilation would take more time than it saves.
mkdir -p etc/systemd/system.conf.d
printf '[Manager]\nDefaultEnvironment=XCAUTH_JAVA_OPTS=-XX:TieredStopAtLevel=1\n' > etc/systemd/system.conf.d/tests.conf
[ $# = 0 ] || chroot . systemctl enable "$@"

mkdir .outside
pivot_root . .outside
umount -l .outside
rmdir .outside
export container=xcauth-test
exec /lib/systemd/systemd --system --show-status=false --log-target=journal --unit=multi-user.target < /dev/null

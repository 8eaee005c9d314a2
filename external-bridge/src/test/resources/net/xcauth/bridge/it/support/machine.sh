#!/bin/sh
# Turns this process into the systemd of a machine with the files of the one around it, or of another one. What is written
# there is kept in memory. It must be the first process of a PID namespace, and have mounts, network, cgroup and host name of its own.
#
# usage: machine.sh ROOT FOLDER SOURCES [SERVICE]...
#   ROOT      what it has: / or a folder in which Debian is installed
#   FOLDER    an empty one, for the mounts
#   SOURCES   is seen there as /usr/src/xcauth, and can only be read
#   SERVICE   starts at boot; the others that packages have enabled do not
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

# What can only be read here would change the machine around: settings of the kernel, devices.
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

# As after the installation of Debian and its packages, where these start services and ask no more questions.
rm -f usr/sbin/policy-rc.d etc/systemd/system/*.wants/*
# It has no kernel of its own.
ln -sf /dev/null etc/systemd/system/systemd-modules-load.service
for link in etc/rc[2-5].d/S*; do
    [ ! -h "$link" ] || mv "$link" "${link%/*}/K${link##*/S}"
done
: > etc/machine-id
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$(hostname)" > etc/hosts
# The index of manual pages is searched only if a page is not where it should be, and takes seconds to bring up to date.
rm -f var/lib/man-db/auto-update
# Without network: the newest versions are those that are installed.
rm -rf var/lib/apt/lists/* var/cache/apt/*.bin
echo 'APT::Get::Assume-Yes "true";' > etc/apt/apt.conf.d/00-nobody-is-asked
if chroot . getent passwd xcauth > /dev/null; then
    chroot . dpkg --purge xcauth || true
    chroot . deluser --quiet --system xcauth || true
fi
rm -rf etc/xcauth* opt/xcauth usr/bin/xcauth var/lib/xcauth var/log/xcauth
# The services run for seconds, in which compiling them well takes more than it saves.
mkdir -p etc/systemd/system.conf.d
printf '[Manager]\nDefaultEnvironment=XCAUTH_JAVA_OPTS=-XX:TieredStopAtLevel=1\n' > etc/systemd/system.conf.d/tests.conf
[ $# = 0 ] || chroot . systemctl enable "$@"

mkdir .outside
pivot_root . .outside
umount -l .outside
rmdir .outside
export container=xcauth-test
exec /lib/systemd/systemd --system --show-status=false --log-target=journal --unit=multi-user.target < /dev/null

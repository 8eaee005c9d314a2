#!/bin/bash
# Builds a Debian package that looks like the Python program's: same name, version scheme and files. Its program does nothing.
#
# usage: python-package.sh FILE
set -eu
work=$(mktemp -d)
mkdir -p "$work/DEBIAN" "$work/usr/sbin" "$work/etc/systemd/system" "$work/etc/sudoers.d" "$work/etc/logrotate.d" \
    "$work/etc/ejabberd" "$work/var/log/xcauth" "$work/var/lib/xcauth"
cd "$work"
cat > DEBIAN/control <<'END'
Package: xcauth
Version: 2.0.4-0~20.100
Architecture: all
Maintainer: Nobody <nobody@example.org>
Depends: adduser
Description: stands for the Python program
END
printf '#!/bin/sh\nexec sleep infinity\n' > usr/sbin/xcauth
chmod 755 usr/sbin/xcauth
cat > etc/systemd/system/xcauth.service <<'END'
[Service]
ExecStart=/usr/sbin/xcauth
User=xcauth
[Install]
WantedBy=multi-user.target
END
units=xcauth.service
for each in ejabberd:23662:ejabberd prosody:23663:prosody postfix:23665:postfix saslauth:23666:saslauthd; do
    IFS=: read -r unit port name <<< "$each"
    printf '[Socket]\nListenStream=[::1]:%s\nListenStream=127.0.0.1:%s\nAccept=false\nFileDescriptorName=%s\n' \
        "$port" "$port" "$name" > "etc/systemd/system/xc$unit.socket"
    printf 'Service=xcauth.service\n[Install]\nWantedBy=xcauth.service\n' >> "etc/systemd/system/xc$unit.socket"
    units="$units xc$unit.socket"
done
echo 'xcauth ALL=(ejabberd) NOPASSWD: /usr/sbin/ejabberdctl' > etc/sudoers.d/xcauth
echo example > etc/ejabberd/ejabberd.yml-xcauth-example
echo example > etc/ejabberd/dhparams.pem-xcauth-example
printf '/var/log/xcauth/xcauth.log {\n    daily\n}\n' > etc/logrotate.d/xcauth
printf 'type=generic\n#secret=0123456789ABCDEF\nlog=/var/log/xcauth\n' > etc/xcauth.conf
find etc -type f -printf '/%p\n' | sort > DEBIAN/conffiles
cat > DEBIAN/preinst <<'END'
#!/bin/sh
set -e
adduser --quiet --system --group --home /var/lib/xcauth xcauth
END
cat > DEBIAN/postinst <<END
#!/bin/sh
set -e
chmod 750 /var/log/xcauth /var/lib/xcauth
chown xcauth:xcauth /var/log/xcauth /var/lib/xcauth /etc/xcauth.conf
chmod 640 /etc/xcauth.conf
systemctl daemon-reload
deb-systemd-helper enable xcauth.service
systemctl enable $units
systemctl start $units
END
chmod 755 DEBIAN/preinst DEBIAN/postinst
dpkg-deb --build -Znone "$work" "$1"
rm -rf "$work"

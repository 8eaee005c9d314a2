package net.xcauth.core.auth;

import com.github.benmanes.caffeine.cache.Cache;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import net.xcauth.core.cache.BoundedCaches;
import net.xcauth.core.user.UserKey;

/**
 * The last few addresses from which each user has logged in recently. An IPv6 address stands for its /64 network,
 * within which devices change their addresses by themselves.
 */
final class KnownAddresses {
    private static final Duration TTL = Duration.ofDays(30);
    private static final Duration RENEWED_AFTER = Duration.ofHours(1);
    private static final int MOST_PER_USER = 8;
    private static final int MOST_USERS = 100_000;

    private final Clock clock;
    private final Cache<UserKey, Addresses> users;

    /**
     * Addresses of one user; immutable. Arrays, to save memory with a hundred thousand users.
     *
     * @param used time of the last login from each address, in epoch seconds
     */
    private record Addresses(long[] addresses, long[] used) {
        int indexOf(long address) {
            for (int i = 0; i < addresses.length; i++) {
                if (addresses[i] == address) {
                    return i;
                }
            }
            return -1;
        }

        /** True if the user has logged in from this address after this time, in epoch seconds. */
        boolean usedAfter(long address, long time) {
            int index = indexOf(address);
            return index >= 0 && used[index] > time;
        }

        /** A copy with this address. If all places are taken, it replaces the least recently used one. */
        Addresses with(long address, long now) {
            int replaced = indexOf(address);
            if (replaced < 0 && addresses.length == MOST_PER_USER) {
                replaced = 0;
                for (int i = 1; i < used.length; i++) {
                    replaced = used[i] < used[replaced] ? i : replaced;
                }
            }
            int size = replaced < 0 ? addresses.length + 1 : addresses.length;
            int index = replaced < 0 ? addresses.length : replaced;
            Addresses changed = new Addresses(Arrays.copyOf(addresses, size), Arrays.copyOf(used, size));
            changed.addresses[index] = address;
            changed.used[index] = now;
            return changed;
        }
    }

    KnownAddresses(Clock clock) {
        this.clock = clock;
        users = BoundedCaches.builder(clock, MOST_USERS).expireAfterAccess(TTL).build();
    }

    /** Remembers that the user has logged in from this address. */
    void add(UserKey user, InetAddress client) {
        long address = number(client);
        Instant now = clock.instant();
        Addresses known = users.getIfPresent(user);
        if (known == null || !known.usedAfter(address, now.minus(RENEWED_AFTER).getEpochSecond())) {
            users.asMap()
                    .merge(
                            user,
                            new Addresses(new long[] {address}, new long[] {now.getEpochSecond()}),
                            (before, added) -> before.with(address, now.getEpochSecond()));
        }
    }

    /** The address as a number; empty if the user has not logged in from it within the last 30 days. */
    OptionalLong find(UserKey user, InetAddress client) {
        Addresses known = users.getIfPresent(user);
        if (known == null) {
            return OptionalLong.empty();
        }
        long address = number(client);
        return known.usedAfter(address, clock.instant().minus(TTL).getEpochSecond())
                ? OptionalLong.of(address)
                : OptionalLong.empty();
    }

    private static long number(InetAddress client) {
        ByteBuffer bytes = ByteBuffer.wrap(client.getAddress());
        return client instanceof Inet4Address ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
    }
}

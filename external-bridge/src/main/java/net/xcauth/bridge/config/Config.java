package net.xcauth.bridge.config;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.log.LogSettings;
import net.xcauth.bridge.net.Limits;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.bridge.net.UnixSocketFiles;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.protocol.Request;
import net.xcauth.bridge.roster.RosterSettings;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cloud.CloudSettings;

/**
 * The configuration, complete and valid.
 *
 * @param test         the one request to answer instead of serving
 * @param type         the protocol of standard input and of sockets without a name
 * @param listen       the addresses to listen on
 * @param metrics      the address at which metrics are shown
 * @param bcryptRounds the cost of password hashes, which depends on where they are kept
 * @param source       the configuration file that was read, or words that there is none
 * @param warnings     messages for the administrator, without secrets
 */
public record Config(
        Optional<Request> test,
        Optional<Protocol> type,
        List<ListenAddress> listen,
        Optional<InetSocketAddress> metrics,
        UnixSocketFiles socketFiles,
        CodecSettings codecs,
        Limits limits,
        DomainEndpoints endpoints,
        CloudSettings cloud,
        CachePolicy cache,
        int bcryptRounds,
        ProtectionPolicy protection,
        LogSettings log,
        DatabaseUse database,
        RosterSettings rosters,
        String source,
        List<String> warnings) {

    /** The message if neither the configuration nor the database has a cloud. */
    public MissingCloud missingCloud() {
        return new MissingCloud(source, database.used());
    }

    /** A copy with these clouds. */
    public Config withEndpoints(DomainEndpoints others) {
        return new Config(
                test,
                type,
                listen,
                metrics,
                socketFiles,
                codecs,
                limits,
                others,
                cloud,
                cache,
                bcryptRounds,
                protection,
                log,
                database,
                rosters,
                source,
                warnings);
    }
}

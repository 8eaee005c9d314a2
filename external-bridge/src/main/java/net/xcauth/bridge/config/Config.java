package net.xcauth.bridge.config;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.log.LogSettings;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.protocol.Request;
import net.xcauth.bridge.roster.RosterSettings;
import net.xcauth.bridge.server.Limits;
import net.xcauth.bridge.server.ListenAddress;
import net.xcauth.bridge.server.UnixSocketFiles;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cloud.CloudSettings;

/**
 * Everything that is in force, checked.
 *
 * @param test         the one question to answer, if that is what is wanted
 * @param type         the protocol of standard input and of sockets without a name
 * @param listen       where to listen; empty if nowhere
 * @param metrics      where counts are shown; empty if nowhere
 * @param bcryptRounds for hashes, which depends on where they are kept
 * @param rosters      shared rosters
 * @param tool         what to do instead of serving, if that is wanted
 * @param source       the configuration file that was read, for the log
 * @param warnings     what to tell the administrator, without secrets
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
        ToolRequest tool,
        String source,
        List<String> warnings) {

    /** What to say where neither the configuration nor the database has a cloud. */
    public MissingCloud missingCloud() {
        return new MissingCloud(source, database.used());
    }

    /** The same with these clouds. */
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
                tool,
                source,
                warnings);
    }
}

package net.xcauth.bridge.config;

import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.log.LogSettings;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
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
 * @param bcryptRounds for hashes kept in memory
 * @param source       the configuration file that was read, for the log
 * @param warnings     what to tell the administrator, without secrets
 */
public record Config(Optional<Test> test, Optional<Protocol> type, List<ListenAddress> listen,
                     UnixSocketFiles socketFiles, CodecSettings codecs, Limits limits, DomainEndpoints endpoints,
                     CloudSettings cloud, CachePolicy cache, int bcryptRounds, ProtectionPolicy protection,
                     LogSettings log, String source, List<String> warnings) {

    /** One question asked on the command line. */
    public sealed interface Test {
        /** Is this the user's password? */
        record Auth(String user, String domain, String password) implements Test {
            @Override
            public String toString() {
                return "Auth[user=" + user + ", domain=" + domain + ", password hidden]";
            }
        }

        /** Does this user exist? */
        record IsUser(String user, String domain) implements Test {
        }

        /** What does the cloud say about the user's groups? */
        record Roster(String user, String domain) implements Test {
        }
    }
}

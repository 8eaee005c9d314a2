package net.xcauth.bridge;

import java.time.Duration;
import java.util.Locale;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.DatabaseUse;
import net.xcauth.bridge.process.Version;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cloud.CloudSettings;
import org.slf4j.Logger;

/** Logs the effective configuration, so that nobody has to guess which file and option won. Never secrets. */
final class StartReport {
    private final Config config;

    StartReport(Config config) {
        this.config = config;
    }

    void log(Logger log) {
        CloudSettings cloud = config.cloud();
        log.info(
                "xcauth {} started, {}; cloud: {}; timeout {} and {} s, signature {}{}{}",
                Version.text(),
                config.source(),
                config.endpoints(),
                cloud.connectTimeout().toSeconds(),
                cloud.requestTimeout().toSeconds(),
                cloud.signature().name().toLowerCase(Locale.ROOT),
                cloud.caFile().map(file -> ", CA file " + file).orElse(""),
                cloud.proxy().map(proxy -> ", proxy " + proxy).orElse(""));
        log.info(
                "cache: {}; existing users {}, unknown users {}; circuit breaker after {} failures, probes "
                        + "every {}; {} wrong passwords a minute per user, each refused for {}",
                passwords(config.cache(), config.database()),
                text(config.cache().isuserTtl()),
                text(config.cache().isuserNegativeTtl()),
                config.protection().breakerFailures(),
                text(config.protection().breakerProbe()),
                config.protection().guessLimit(),
                text(config.protection().refusedTtl()));
        if (config.database().used()) {
            log.info(
                    "database: {}, read for changes every {}",
                    config.database().settings().name(),
                    text(config.database().refresh()));
        }
        config.rosters()
                .ejabberd()
                .ifPresent(ejabberd -> log.info(
                        "shared rosters: pushed to ejabberd at {}, refreshed every {}; groups of up to {} members",
                        ejabberd,
                        text(config.rosters().refresh()),
                        config.rosters().rules().largest()));
        config.warnings().forEach(log::warn);
    }

    private static String passwords(CachePolicy cache, DatabaseUse database) {
        String where = database.remembers() && database.used() ? "in the database" : "in memory";
        return cache.passwords()
                ? "passwords " + where + ", used within " + text(cache.queryTtl()) + ", verified within "
                        + text(cache.verificationTtl()) + ", while unreachable within " + text(cache.unreachableTtl())
                        + ", "
                        + cache.passwordsPerUser() + " per user"
                : "no passwords";
    }

    private static String text(Duration duration) {
        return duration.toSeconds() + " s";
    }
}

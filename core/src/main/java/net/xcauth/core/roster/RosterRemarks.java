package net.xcauth.core.roster;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs, once each, the groups and accounts that cannot be shown. */
final class RosterRemarks {
    private static final Logger log = LoggerFactory.getLogger(RosterRemarks.class);
    private static final int LIMIT = 1_000;

    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    void log(SharedRoster roster) {
        roster.skipped().forEach((group, why) -> log("the cloud's group \"" + group + "\" is not shown: " + why));
        roster.unmappable()
                .forEach(account -> log(
                        "the cloud's account \"" + account + "\" cannot be an XMPP user and is left out of rosters"));
    }

    private void log(String sentence) {
        if (logged.size() < LIMIT && logged.add(sentence)) {
            log.info(
                    "{}", sentence.codePoints().mapToObj(RosterRemarks::visible).collect(Collectors.joining()));
        }
    }

    private static String visible(int character) {
        return Character.getType(character) == Character.FORMAT || Character.isISOControl(character)
                ? "\\u%04x".formatted(character)
                : Character.toString(character);
    }
}

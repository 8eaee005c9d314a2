package net.xcauth.bridge.roster;

import java.time.Duration;
import java.util.Optional;
import net.xcauth.bridge.ejabberd.EjabberdSettings;
import net.xcauth.core.roster.GroupRules;

/**
 * What the administrator wants of shared rosters.
 *
 * @param rules    which groups count
 * @param refresh  how often the groups of users who were seen lately are asked for
 * @param ejabberd where groups are pushed to; empty if nowhere
 */
public record RosterSettings(GroupRules rules, Duration refresh, Optional<EjabberdSettings> ejabberd) {
    /** Signs that must not be in a group's id: ejabberd's commands and the database give them a meaning of their own. */
    public static final String UNWANTED = "@\\,;\"";
    /** Characters of a group's id: with the domain, a database's key. */
    public static final int LONGEST_ID = 100;
}

package net.xcauth.bridge.roster;

import java.time.Duration;
import java.util.Optional;
import net.xcauth.bridge.ejabberd.EjabberdSettings;
import net.xcauth.core.roster.GroupRules;

/**
 * The settings of shared rosters.
 *
 * @param rules    select the groups that are shared
 * @param refresh  the interval at which the groups of recently active users are queried
 * @param ejabberd receives the groups; empty if there is no ejabberd
 */
public record RosterSettings(GroupRules rules, Duration refresh, Optional<EjabberdSettings> ejabberd) {
    /** Characters that a group's id must not contain: they are special in ejabberd's commands, or in the database. */
    public static final String UNWANTED = "@\\,;\"";
    /** The greatest length of a group's id: together with the domain, it is a key in the database. */
    public static final int LONGEST_ID = 100;
}

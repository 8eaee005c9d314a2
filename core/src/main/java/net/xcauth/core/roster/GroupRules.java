package net.xcauth.core.roster;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.xcauth.core.crypto.Sha256;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.text.Text;

/**
 * Rules that select the cloud's groups to show, and determine their names.
 *
 * @param include     patterns of groups to show; without patterns, all groups
 * @param exclude     patterns of groups not to show; takes precedence over {@code include}
 * @param largest     the maximum number of members; larger groups are not shown
 * @param longestName the maximum length of an id in characters
 * @param unwanted    characters that the XMPP server does not accept in ids; they remain in display names
 */
public record GroupRules(
        List<NamePattern> include, List<NamePattern> exclude, int largest, int longestName, String unwanted) {
    /** A zero-width space at the end of its name, with which administrators of the cloud hide a group. */
    private static final char HIDDEN_MARK = '\u200b';
    /** The maximum length of a display name, which fits into every database even if characters count twice. */
    private static final int LONGEST_TEXT = 127;

    private static final int DIGEST_BYTES = 4;
    private static final int DIGEST_LENGTH = 1 + 2 * DIGEST_BYTES;
    private static final Pattern DIGESTED = Pattern.compile(".*~[0-9a-f]{" + 2 * DIGEST_BYTES + "}");

    public GroupRules {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        if (largest < 1) {
            throw new IllegalArgumentException("the largest group must have at least 1 member, got " + largest);
        }
        if (longestName <= DIGEST_LENGTH) {
            throw new IllegalArgumentException(
                    "group names must be at least " + (DIGEST_LENGTH + 1) + " characters long, got " + longestName);
        }
    }

    /** Rules for a server that accepts all characters in ids. */
    public GroupRules(List<NamePattern> include, List<NamePattern> exclude, int largest, int longestName) {
        this(include, exclude, largest, longestName, "");
    }

    /**
     * The reason why a group is not shown.
     *
     * @param name    its id in the cloud, which patterns are matched with
     * @param label   its display name
     * @param members the number of its members
     * @return a few words; empty if it is shown
     */
    public Optional<Text> obstacle(String name, String label, int members) {
        if (isHidden(name) || isHidden(label)) {
            return Optional.of(Obstacle.HIDDEN.with());
        }
        if (printable(label).isEmpty()) {
            return Optional.of(Obstacle.INVISIBLE.with());
        }
        if (!include.isEmpty() && include.stream().noneMatch(pattern -> pattern.matches(name))) {
            return Optional.of(Obstacle.NOT_INCLUDED.with());
        }
        Optional<NamePattern> excluding =
                exclude.stream().filter(pattern -> pattern.matches(name)).findFirst();
        if (excluding.isPresent()) {
            return Optional.of(Obstacle.EXCLUDED.with(excluding.get()));
        }
        return members > largest ? Optional.of(Obstacle.TOO_LARGE.with(members, largest)) : Optional.empty();
    }

    /** True if a group may be shown, regardless of its members. */
    public boolean want(String name, String label) {
        return obstacle(name, label, 0).isEmpty();
    }

    /** The reason why a group with its id as display name is not shown. */
    public Optional<Text> obstacle(String name, int members) {
        return obstacle(name, name, members);
    }

    private static boolean isHidden(String name) {
        return !name.isEmpty() && name.charAt(name.length() - 1) == HIDDEN_MARK;
    }

    /** The name of a group with its id as display name. The same id always results in the same name. */
    public GroupName name(String cloudName) {
        return name(cloudName, cloudName);
    }

    /**
     * The name of a group that is shown.
     *
     * @param cloudName its id in the cloud
     * @param label     its display name
     */
    public GroupName name(String cloudName, String label) {
        String text = printable(label);
        String id = accepted(printable(cloudName));
        if (id.equals(cloudName)
                && id.length() <= longestName
                && !DIGESTED.matcher(id).matches()) {
            return new GroupName(id, text);
        }
        int end = Math.min(id.length(), longestName - DIGEST_LENGTH);
        if (end < id.length() && Character.isHighSurrogate(id.charAt(end - 1))) {
            end--;
        }
        return new GroupName(id.substring(0, end).strip() + '~' + Sha256.hex(cloudName, DIGEST_BYTES), text);
    }

    /** A fingerprint of these rules: it differs if they may read the same roster differently. */
    String fingerprint() {
        return Sha256.hex(include + "\n" + exclude + "\n" + largest + "\n" + longestName + unwanted, DIGEST_BYTES);
    }

    private String accepted(String text) {
        return text.codePoints()
                .filter(character -> unwanted.indexOf(character) < 0)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Removes control and invisible characters, line breaks and lone surrogates, and collapses spaces. */
    private static String printable(String name) {
        StringBuilder text = new StringBuilder(name.length());
        name.codePoints().limit(LONGEST_TEXT).forEach(character -> {
            int type = Character.getType(character);
            if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
                if (text.length() > 0 && text.charAt(text.length() - 1) != ' ') {
                    text.append(' ');
                }
            } else if (type != Character.CONTROL
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.UNASSIGNED
                    && type != Character.PRIVATE_USE) {
                text.appendCodePoint(character);
            }
        });
        return text.toString().strip();
    }
}

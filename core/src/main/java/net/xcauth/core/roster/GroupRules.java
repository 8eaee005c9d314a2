package net.xcauth.core.roster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.xcauth.core.text.Text;

/**
 * Which of the cloud's groups count, and what they are called.
 *
 * @param include     groups that count; with no pattern, all do
 * @param exclude     groups that do not count, whatever {@code include} says
 * @param largest     members; larger groups do not count
 * @param longestName characters of an id
 * @param unwanted    signs that the XMPP server does not take in ids; people read them nevertheless
 */
public record GroupRules(
        List<NamePattern> include, List<NamePattern> exclude, int largest, int longestName, String unwanted) {
    /** Cloud administrators hide a group by ending its name with this: a zero-width space. */
    private static final char HIDDEN_MARK = '\u200b';
    /** Characters, of which some count as two: no database keeps less. */
    private static final int LONGEST_TEXT = 127;

    private static final int DIGEST_BYTES = 4;
    private static final int DIGEST_LENGTH = 1 + 2 * DIGEST_BYTES;
    private static final Pattern MADE = Pattern.compile(".*~[0-9a-f]{" + 2 * DIGEST_BYTES + "}");

    public GroupRules {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        if (largest < 1) {
            throw new IllegalArgumentException("the largest group must have at least 1 member, not " + largest);
        }
        if (longestName <= DIGEST_LENGTH) {
            throw new IllegalArgumentException(
                    "group names must be at least " + (DIGEST_LENGTH + 1) + " characters long, not " + longestName);
        }
    }

    /** For a server that takes all signs in ids. */
    public GroupRules(List<NamePattern> include, List<NamePattern> exclude, int largest, int longestName) {
        this(include, exclude, largest, longestName, "");
    }

    /**
     * The reason why a group is not shown.
     *
     * @param name    its id in the cloud, which patterns match
     * @param label   its display name
     * @param members how many it has
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

    /** True if a group may be shown, whoever is in it. */
    public boolean want(String name, String label) {
        return obstacle(name, label, 0).isEmpty();
    }

    /** The same of a group that is called as its id. */
    public Optional<Text> obstacle(String name, int members) {
        return obstacle(name, name, members);
    }

    private static boolean isHidden(String name) {
        return !name.isEmpty() && name.charAt(name.length() - 1) == HIDDEN_MARK;
    }

    /** The name of a group that is called as its id. The same id always gives the same name. */
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
        String id = wanted(printable(cloudName));
        if (id.equals(cloudName)
                && id.length() <= longestName
                && !MADE.matcher(id).matches()) {
            return new GroupName(id, text);
        }
        int end = Math.min(id.length(), longestName - DIGEST_LENGTH);
        if (end < id.length() && Character.isHighSurrogate(id.charAt(end - 1))) {
            end--;
        }
        return new GroupName(id.substring(0, end).strip() + '~' + digest(cloudName), text);
    }

    /** Changes when answers to the same roster may be others. */
    String fingerprint() {
        return digest(include + "\n" + exclude + "\n" + largest + "\n" + longestName + unwanted);
    }

    private String wanted(String text) {
        return text.codePoints()
                .filter(sign -> unwanted.indexOf(sign) < 0)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Without controls, line breaks, invisible marks and halves of characters, and with single spaces. */
    private static String printable(String name) {
        StringBuilder text = new StringBuilder(name.length());
        name.codePoints().limit(LONGEST_TEXT).forEach(sign -> {
            int type = Character.getType(sign);
            if (Character.isWhitespace(sign) || Character.isSpaceChar(sign)) {
                if (text.length() > 0 && text.charAt(text.length() - 1) != ' ') {
                    text.append(' ');
                }
            } else if (type != Character.CONTROL
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.UNASSIGNED
                    && type != Character.PRIVATE_USE) {
                text.appendCodePoint(sign);
            }
        });
        return text.toString().strip();
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}

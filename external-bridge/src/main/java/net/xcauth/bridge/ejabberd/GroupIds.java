package net.xcauth.bridge.ejabberd;

import java.net.IDN;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import net.xcauth.core.crypto.Sha256;

/**
 * The ids in ejabberd of one host's groups. ejabberd 24.12 and later normalizes the id when it creates a group, but in
 * no other command: with nodeprep (24.12, 25.03) or nameprep (25.04 and later). Therefore ids are such that neither
 * changes them: lower case, and without characters that either forbids. A digest is appended if that loses information,
 * or if two groups would have the same id. The group's label is its full name.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3920#appendix-A">RFC 3920, appendix A: Nodeprep</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3491">RFC 3491: Nameprep</a>
 */
public final class GroupIds {
    /** The greatest length of an id: keys in ejabberd's database have at most 191 characters. */
    static final int LONGEST = 100;

    /** Bytes of the digest of a group whose id has lost information. */
    private static final int LOSS = 4;
    /** Bytes of the digest of a group whose id collides with another one's. */
    private static final int COLLISION = 8;

    private static final String REPLACEMENT = "_";
    /** The id of a group of whose name nothing can be kept. */
    private static final String FALLBACK = "group";

    private static final String ASCII = "abcdefghijklmnopqrstuvwxyz0123456789-._~+";
    /** A digest at the end of the group's id in the directory. */
    private static final Pattern DIGESTED = Pattern.compile("~[0-9a-f]{8}$");
    /** The number of times that case folding and composition may alternate before they agree. */
    private static final int MAX_FOLDS = 4;

    /** The ids of groups, by group, before collisions are resolved. */
    private final Map<String, String> plain = new HashMap<>();

    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, String> groups = new HashMap<>();

    /** @param groups all groups of the directory, by their ids there */
    public GroupIds(Collection<String> groups) {
        this(groups, Map.of());
    }

    private GroupIds(Collection<String> known, Map<String, String> computed) {
        Set<String> used = new HashSet<>();
        Set<String> shared = new HashSet<>();
        known.forEach(group -> {
            String id = Optional.ofNullable(computed.get(group)).orElseGet(() -> of(group));
            plain.put(group, id);
            if (!used.add(id)) {
                shared.add(id);
            }
        });
        plain.forEach((group, id) -> {
            String unique = shared.contains(id) && !id.equals(group) ? withDigest(id, group, COLLISION) : id;
            ids.put(group, unique);
            groups.put(unique, group);
        });
    }

    /** The ids of other groups; these ids if the groups are the same. Ids known here are not computed again. */
    GroupIds withGroups(Set<String> others) {
        return plain.keySet().equals(others) ? this : new GroupIds(others, plain);
    }

    /** The id in ejabberd of a group of the directory. */
    public String id(String group) {
        return Optional.ofNullable(ids.get(group)).orElseGet(() -> of(group));
    }

    /** The group of the directory that has this id in ejabberd; empty if none has. */
    public Optional<String> group(String id) {
        return Optional.ofNullable(groups.get(id));
    }

    /** The id of a group, apart from collisions. */
    static String of(String group) {
        String folded = folded(group);
        String id = allowed(folded);
        boolean lost = !id.equals(Normalizer.normalize(group, Form.NFC).toLowerCase(Locale.ROOT));
        if (!lost && id.length() <= LONGEST) {
            return id;
        }
        return DIGESTED.matcher(id).find() && id.length() <= LONGEST ? id : withDigest(id, group, LOSS);
    }

    /** The text without case, in composed form: the result of both preparations if no character is forbidden. */
    private static String folded(String text) {
        String folded = text;
        for (int i = 0; i < MAX_FOLDS; i++) {
            // Upper case first, for characters that fold only that way, such as the German sharp s.
            String next = Normalizer.normalize(
                    folded.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ'), Form.NFKC);
            if (next.equals(folded)) {
                return folded;
            }
            folded = next;
        }
        return FALLBACK;
    }

    private static String allowed(String folded) {
        StringBuilder id = new StringBuilder();
        folded.codePoints().forEach(character -> {
            if (isAllowed(character)) {
                id.appendCodePoint(character);
            } else {
                id.append(REPLACEMENT);
            }
        });
        String text = id.toString();
        if (text.isEmpty()
                || text.codePoints().anyMatch(GroupIds::isRightToLeft)
                        && !text.codePoints().allMatch(GroupIds::isRightToLeft)) {
            // Both preparations forbid text in both directions.
            return FALLBACK;
        }
        // ejabberdctl would take it for an option.
        return text.startsWith("-") ? REPLACEMENT + text.substring(1) : text;
    }

    /** True if both preparations keep a character. They are defined for Unicode 3.2, and refuse later characters. */
    private static boolean isAllowed(int character) {
        if (character < 0x80) {
            return ASCII.indexOf(character) >= 0;
        }
        String text = Character.toString(character);
        try {
            return IDN.toUnicode(IDN.toASCII(text)).equals(text);
        } catch (IllegalArgumentException forbidden) {
            return false;
        }
    }

    private static boolean isRightToLeft(int character) {
        byte direction = Character.getDirectionality(character);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    private static String withDigest(String id, String group, int bytes) {
        String base = id.codePoints().anyMatch(GroupIds::isRightToLeft) ? FALLBACK : id;
        int end = Math.min(base.length(), LONGEST - 1 - 2 * bytes);
        if (end < base.length() && Character.isHighSurrogate(base.charAt(end - 1))) {
            end--;
        }
        return base.substring(0, end) + '~' + Sha256.hex(group, bytes);
    }
}

package net.xcauth.bridge.ejabberd;

import java.net.IDN;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import net.xcauth.core.crypto.Sha256;

/**
 * The ids in ejabberd of the groups of one host. Versions from 24.12 on normalise the id of a group that they create, and no other:
 * by nodeprep (24.12, 25.03) or nameprep (25.04 and later). So an id is its own normal form by both: lower case, and without
 * characters that either forbids. Where that loses something, or where two groups would get the same id, a digest follows. The
 * group's label is its whole name.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3920#appendix-A">RFC 3920, appendix A: Nodeprep</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3491">RFC 3491: Nameprep</a>
 */
public final class GroupIds {
    /** Longer ids are cut: a database's key is not longer than 191 characters. */
    static final int LONGEST = 100;

    private static final int LOST = 4;
    private static final int MET = 8;
    private static final String REPLACEMENT = "_";
    /** Stands for a name of which no character may be kept. */
    private static final String NAMELESS = "group";

    private static final String ASCII = "abcdefghijklmnopqrstuvwxyz0123456789-._~+";
    /** A digest that the group's name has in the cloud's place already. */
    private static final Pattern DIGESTED = Pattern.compile("~[0-9a-f]{8}$");
    /** How often case folding and composition may each change what the other one has left. */
    private static final int MOST_FOLDS = 4;

    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, String> groups = new HashMap<>();

    /** @param known all groups of the directory, by id */
    public GroupIds(Collection<String> known) {
        Map<String, Integer> meeting = new HashMap<>();
        Map<String, String> normal = new HashMap<>();
        known.forEach(group -> {
            normal.put(group, of(group));
            meeting.merge(normal.get(group), 1, Integer::sum);
        });
        normal.forEach((group, id) -> {
            String unique = meeting.get(id) == 1 || id.equals(group) ? id : withDigest(id, group, MET);
            ids.put(group, unique);
            groups.put(unique, group);
        });
    }

    /** The id of a group of the directory. */
    public String id(String group) {
        return Optional.ofNullable(ids.get(group)).orElseGet(() -> of(group));
    }

    /** The group of the directory with an id in ejabberd; empty if none has it. */
    public Optional<String> group(String id) {
        return Optional.ofNullable(groups.get(id));
    }

    /** The id of a group that no other one meets. */
    static String of(String group) {
        String folded = folded(group);
        String id = allowed(folded);
        boolean lost = !id.equals(Normalizer.normalize(group, Form.NFC).toLowerCase(Locale.ROOT));
        if (!lost && id.length() <= LONGEST) {
            return id;
        }
        return DIGESTED.matcher(id).find() && id.length() <= LONGEST ? id : withDigest(id, group, LOST);
    }

    /** Nobody's case, and composed: what both preparations make of a text that has no forbidden characters. */
    private static String folded(String text) {
        String folded = text;
        for (int i = 0; i < MOST_FOLDS; i++) {
            // Upper case first, so that those fold which have no lower case of their own, as the German sharp s.
            String next = Normalizer.normalize(
                    folded.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ'), Form.NFKC);
            if (next.equals(folded)) {
                return folded;
            }
            folded = next;
        }
        return NAMELESS;
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
            // A text in both directions is forbidden.
            return NAMELESS;
        }
        // Programs take it for an option.
        return text.startsWith("-") ? REPLACEMENT + text.substring(1) : text;
    }

    /** True if both preparations, in Unicode 3.2, leave a character as it is; what was assigned later, they refuse. */
    private static boolean isAllowed(int character) {
        if (character < 0x80) {
            return ASCII.indexOf(character) >= 0;
        }
        String text = Character.toString(character);
        try {
            return IDN.toUnicode(IDN.toASCII(text)).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isRightToLeft(int character) {
        byte direction = Character.getDirectionality(character);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    private static String withDigest(String id, String group, int bytes) {
        String base = id.codePoints().anyMatch(GroupIds::isRightToLeft) ? NAMELESS : id;
        int end = Math.min(base.length(), LONGEST - 1 - 2 * bytes);
        if (end < base.length() && Character.isHighSurrogate(base.charAt(end - 1))) {
            end--;
        }
        return base.substring(0, end) + '~' + Sha256.hex(group, bytes);
    }
}

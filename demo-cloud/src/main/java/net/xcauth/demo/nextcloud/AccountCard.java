package net.xcauth.demo.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.UUID;
import net.xcauth.demo.directory.Account;

/** An account's vCard (RFC 2426) in the system address book, as sabre/vobject writes it. */
final class AccountCard {

    private static final int LINE = 75;
    private static final String SCOPE = ";X-NC-SCOPE=v2-federated:";
    /** A picture with one pixel. */
    private static final String PHOTO =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

    private AccountCard() {}

    static String of(Account account) {
        StringBuilder card = new StringBuilder();
        line(card, "BEGIN:VCARD");
        line(card, "VERSION:3.0");
        line(card, "PRODID:-//Sabre//Sabre VObject 4.5.6//EN");
        line(card, "UID:" + escape(account.id()));
        line(card, "FN" + SCOPE + escape(account.name()));
        line(card, "N" + SCOPE + structured(account.name()));
        account.email().ifPresent(email -> line(card, "EMAIL;TYPE=OTHER" + SCOPE + escape(email)));
        line(card, "PHOTO;ENCODING=b;TYPE=image/png;0=v2-federated:" + PHOTO);
        line(card, "CLOUD:" + escape(account.id()) + "@http://localhost");
        line(card, "END:VCARD");
        return card.toString();
    }

    /** A tag that changes with the card, without quotes. */
    static String etag(String card) {
        return UUID.nameUUIDFromBytes(card.getBytes(UTF_8)).toString().replace("-", "");
    }

    /** Family name, given name and additional names. */
    private static String structured(String name) {
        String[] words = name.strip().split("\\s+");
        String family = words[words.length - 1];
        String given = words.length > 1 ? words[0] : "";
        String additional = words.length > 2 ? String.join(" ", Arrays.copyOfRange(words, 1, words.length - 1)) : "";
        return escape(family) + ";" + escape(given) + ";" + escape(additional) + ";;";
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\")
                .replace(";", "\\;")
                .replace(",", "\\,")
                .replace("\r", "")
                .replace("\n", "\\n");
    }

    /** Folds after 75 bytes, but never within a character. */
    private static void line(StringBuilder card, String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            String character = Character.toString(text.codePointAt(i));
            int bytes = character.getBytes(UTF_8).length;
            if (length + bytes > LINE) {
                card.append("\r\n ");
                length = 1;
            }
            card.append(character);
            length += bytes;
        }
        card.append("\r\n");
    }
}

package net.xcauth.demo.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;

/**
 * The fields of an {@code application/x-www-form-urlencoded} body in UTF-8
 * (<a href="https://url.spec.whatwg.org/#application/x-www-form-urlencoded">WHATWG URL, section 5</a>).
 * As in PHP, the last of several fields with the same name wins. Not a record, whose text would contain the password.
 */
public final class Form {

    public static final Form EMPTY = new Form(Map.of());

    private final Map<String, String> fields;

    /** The body is not a valid form: it has a stray percent sign or is not UTF-8. */
    public static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private Form(Map<String, String> fields) {
        this.fields = fields;
    }

    public static Form parse(byte[] body) throws MalformedException {
        Map<String, String> fields = new HashMap<>();
        for (String pair : new String(body, ISO_8859_1).split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            fields.put(decode(name), decode(value));
        }
        return new Form(fields);
    }

    /** The field's value, empty if missing. */
    public String get(String name) {
        return fields.getOrDefault(name, "");
    }

    private static String decode(String encoded) throws MalformedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                bytes.write(16 * hexDigit(encoded, i + 1) + hexDigit(encoded, i + 2));
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("The form is not UTF-8.");
        }
    }

    private static int hexDigit(String encoded, int index) throws MalformedException {
        char c = index < encoded.length() ? encoded.charAt(index) : ' ';
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw new MalformedException("The form has a malformed percent encoding.");
        }
        return digit;
    }
}

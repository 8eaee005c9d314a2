package net.xcauth.bridge.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The protocols of XMPP and mail servers. */
public enum Protocol {
    /** Lines: Prosody's external authentication. */
    GENERIC,
    /** An alias of {@link #GENERIC}. */
    PROSODY,
    /** Frames: ejabberd's external authentication. */
    EJABBERD,
    /** Cyrus SASL's password server. */
    SASLAUTHD,
    /** Postfix's tcp_table(5). */
    POSTFIX;

    /** A codec for one connection. */
    public Codec newCodec(CodecSettings settings) {
        return switch (this) {
            case GENERIC, PROSODY -> new GenericCodec(settings.maxFrame());
            case EJABBERD -> new EjabberdCodec(settings.maxFrame());
            case SASLAUTHD -> new SaslauthdCodec(settings);
            case POSTFIX -> new PostfixCodec();
        };
    }

    /** Its name in options and in the names of inherited sockets. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Looks up a protocol by its {@link #label}. */
    public static Optional<Protocol> named(String label) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.label().equals(label))
                .findFirst();
    }

    /** All labels, separated by commas. */
    public static String labels() {
        return Arrays.stream(values()).map(Protocol::label).collect(Collectors.joining(", "));
    }
}

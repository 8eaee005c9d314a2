package net.xcauth.bridge.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The protocols that XMPP and mail servers speak. */
public enum Protocol {
    /** Lines, as Prosody's external authentication. */
    GENERIC,
    /** Another name of {@link #GENERIC}. */
    PROSODY,
    /** Frames, as ejabberd's external authentication. */
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

    /** The protocol's name in options and socket names. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The protocol of that name, if there is one. */
    public static Optional<Protocol> named(String label) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.label().equals(label))
                .findFirst();
    }

    /** All names, for messages. */
    public static String labels() {
        return Arrays.stream(values()).map(Protocol::label).collect(Collectors.joining(", "));
    }
}

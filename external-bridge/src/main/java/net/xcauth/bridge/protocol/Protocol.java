package net.xcauth.bridge.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The protocols that XMPP and mail servers speak. */
public enum Protocol {
    /** Lines, as Prosody's external authentication. */
    GENERIC {
        @Override
        public Codec newCodec(CodecSettings settings) {
            return new GenericCodec(settings.maxFrame());
        }
    },
    /** Another name of {@link #GENERIC}. */
    PROSODY {
        @Override
        public Codec newCodec(CodecSettings settings) {
            return new GenericCodec(settings.maxFrame());
        }
    },
    /** Frames, as ejabberd's external authentication. */
    EJABBERD {
        @Override
        public Codec newCodec(CodecSettings settings) {
            return new EjabberdCodec(settings.maxFrame());
        }
    },
    /** Cyrus SASL's password server. */
    SASLAUTHD {
        @Override
        public Codec newCodec(CodecSettings settings) {
            return new SaslauthdCodec(settings);
        }
    },
    /** Postfix's tcp_table(5). */
    POSTFIX {
        @Override
        public Codec newCodec(CodecSettings settings) {
            return new PostfixCodec();
        }
    };

    /** A codec for one connection. */
    public abstract Codec newCodec(CodecSettings settings);

    /** The protocol's name in options and socket names. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The protocol of that name, if there is one. */
    public static Optional<Protocol> named(String label) {
        return Arrays.stream(values()).filter(protocol -> protocol.label().equals(label)).findFirst();
    }

    /** All names, for messages. */
    public static String labels() {
        return Arrays.stream(values()).map(Protocol::label).collect(Collectors.joining(", "));
    }
}

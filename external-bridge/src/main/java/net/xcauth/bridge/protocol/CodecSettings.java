package net.xcauth.bridge.protocol;

/**
 * The settings of codecs.
 *
 * @param maxFrame      the greatest length of a request, in bytes
 * @param defaultDomain for users without a domain; empty if there is none
 */
public record CodecSettings(int maxFrame, String defaultDomain) {
    /** 64 KiB, no default domain. */
    public static final CodecSettings DEFAULT = new CodecSettings(65_536, "");
}

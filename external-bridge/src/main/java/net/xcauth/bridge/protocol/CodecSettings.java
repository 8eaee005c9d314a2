package net.xcauth.bridge.protocol;

/**
 * What codecs need to know.
 *
 * @param maxFrame      bytes that one request may have
 * @param defaultDomain the domain of users that come without one; empty if there is none
 */
public record CodecSettings(int maxFrame, String defaultDomain) {
    /** 64 KiB, no default domain. */
    public static final CodecSettings DEFAULT = new CodecSettings(65_536, "");
}

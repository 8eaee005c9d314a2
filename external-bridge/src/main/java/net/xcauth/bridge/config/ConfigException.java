package net.xcauth.bridge.config;

import net.xcauth.core.text.OneLine;

/** Something the administrator gave cannot be used. The message is one line that says which, where and the remedy. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message one line, without secrets */
    public ConfigException(String message) {
        super(OneLine.of(message));
    }
}

package net.xcauth.bridge.config;

import java.util.Objects;
import net.xcauth.core.text.OneLine;

/** The command line or the configuration cannot be used. The message is one line with problem, place and remedy. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message one line, without secrets */
    public ConfigException(String message) {
        super(OneLine.of(message));
    }

    /**
     * @param message one line, without secrets
     * @param choices what would be right, in lines of its own below the message
     */
    public ConfigException(String message, String choices) {
        super(OneLine.of(message) + '\n' + choices);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}

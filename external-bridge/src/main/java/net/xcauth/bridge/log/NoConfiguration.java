package net.xcauth.bridge.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/** Keeps Logback from looking for configuration files at every start: {@link Logs} sets it up. */
public final class NoConfiguration extends ContextAwareBase implements Configurator {
    /** Called by Logback through {@link java.util.ServiceLoader}. */
    public NoConfiguration() {
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}

package net.xcauth.bridge.ejabberd;

import java.util.List;
import java.util.Map;

/** A way to ejabberd's commands. Every method waits. Thread-safe. */
interface CommandChannel extends AutoCloseable {

    /** What it is, for the log: an address or a path. */
    String name();

    /** Does something. */
    void run(Command command) throws EjabberdException;

    /** Asks for a list. */
    List<String> list(Command command) throws EjabberdException;

    /** Asks for properties. */
    Map<String, String> properties(Command command) throws EjabberdException;

    @Override
    void close();
}

package net.xcauth.bridge.ejabberd;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A call of one of ejabberd's administration commands.
 *
 * @param arguments by name, in the order of the reference
 * @see <a href="https://docs.ejabberd.im/developer/ejabberd-api/admin-api/">ejabberd: API reference</a>
 */
record EjabberdCommand(String name, Map<String, String> arguments) {

    /** @param namesAndValues the arguments: names and values in turn */
    static EjabberdCommand of(String name, String... namesAndValues) {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new EjabberdCommand(name, arguments);
    }

    /** Name and values, for people. */
    @Override
    public String toString() {
        return (name + ' ' + String.join(" ", arguments.values())).strip();
    }
}

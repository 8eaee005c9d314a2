package net.xcauth.bridge.ejabberd;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One of ejabberd's administration commands.
 *
 * @param name      as the manual calls it
 * @param arguments by name, in the manual's order
 * @see <a href="https://docs.ejabberd.im/developer/ejabberd-api/admin-api/">ejabberd: API reference</a>
 */
record Command(String name, Map<String, String> arguments) {

    /** @param namesAndValues alternating */
    static Command of(String name, String... namesAndValues) {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Command(name, arguments);
    }

    /** For people: what it is, and what for. */
    @Override
    public String toString() {
        return (name + ' ' + String.join(" ", arguments.values())).strip();
    }
}

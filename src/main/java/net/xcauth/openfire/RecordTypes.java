package net.xcauth.openfire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Java 17 keeps the type of the last record, and record component, for which it has made {@code equals} and its like
 * (JDK-8078641), and with it the type's class loader. When the plugin ends that would be the plugin's.
 */
final class RecordTypes {
    private static final Logger log = LoggerFactory.getLogger(RecordTypes.class);

    private RecordTypes() {}

    /** Lets the last type be one of Java's own. */
    static void forget() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle component = lookup.findVirtual(String.class, "strip", MethodType.methodType(String.class));
            for (String method : List.of("equals", "hashCode", "toString")) {
                ObjectMethods.bootstrap(lookup, method, MethodHandle.class, String.class, "component", component);
            }
        } catch (Throwable e) {
            // Declared so. A Java that does not take this for a record has no such memory either.
            log.debug("the last record's type is not replaced", e);
        }
    }
}

package net.xcauth.openfire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A workaround for JDK-8078641: Java 17 keeps the type of the last record for which it has generated {@code equals} and
 * the like, and with it the type's class loader. After the plugin is unloaded, that would be the plugin's.
 */
final class RecordTypes {
    private static final Logger log = LoggerFactory.getLogger(RecordTypes.class);

    private RecordTypes() {}

    /** Makes the last type one of Java's own. */
    static void release() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle component = lookup.findVirtual(String.class, "strip", MethodType.methodType(String.class));
            for (String method : List.of("equals", "hashCode", "toString")) {
                ObjectMethods.bootstrap(lookup, method, MethodHandle.class, String.class, "component", component);
            }
        } catch (Throwable e) {
            // A Java that rejects these arguments keeps no type either.
            log.debug("The last record's type cannot be replaced", e);
        }
    }
}

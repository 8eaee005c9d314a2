package net.xcauth.bridge.config;

/** What the options of {@code xcdbm} do with the domains in the database. */
public sealed interface DomainOperation {

    /** Prints an entry. */
    record Get(String domain) implements DomainOperation {}

    /** @param entry {@code secret\turl\tauthdomain[\tanything]} */
    record Put(String domain, String entry) implements DomainOperation {
        @Override
        public String toString() {
            return "Put(" + domain + ')';
        }
    }

    /** Deletes an entry. */
    record Delete(String domain) implements DomainOperation {}

    /** Stores the entries on standard input, {@code domain\tentry} lines. */
    record Load() implements DomainOperation {}

    /** Prints all entries as {@link Load} reads them. */
    record Unload() implements DomainOperation {}
}

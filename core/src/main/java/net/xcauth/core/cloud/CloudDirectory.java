package net.xcauth.core.cloud;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The groups of a cloud, their members, and the names of accounts, as far as the service account sees them. The service
 * account itself is not included.
 *
 * @param groups  by id
 * @param limited true if the cloud may have unlisted groups: user enumeration is off, or there are too many groups
 * @param book    the names of accounts
 */
public record CloudDirectory(Map<String, CloudGroup> groups, boolean limited, AddressBook book) {
    public CloudDirectory {
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        Objects.requireNonNull(book, "book");
    }
}

package net.xcauth.core.cloud;

import java.util.Objects;

/**
 * A shared roster as the cloud sent it.
 *
 * @param json the whole answer, {@code {"result":"success","data":{"sharedRoster":…}}}, where the roster is a map
 *             from account to name and groups, or an empty array if there are no groups
 */
public record CloudRoster(String json) {

    public CloudRoster {
        Objects.requireNonNull(json, "json");
    }
}

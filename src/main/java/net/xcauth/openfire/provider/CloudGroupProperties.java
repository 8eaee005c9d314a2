package net.xcauth.openfire.provider;

import java.util.Map;
import org.jivesoftware.openfire.group.DefaultGroupPropertyMap;
import org.jivesoftware.openfire.group.Group;

/**
 * Properties of a cloud group. How it is shared by default is stored nowhere; what an administrator changes is stored
 * where Openfire keeps such properties, by its own code, which tells everybody who wants to know.
 */
final class CloudGroupProperties extends DefaultGroupPropertyMap<String, String> {
    private static final long serialVersionUID = 1L;

    private final transient CloudGroups groups;
    private final String name;

    CloudGroupProperties(Group group, CloudGroups groups) {
        super(group);
        this.groups = groups;
        name = group.getName();
        groups.sharing(name).forEach((key, value) -> super.put(key, value, false));
    }

    @Override
    public String put(String key, String value, boolean persist) {
        if (!persist) {
            return super.put(key, value, false);
        }
        if (value.equals(get(key))) {
            return value;
        }
        Map<String, String> stored = groups.changed(name);
        if (containsKey(key) && !stored.containsKey(key)) {
            groups.store().insert(name, key, get(key));
        }
        groups.forgetSharing();
        try {
            return super.put(key, value, true);
        } finally {
            groups.forgetSharing();
        }
    }

    @Override
    public String remove(Object key) {
        try {
            return super.remove(key);
        } finally {
            groups.forgetSharing();
        }
    }
}

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
        String standard = groups.find(name)
                .map(CloudGroups::standardSharing)
                .orElse(Map.of())
                .get(key);
        if (standard == null) {
            return super.remove(key);
        }
        // Changed first: what was before is told of a change, and not of a removal.
        String before = put((String) key, standard);
        super.remove(key);
        super.put((String) key, standard, false);
        groups.forgetSharing();
        return before;
    }
}

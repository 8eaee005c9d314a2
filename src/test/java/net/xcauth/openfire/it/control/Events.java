package net.xcauth.openfire.it.control;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jivesoftware.openfire.event.GroupEventDispatcher;
import org.jivesoftware.openfire.event.GroupEventListener;
import org.jivesoftware.openfire.event.UserEventDispatcher;
import org.jivesoftware.openfire.event.UserEventListener;
import org.jivesoftware.openfire.group.Group;
import org.jivesoftware.openfire.user.User;

/** Remembers, in order, what is announced about users and groups. */
@SuppressWarnings("rawtypes")
final class Events implements GroupEventListener, UserEventListener {
    private final List<List<String>> events = new CopyOnWriteArrayList<>();

    void addTo(Map<String, ControlCommand> commands) {
        GroupEventDispatcher.addListener(this);
        UserEventDispatcher.addListener(this);
        commands.put("events", arguments -> List.copyOf(events));
        commands.put("events-clear", arguments -> {
            events.clear();
            return Rows.none();
        });
    }

    void stop() {
        GroupEventDispatcher.removeListener(this);
        UserEventDispatcher.removeListener(this);
    }

    @Override
    public void groupCreated(Group group, Map parameters) {
        add("groupCreated", group, parameters);
    }

    @Override
    public void groupDeleting(Group group, Map parameters) {
        add("groupDeleting", group, parameters);
    }

    @Override
    public void groupModified(Group group, Map parameters) {
        add("groupModified", group, parameters);
    }

    @Override
    public void memberAdded(Group group, Map parameters) {
        add("memberAdded", group, parameters);
    }

    @Override
    public void memberRemoved(Group group, Map parameters) {
        add("memberRemoved", group, parameters);
    }

    @Override
    public void adminAdded(Group group, Map parameters) {
        add("adminAdded", group, parameters);
    }

    @Override
    public void adminRemoved(Group group, Map parameters) {
        add("adminRemoved", group, parameters);
    }

    @Override
    public void userCreated(User user, Map<String, Object> parameters) {
        add("userCreated", user, parameters);
    }

    @Override
    public void userDeleting(User user, Map<String, Object> parameters) {
        add("userDeleting", user, parameters);
    }

    @Override
    public void userModified(User user, Map<String, Object> parameters) {
        add("userModified", user, parameters);
    }

    private void add(String event, Group group, Map parameters) {
        events.add(Rows.row(event, group.getName(), parameters));
    }

    private void add(String event, User user, Map parameters) {
        events.add(Rows.row(event, user.getUsername(), parameters));
    }
}

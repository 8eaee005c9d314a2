package net.xcauth.openfire;

import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.metrics.LastHour;
import net.xcauth.core.text.RefusedException;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.cluster.Nodes;
import net.xcauth.openfire.cluster.SharedData;
import net.xcauth.openfire.provider.Backend;
import net.xcauth.openfire.provider.LocalUsers;
import net.xcauth.openfire.provider.ProviderSlot;
import net.xcauth.openfire.provider.ProviderSwitch;
import net.xcauth.openfire.provider.Usernames;
import net.xcauth.openfire.roster.RosterEvents;
import net.xcauth.openfire.sasl.PlainMechanism;
import net.xcauth.openfire.service.PluginMetrics;
import net.xcauth.openfire.service.Service;
import net.xcauth.openfire.settings.OpenfireProperties;
import net.xcauth.openfire.settings.ProviderKind;
import net.xcauth.openfire.settings.Setting;
import net.xcauth.openfire.settings.Settings;
import net.xcauth.openfire.settings.SettingsReader;
import org.jivesoftware.openfire.XMPPServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaded plugin: runs a {@link Service} and puts the plugin's providers into Openfire while a cloud is configured.
 * A changed property takes effect at once.
 */
final class PluginRuntime implements Administration {
    private static final Logger log = LoggerFactory.getLogger(PluginRuntime.class);

    private final XMPPServer server;
    private final String domain;
    private final ProviderSwitch providers = new ProviderSwitch();
    private final PlainMechanism plain;
    private final SettingsReader reader;
    private final PluginMetrics metrics;
    /** Empty until they are first applied. */
    private volatile Optional<Settings> settings = Optional.empty();

    private volatile Optional<Service> service = Optional.empty();
    /** True while several properties are being changed, which take effect together. */
    private boolean changing;

    PluginRuntime(XMPPServer server, String version) {
        this.server = server;
        domain = server.getServerInfo().getXMPPDomain();
        plain = new PlainMechanism(name -> Usernames.canonical(name, domain).orElse(name), Clock.systemUTC());
        reader = new SettingsReader(OpenfireProperties::value, OpenfireProperties::isUndecryptable, domain);
        metrics = PluginMetrics.of(version, new LastHour(Clock.systemUTC()), this::service);
    }

    /** Handles the change of a property, on this node or another. */
    void propertyChanged(String property) {
        Optional<SharedData> changed = Nodes.announcedChange(property);
        if (changed.isPresent()) {
            reload(changed.get());
        } else if (property.startsWith(Setting.PREFIX)) {
            settingChanged(property);
        } else if (property.startsWith(ProviderSlot.PREFIX)) {
            providerChanged(property);
        } else if (property.equals(LocalUsers.ADMINISTRATORS)) {
            service().ifPresent(each -> each.local().administratorsChanged());
        }
    }

    private synchronized void reload(SharedData changed) {
        service.ifPresent(each -> each.reload(changed));
    }

    private synchronized void settingChanged(String property) {
        if (Stream.of(Setting.values())
                .anyMatch(setting -> setting.secret() && setting.property().equals(property))) {
            OpenfireProperties.protectSecrets();
        }
        if (!changing) {
            apply();
        }
    }

    private synchronized void providerChanged(String property) {
        if (providers.propertyChanged(property)) {
            log.warn(
                    "An administrator or another plugin has changed the property {}, so Nextcloud Authentication's "
                            + "provider is no longer used. To undo this, reload the plugin",
                    property);
        }
    }

    @Override
    public synchronized void change(Map<Setting, String> values) {
        changing = true;
        try {
            values.forEach(OpenfireProperties::change);
        } finally {
            changing = false;
            apply();
        }
    }

    @Override
    public Settings settings() {
        return settings.orElseThrow();
    }

    @Override
    public Optional<String> stored(Setting setting) {
        return OpenfireProperties.value(setting.property());
    }

    @Override
    public synchronized Map<Setting, RefusedException> refused() {
        return reader.refused();
    }

    @Override
    public Map<Setting, RefusedException> check(Map<Setting, String> values) {
        Map<String, String> properties = new HashMap<>();
        values.forEach((setting, value) -> properties.put(setting.property(), value));
        SettingsReader trial = new SettingsReader(name -> Optional.ofNullable(properties.get(name)), domain);
        trial.read();
        return trial.refused();
    }

    @Override
    public Optional<Service> service() {
        return service;
    }

    @Override
    public Set<ProviderSlot> servedSlots() {
        return providers.serving();
    }

    @Override
    public Set<ProviderSlot> configuredSlots() {
        return slots(settings());
    }

    @Override
    public PluginMetrics metrics() {
        return metrics;
    }

    /** Reads the settings and makes them take effect. */
    synchronized void apply() {
        Settings current = reader.read();
        reader.newProblems().forEach(log::error);
        bindServiceAccount(current);
        Optional<Settings> previous = settings;
        settings = Optional.of(current);
        if (previous.equals(settings)) {
            return;
        }
        if (current.endpoint().isEmpty()) {
            log.warn("Nextcloud Authentication is not active: {}", whatIsMissing());
            stop();
        } else if (service.isPresent() && previous.isPresent() && differOnlyInLocalUsers(previous.get(), current)) {
            service.get().local().list(current.localUsers());
        } else {
            activate(current, current.endpoint().get());
        }
    }

    private String whatIsMissing() {
        return reader.refused().isEmpty()
                ? "set the property " + Setting.URL.property()
                        + " to your Nextcloud's address, or to the JSXC app's API URL and "
                        + Setting.SECRET.property() + " to its API secret"
                : "correct the properties named above";
    }

    private static boolean differOnlyInLocalUsers(Settings one, Settings other) {
        return other.withLocalUsers(one.localUsers()).equals(one);
    }

    private void activate(Settings current, Endpoint endpoint) {
        Service next = new Service(current, server, providers.originals(), metrics.meters(), metrics.lastHour());
        service.ifPresent(Service::close);
        try {
            next.start();
        } finally {
            // Only now: a refresh before loading would forget which groups clients already see.
            service = Optional.of(next);
        }
        Backend.set(next.backend());
        if (current.serves(ProviderKind.AUTH)) {
            // Before the providers: a thread created while the previous plugin handles a login would keep its classes.
            plain.install();
            providers.occupy(slots(current));
            plain.begin();
        } else {
            providers.occupy(slots(current));
            plain.remove();
        }
        RosterEvents.refreshAdministrators();
        log.info("Nextcloud Authentication serves {} with {}", current.providers(), endpoint);
    }

    /** Restricts the service account's app password to the address for which it was entered. */
    private void bindServiceAccount(Settings current) {
        boolean before = changing;
        changing = true;
        try {
            current.endpoint()
                    .flatMap(endpoint -> endpoint instanceof Endpoint.Nextcloud nextcloud
                            ? nextcloud.serviceAccount()
                            : Optional.empty())
                    .ifPresent(OpenfireProperties::bind);
        } finally {
            changing = before;
        }
    }

    private static Set<ProviderSlot> slots(Settings settings) {
        Set<ProviderSlot> slots = EnumSet.noneOf(ProviderSlot.class);
        if (settings.serves(ProviderKind.AUTH)) {
            slots.add(ProviderSlot.AUTH);
        }
        if (settings.serves(ProviderKind.USER)) {
            slots.add(ProviderSlot.USER);
            slots.add(ProviderSlot.VCARD);
        }
        if (settings.serves(ProviderKind.GROUP)) {
            slots.add(ProviderSlot.GROUP);
        }
        return slots;
    }

    /**
     * Stops when the plugin is unloaded.
     *
     * @param replaced true if another version of the plugin takes over
     */
    synchronized void stop(boolean replaced) {
        if (replaced) {
            plain.handOver();
        }
        stop();
    }

    /** Restores Openfire's providers and roster manager, whatever fails. */
    private void stop() {
        // Clients with a login in progress are told to try again, and not that their password is wrong.
        plain.end();
        try {
            providers.restore();
        } finally {
            Backend.clear();
            plain.remove();
            service.ifPresent(Service::close);
            service = Optional.empty();
        }
    }
}

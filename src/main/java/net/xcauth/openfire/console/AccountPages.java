package net.xcauth.openfire.console;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.administration.Administrations;
import net.xcauth.openfire.provider.Backend;
import net.xcauth.openfire.provider.PageSubject;
import net.xcauth.openfire.provider.ProviderSlot;
import org.jivesoftware.admin.PluginFilter;
import org.xmpp.packet.JID;

/**
 * A filter for the console's own pages about users and groups. It tells the providers which account or group a page is
 * about, so that each of the cloud's is read-only, and makes the pages say so.
 */
public final class AccountPages implements Filter {
    private static final List<String> URLS = List.of("/user-", "/group-", "/reg-settings.jsp");
    /** The parameter that makes a page show why nothing was changed. */
    private static final String REFUSED = "nextcloud";

    private static final String USERNAME = "username";
    private static final String GROUP = "group";

    /** Begins to filter the console's pages. */
    public static void install() {
        Filter filter = new AccountPages();
        Runnable add = () -> URLS.forEach(url -> PluginFilter.addPluginFilter(url, filter));
        add.run();
        PageSubject.onUnseen(add);
    }

    /** Undoes {@link #install}. */
    public static void remove() {
        PageSubject.onUnseen(() -> {});
        URLS.forEach(url -> PluginFilter.removePluginFilter(url, AccountPages.class.getName()));
    }

    @Override
    public void init(FilterConfig config) {
        // No configuration.
    }

    @Override
    public void destroy() {
        // Nothing to release.
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<Backend> backend = Backend.current();
        Optional<Administration> plugin = Administrations.current();
        if (backend.isEmpty() || plugin.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        if (request.getCharacterEncoding() == null) {
            // The console's own filter does the same, but runs after this one.
            request.setCharacterEncoding(StandardCharsets.UTF_8.name());
        }
        Page page = Page.of(
                (HttpServletRequest) request, backend.get(), plugin.get().servedSlots());
        Optional<String> instead = page.insteadOfWriting();
        if (instead.isPresent()) {
            ((HttpServletResponse) response).sendRedirect(instead.get());
            return;
        }
        OpenfireTexts.of(page.texts()).ifPresent(texts -> request.setAttribute(OpenfireTexts.ATTRIBUTE, texts));
        page.subject().enter();
        try {
            chain.doFilter(request, response);
        } finally {
            PageSubject.leave();
        }
    }

    /**
     * A request for a page.
     *
     * @param name        the JSP's name
     * @param servesUsers true if the plugin serves users
     * @param user        the account that the page is about; empty if it is about none, or the plugin serves no users
     * @param cloudUser   the same account if it comes from the cloud; empty otherwise
     * @param cloudGroup  the cloud group that the page is about or would change; empty if there is none
     */
    private record Page(
            HttpServletRequest request,
            String name,
            Backend backend,
            boolean servesUsers,
            Optional<String> user,
            Optional<String> cloudUser,
            Optional<String> cloudGroup) {

        static Page of(HttpServletRequest request, Backend backend, Set<ProviderSlot> served) {
            String path = request.getServletPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            Stream<String> groups = name.equals("user-groups.jsp") ? Stream.of("add", "delete") : Stream.of(GROUP);
            boolean servesUsers = served.contains(ProviderSlot.USER);
            Optional<String> user = Optional.ofNullable(request.getParameter(USERNAME))
                    .filter(username -> servesUsers)
                    .flatMap(username -> backend.canonical(username.toLowerCase(Locale.ROOT)));
            Optional<String> group = groups.map(request::getParameter)
                    .filter(value -> value != null && served.contains(ProviderSlot.GROUP))
                    .filter(value -> backend.groups().find(value).isPresent())
                    .findFirst();
            return new Page(
                    request, name, backend, servesUsers, user, user.filter(each -> !backend.isLocal(each)), group);
        }

        /** The page to redirect to if this request would change data of the cloud; empty if it would not. */
        Optional<String> insteadOfWriting() {
            boolean refused = switch (name) {
                case "user-edit-form.jsp" -> cloudUser.isPresent() && has("save") && !has("cancel") && wouldChange();
                case "user-groups.jsp" -> cloudGroup.isPresent() && (has("add") || has("delete"));
                case "user-create.jsp" -> cloudGroup.isPresent() && (has("create") || has("another"));
                default -> false;
            };
            return refused
                    ? Optional.of(name + "?" + REFUSED + "=refused"
                            + Stream.of(USERNAME, "name", "email", GROUP)
                                    .filter(this::has)
                                    .map(key -> "&" + key + "=" + encoded(key))
                                    .collect(Collectors.joining()))
                    : Optional.empty();
        }

        private boolean wouldChange() {
            return !value("email").isEmpty()
                    || !value("name")
                            .equals(cloudUser
                                    .flatMap(backend.directory()::fullName)
                                    .orElse(""));
        }

        /** The subject for the providers: no account on pages that also change data that Openfire itself manages. */
        PageSubject subject() {
            return switch (name) {
                case "user-password.jsp", "user-delete.jsp" -> new PageSubject(user, Optional.empty());
                case "user-properties.jsp", "user-edit-form.jsp", "user-summary.jsp", "user-create.jsp" ->
                    new PageSubject(Optional.empty(), Optional.empty());
                default -> new PageSubject(Optional.empty(), cloudGroup);
            };
        }

        /** Replacements for texts that are not true for the cloud's users and groups, by Openfire's keys. */
        Map<String, String> texts() {
            Language language = new Language();
            Map<String, String> texts = new HashMap<>();
            boolean refused = has(REFUSED);
            String who = cloudUser.map(JID::unescapeNode).map(Language::escape).orElse("");
            String group = Language.escape(cloudGroup.orElse(""));
            switch (name) {
                case "user-password.jsp", "user-delete.jsp" ->
                    cloudUser.ifPresent(each -> {
                        texts.put("user.read_only", language.text("entry.user", who));
                        texts.put("user.password.error_set_pwd_unsupp", language.text("entry.user", who));
                    });
                case "user-edit-form.jsp" ->
                    cloudUser.ifPresent(each -> texts.put(
                            "user.edit.form.info",
                            refused ? error(language.text("entry.refused", who)) : language.text("entry.edit", who)));
                case "user-properties.jsp" ->
                    cloudUser.ifPresent(each -> texts.put("user.properties.registered", language.text("users.seen")));
                case "user-summary.jsp" -> {
                    if (servesUsers) {
                        texts.put("user.summary.created", language.text("entry.created"));
                    }
                }
                case "user-groups.jsp", "user-create.jsp" -> {
                    if (refused) {
                        String key = name.equals("user-create.jsp") ? "user.create.info" : "user.groups.member.info";
                        texts.put(key, error(language.text("entry.members")) + " " + OpenfireTexts.openfire(key));
                    }
                }
                case "group-edit.jsp", "group-delete.jsp", "group-create.jsp" ->
                    cloudGroup.ifPresent(each -> texts.put("group.read_only", language.text("entry.group", group)));
                case "reg-settings.jsp" -> {
                    if (servesUsers) {
                        String key = "reg.settings.inband_account_info";
                        texts.put(
                                key,
                                OpenfireTexts.openfire(key) + " <b>" + language.text("entry.registration") + "</b>");
                    }
                }
                default -> {
                    // The texts of all other pages are true.
                }
            }
            return texts;
        }

        private static String error(String text) {
            return "<b role=\"alert\" class=\"jive-error-text\">" + text + "</b>";
        }

        private boolean has(String parameter) {
            return request.getParameter(parameter) != null;
        }

        private String value(String parameter) {
            String value = request.getParameter(parameter);
            return value == null ? "" : value.strip();
        }

        private String encoded(String parameter) {
            return URLEncoder.encode(value(parameter), StandardCharsets.UTF_8);
        }
    }
}

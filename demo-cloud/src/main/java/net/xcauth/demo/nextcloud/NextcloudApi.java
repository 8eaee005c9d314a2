package net.xcauth.demo.nextcloud;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.http.AnsweredRequest;
import net.xcauth.demo.http.HttpReply;
import net.xcauth.demo.http.IncomingRequest;

/**
 * Nextcloud's own API, limited to password checks, users and groups. A test compares the answers with those of a real
 * Nextcloud 32; the differences of 28 and 34 were verified with real ones, too.
 */
public final class NextcloudApi {

    /**
     * The kinds of request: {@code auth} is {@code cloud/user}, {@code isuser} a lookup of one account or its avatar,
     * {@code members} those of one group, {@code groups} a list of groups, {@code users} a list of accounts.
     */
    public static final Collection<String> OPERATIONS =
            List.of("auth", "isuser", "members", "groups", "users", "address-book", "capabilities", "status");

    private final Installation installation;
    private final PhpSessions sessions = new PhpSessions();
    private final SignIn signIn;
    private final OcsApi ocs;
    private final SystemAddressBook addressBook;
    private final Avatars avatars;

    public NextcloudApi(UserDirectory directory, Installation installation) {
        this.installation = installation;
        this.signIn = new SignIn(directory, installation, sessions);
        this.ocs = new OcsApi(directory, installation);
        this.addressBook = new SystemAddressBook(directory, installation);
        this.avatars = new Avatars(ocs.users(), installation);
    }

    /** The answer to every request during maintenance, before a pending upgrade, or from an untrusted domain. */
    public Optional<HttpReply> closed(IncomingRequest request) {
        RequestTarget target = RequestTarget.of(request);
        NextcloudDialect dialect = new NextcloudDialect(target, installation.release());
        boolean status = target.surface() == RequestTarget.Surface.STATUS;
        if (!installation.trusts(request.header("Host").orElse(""))) {
            return Optional.of(
                    status
                            ? HttpReply.of(
                                    400,
                                    "application/json",
                                    Xml.bytes("{\"error\": \"Trusted domain error.\", \"code\": 15}"))
                            : NextcloudDialect.page(400, "Access through untrusted domain"));
        }
        if (status || !installation.maintenance() && !installation.upgradePending()) {
            return Optional.empty();
        }
        return Optional.of(
                target.surface() == RequestTarget.Surface.DAV && !installation.maintenance()
                        ? NextcloudDialect.page(503, "Update needed")
                        : dialect.maintenance());
    }

    /** True if this API serves the address. */
    public boolean knows(IncomingRequest request) {
        return RequestTarget.of(request).surface() != RequestTarget.Surface.OTHER;
    }

    public AnsweredRequest answer(IncomingRequest request) {
        RequestTarget target = RequestTarget.of(request);
        Optional<HttpReply> closed = closed(request);
        boolean status = target.surface() == RequestTarget.Surface.STATUS;
        Caller caller = status || closed.isPresent() ? Caller.Unknown.ANONYMOUS : signIn.caller(request);
        HttpReply reply = closed.orElseGet(() -> open(request, target, caller));
        reply = status ? PhpSessions.addSameSiteCookies(reply) : sessions.addCookies(request, caller, reply);
        reply = reply.with("X-Content-Type-Options", "nosniff");
        boolean data = target.surface() == RequestTarget.Surface.OCS
                || target.surface() == RequestTarget.Surface.AVATAR && reply.status() == 404;
        if (data && reply.status() != 405) {
            reply = reply.with("X-Request-Id", UUID.randomUUID().toString().substring(0, 20))
                    .with("Cache-Control", "no-cache, no-store, must-revalidate");
        }
        boolean accepted = target.operation().equals("auth")
                && reply.status() == 200
                && caller.account().isPresent();
        return new AnsweredRequest(
                summary(request, target, caller),
                reply,
                accepted,
                new NextcloudDialect(target, installation.release()));
    }

    private HttpReply open(IncomingRequest request, RequestTarget target, Caller caller) {
        return switch (target.surface()) {
            case STATUS -> status();
            case OCS -> ocs.answer(request, target, caller);
            case AVATAR -> avatars.answer(request, target, caller);
            case DAV ->
                caller instanceof Caller.Known known
                        ? addressBook.answer(request, target, known.user())
                        : DavError.of((Caller.Unknown) caller);
            case OTHER -> HttpReply.of(404, "text/html; charset=UTF-8", new byte[0]);
        };
    }

    private AnsweredRequest.Summary summary(IncomingRequest request, RequestTarget target, Caller caller) {
        Optional<AuthorizationHeader> header = signIn.authorization(request);
        String user = target.operation().equals("auth")
                ? header.map(AuthorizationHeader::user)
                        .filter(name -> !name.isEmpty())
                        .or(() -> caller.account().map(account -> account.id()))
                        .orElse("")
                : target.subject();
        return new AnsweredRequest.Summary(
                target.operation(),
                user,
                "",
                "",
                false,
                header.map(AuthorizationHeader::scheme).orElse(""));
    }

    private HttpReply status() {
        String version = installation.version();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("installed", true);
        status.put("maintenance", installation.maintenance());
        status.put("needsDbUpgrade", installation.upgradePending());
        status.put("version", version);
        status.put("versionstring", version.substring(0, version.lastIndexOf('.')));
        status.put("edition", "");
        status.put("productname", "Nextcloud");
        status.put("extendedSupport", false);
        return HttpReply.of(200, "application/json", PhpJson.write(status)).with("Access-Control-Allow-Origin", "*");
    }
}

package net.xcauth.demo.nextcloud;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.http.Answered;
import net.xcauth.demo.http.IncomingRequest;
import net.xcauth.demo.http.Reply;

/**
 * Nextcloud's own API, as far as a program that checks passwords and reads users and groups needs it. A test compares its
 * answers with those of a real Nextcloud 32; what differs in 28 and 34 was measured too.
 */
public final class NextcloudApi {

    /**
     * The kinds of question: {@code auth} is {@code cloud/user}, {@code isuser} a look-up of one account or its avatar,
     * {@code members} those of one group, {@code groups} lists of groups, {@code users} a list of accounts.
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

    /** The answer to every request while the installation is closed: maintenance, pending upgrade, untrusted domain. */
    public Optional<Reply> closed(IncomingRequest request) {
        Inquiry inquiry = Inquiry.of(request);
        NextcloudDialect dialect = new NextcloudDialect(inquiry, installation.release());
        boolean status = inquiry.surface() == Inquiry.Surface.STATUS;
        if (!installation.trusts(request.header("Host").orElse(""))) {
            return Optional.of(
                    status
                            ? Reply.of(
                                    400,
                                    "application/json",
                                    Xml.bytes("{\"error\": \"Trusted domain error.\", \"code\": 15}"))
                            : NextcloudDialect.page(400, "Access through untrusted domain"));
        }
        if (status || !installation.maintenance() && !installation.upgradePending()) {
            return Optional.empty();
        }
        return Optional.of(
                inquiry.surface() == Inquiry.Surface.DAV && !installation.maintenance()
                        ? NextcloudDialect.page(503, "Update needed")
                        : dialect.maintenance());
    }

    /** True if the address belongs to this API. */
    public boolean knows(IncomingRequest request) {
        return Inquiry.of(request).surface() != Inquiry.Surface.OTHER;
    }

    public Answered answer(IncomingRequest request) {
        Inquiry inquiry = Inquiry.of(request);
        Optional<Reply> closed = closed(request);
        boolean status = inquiry.surface() == Inquiry.Surface.STATUS;
        Caller caller = status || closed.isPresent() ? Caller.Unknown.ANONYMOUS : signIn.caller(request);
        Reply reply = closed.orElseGet(() -> open(request, inquiry, caller));
        reply = status ? PhpSessions.offerSameSite(reply) : sessions.offer(request, caller, reply);
        reply = reply.with("X-Content-Type-Options", "nosniff");
        boolean data = inquiry.surface() == Inquiry.Surface.OCS
                || inquiry.surface() == Inquiry.Surface.AVATAR && reply.status() == 404;
        if (data && reply.status() != 405) {
            reply = reply.with("X-Request-Id", UUID.randomUUID().toString().substring(0, 20))
                    .with("Cache-Control", "no-cache, no-store, must-revalidate");
        }
        boolean accepted = inquiry.operation().equals("auth")
                && reply.status() == 200
                && caller.account().isPresent();
        return new Answered(
                question(request, inquiry, caller),
                reply,
                accepted,
                new NextcloudDialect(inquiry, installation.release()));
    }

    private Reply open(IncomingRequest request, Inquiry inquiry, Caller caller) {
        return switch (inquiry.surface()) {
            case STATUS -> status();
            case OCS -> ocs.answer(request, inquiry, caller);
            case AVATAR -> avatars.answer(request, inquiry, caller);
            case DAV ->
                caller instanceof Caller.Known known
                        ? addressBook.answer(request, inquiry, known.user())
                        : DavError.of((Caller.Unknown) caller);
            case OTHER -> Reply.of(404, "text/html; charset=UTF-8", new byte[0]);
        };
    }

    private Answered.Question question(IncomingRequest request, Inquiry inquiry, Caller caller) {
        Optional<OfferedCredentials> given = signIn.authorization(request);
        String user = inquiry.operation().equals("auth")
                ? given.map(OfferedCredentials::user)
                        .filter(name -> !name.isEmpty())
                        .or(() -> caller.account().map(account -> account.id()))
                        .orElse("")
                : inquiry.subject();
        return new Answered.Question(
                inquiry.operation(),
                user,
                "",
                "",
                false,
                given.map(OfferedCredentials::scheme).orElse(""));
    }

    private Reply status() {
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
        return Reply.of(200, "application/json", PhpJson.write(status)).with("Access-Control-Allow-Origin", "*");
    }
}

package net.xcauth.demo.jsxc;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.http.AnsweredRequest;
import net.xcauth.demo.http.Form;
import net.xcauth.demo.http.HttpReply;

/** The external API of Nextcloud's app {@code ojsxc} (3.2 to 5.0): receives a signed form, answers JSON. */
public final class JsxcApi {

    public static final String PATH = "/index.php/apps/ojsxc/ajax/externalApi.php";
    public static final String AUTH = "auth";
    public static final String IS_USER = "isuser";
    public static final String SHARED_ROSTER = "sharedroster";
    public static final Collection<String> OPERATIONS = List.of(AUTH, IS_USER, SHARED_ROSTER);

    private final UserDirectory directory;
    private final JsxcDialect dialect = new JsxcDialect();

    private record Success(String result, Object data) {}

    public JsxcApi(UserDirectory directory) {
        this.directory = directory;
    }

    /** Answers a request. As in PHP, the fields are empty unless the content type is that of a form. */
    public AnsweredRequest answer(
            Optional<String> signatureHeader, Optional<String> contentType, byte[] body, String secret) {
        Signature signature = Signature.parse(signatureHeader);
        boolean valid = signature.matches(body, secret);
        Form form = Form.EMPTY;
        HttpReply reply;
        try {
            form = isForm(contentType) ? Form.parse(body) : Form.EMPTY;
            reply = valid ? operate(form) : JsxcDialect.SIGNATURE_REJECTED;
        } catch (Form.MalformedException e) {
            reply = valid ? JsxcDialect.error(String.valueOf(e.getMessage())) : JsxcDialect.SIGNATURE_REJECTED;
        }
        boolean accepted =
                valid && form.get("operation").equals(AUTH) && reply.status() == 200 && reply != JsxcDialect.NO_AUTH;
        return new AnsweredRequest(
                new AnsweredRequest.Summary(
                        form.get("operation"),
                        form.get("username"),
                        form.get("domain"),
                        signature.algorithm(),
                        valid,
                        ""),
                reply,
                accepted,
                dialect);
    }

    /** Wraps the answer to a request that does not reach this API. */
    public AnsweredRequest rejected(HttpReply reply) {
        return new AnsweredRequest(new AnsweredRequest.Summary("", "", "", "", false, ""), reply, false, dialect);
    }

    private HttpReply operate(Form form) {
        return switch (form.get("operation")) {
            case AUTH -> authenticate(form);
            case IS_USER ->
                success(Map.of("isUser", candidates(form).findFirst().isPresent()));
            case SHARED_ROSTER ->
                candidates(form).findFirst().map(this::roster).orElseGet(() -> JsxcDialect.error("Can't find user"));
            default -> JsxcDialect.error("Unsupported operation.");
        };
    }

    private HttpReply authenticate(Form form) {
        return names(form)
                .flatMap(this::forLogin)
                .filter(account -> account.accepts(form.get("password")))
                .findFirst()
                .map(account -> account.enabled() ? success(Map.of("uid", account.id())) : JsxcDialect.DISABLED)
                .orElse(JsxcDialect.NO_AUTH);
    }

    /** The account with that id or, as in Nextcloud 32, those with that login name or e-mail address. */
    private Stream<Account> forLogin(String name) {
        return directory
                .find(name)
                .map(Stream::of)
                .orElseGet(() -> Stream.concat(
                        directory.fromLdap().stream()
                                .filter(account ->
                                        account.ldapLogin().orElseThrow().equalsIgnoreCase(name)),
                        directory.withEmail(name).stream().limit(1)));
    }

    private HttpReply roster(Account user) {
        Map<String, UserDirectory.Contact> roster = directory.rosterOf(user);
        // PHP has one type for lists and maps, and writes an empty one as a list.
        return success(Map.of("sharedRoster", roster.isEmpty() ? List.of() : roster));
    }

    /** The accounts that the request may be about. */
    private Stream<Account> candidates(Form form) {
        return names(form).map(directory::find).flatMap(Optional::stream);
    }

    /** The possible ids of the user: {@code username@domain}, then {@code username}. */
    private static Stream<String> names(Form form) {
        String username = form.get("username");
        String domain = form.get("domain");
        return domain.isBlank() ? Stream.of(username) : Stream.of(username + "@" + domain, username);
    }

    private static HttpReply success(Object data) {
        return HttpReply.json(200, new Success("success", data));
    }

    private static boolean isForm(Optional<String> contentType) {
        return contentType
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter("application/x-www-form-urlencoded"::equals)
                .isPresent();
    }
}

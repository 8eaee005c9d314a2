package net.xcauth.demo.jsxc;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.http.Answered;
import net.xcauth.demo.http.Form;
import net.xcauth.demo.http.Reply;

/**
 * The external API of Nextcloud's app {@code ojsxc} (3.2 to 5.0): a signed form in, JSON out.
 */
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

    /**
     * @param signatureHeader may be null
     * @param contentType     may be null; as with PHP, any other type than a form's leaves the fields empty
     */
    public Answered answer(String signatureHeader, String contentType, byte[] body, String secret) {
        Signature signature = Signature.parse(signatureHeader);
        boolean valid = signature.matches(body, secret);
        Form form = Form.EMPTY;
        Reply reply;
        try {
            form = isForm(contentType) ? Form.parse(body) : Form.EMPTY;
            reply = valid ? operate(form) : JsxcDialect.SIGNATURE_REJECTED;
        } catch (Form.MalformedException e) {
            reply = valid ? JsxcDialect.error(e.getMessage()) : JsxcDialect.SIGNATURE_REJECTED;
        }
        boolean accepted =
                valid && form.get("operation").equals(AUTH) && reply.status() == 200 && reply != JsxcDialect.NO_AUTH;
        return new Answered(
                new Answered.Question(
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

    /** The answer to what is not a question to this API. */
    public Answered notUnderstood(Reply reply) {
        return new Answered(new Answered.Question("", "", "", "", false, ""), reply, false, dialect);
    }

    private Reply operate(Form form) {
        return switch (form.get("operation")) {
            case AUTH -> authenticate(form);
            case IS_USER ->
                success(Map.of("isUser", candidates(form).findFirst().isPresent()));
            case SHARED_ROSTER ->
                candidates(form).findFirst().map(this::roster).orElseGet(() -> JsxcDialect.error("Can't find user"));
            default -> JsxcDialect.error("Unsupported operation.");
        };
    }

    private Reply authenticate(Form form) {
        return names(form)
                .flatMap(this::forLogin)
                .filter(account -> account.accepts(form.get("password")))
                .findFirst()
                .map(account -> account.enabled() ? success(Map.of("uid", account.id())) : JsxcDialect.DISABLED)
                .orElse(JsxcDialect.NO_AUTH);
    }

    /** The account with that name or, if there is none, those with that login name or e-mail address, like Nextcloud 32. */
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

    private Reply roster(Account asker) {
        Map<String, UserDirectory.Contact> roster = directory.rosterOf(asker);
        // PHP has one type for lists and maps; an empty one becomes a list.
        return success(Map.of("sharedRoster", roster.isEmpty() ? List.of() : roster));
    }

    /** The accounts that the question may mean. */
    private Stream<Account> candidates(Form form) {
        return names(form).map(directory::find).flatMap(Optional::stream);
    }

    /** What the user may be called: {@code username@domain} first, then {@code username}. */
    private static Stream<String> names(Form form) {
        String username = form.get("username");
        String domain = form.get("domain");
        return domain.isBlank() ? Stream.of(username) : Stream.of(username + "@" + domain, username);
    }

    private static Reply success(Object data) {
        return Reply.json(200, new Success("success", data));
    }

    private static boolean isForm(String contentType) {
        return contentType != null
                && contentType
                        .split(";", 2)[0]
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals("application/x-www-form-urlencoded");
    }
}

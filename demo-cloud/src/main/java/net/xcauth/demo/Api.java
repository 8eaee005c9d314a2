package net.xcauth.demo;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The external API of Nextcloud's app {@code ojsxc} (3.2 to 5.0): a signed form in, JSON out.
 */
final class Api {

    static final String AUTH = "auth";
    static final String IS_USER = "isuser";
    static final String SHARED_ROSTER = "sharedroster";
    static final Collection<String> OPERATIONS = List.of(AUTH, IS_USER, SHARED_ROSTER);
    static final Reply DISABLED = Reply.json(401, Map.of("message", "Account disabled"));
    static final Reply SIGNATURE_REJECTED = Reply.error("Signature does not match.");

    private final Accounts accounts;

    /** What was asked, as far as it could be understood; without the password. */
    record Question(String operation, String username, String domain, String signatureAlgorithm,
                    boolean signatureValid) {
    }

    record Answer(Question question, Reply reply) {
    }

    private record Success(String result, Object data) {
    }

    Api(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * @param signatureHeader may be null
     * @param contentType     may be null; as with PHP, any other type than a form's leaves the fields empty
     */
    Answer answer(String signatureHeader, String contentType, byte[] body, String secret) {
        Signature signature = Signature.parse(signatureHeader);
        boolean valid = signature.matches(body, secret);
        Form form = Form.EMPTY;
        Reply reply;
        try {
            form = isForm(contentType) ? Form.parse(body) : Form.EMPTY;
            reply = valid ? operate(form) : SIGNATURE_REJECTED;
        } catch (Form.MalformedException e) {
            reply = valid ? Reply.error(e.getMessage()) : SIGNATURE_REJECTED;
        }
        return new Answer(new Question(form.get("operation"), form.get("username"), form.get("domain"),
                signature.algorithm(), valid), reply);
    }

    private Reply operate(Form form) {
        return switch (form.get("operation")) {
            case AUTH -> authenticate(form);
            case IS_USER -> success(Map.of("isUser", candidates(form).findFirst().isPresent()));
            case SHARED_ROSTER -> candidates(form).findFirst().map(this::roster)
                    .orElseGet(() -> Reply.error("Can't find user"));
            default -> Reply.error("Unsupported operation.");
        };
    }

    private Reply authenticate(Form form) {
        return names(form).map(accounts::findForLogin).flatMap(Optional::stream)
                .filter(account -> account.accepts(form.get("password")))
                .findFirst()
                .map(account -> accounts.isDisabled(account) ? DISABLED
                        : success(Map.of("uid", account.id())))
                .orElseGet(() -> Reply.json(200, Map.of("result", "noauth")));
    }

    private Reply roster(Account asker) {
        Map<String, Accounts.Contact> roster = accounts.rosterOf(asker);
        // PHP has one type for lists and maps; an empty one becomes a list.
        return success(Map.of("sharedRoster", roster.isEmpty() ? List.of() : roster));
    }

    /** The accounts that the question may mean. */
    private Stream<Account> candidates(Form form) {
        return names(form).map(accounts::find).flatMap(Optional::stream);
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
        return contentType != null && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)
                .equals("application/x-www-form-urlencoded");
    }
}

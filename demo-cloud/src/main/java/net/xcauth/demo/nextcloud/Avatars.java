package net.xcauth.demo.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.http.HttpReply;
import net.xcauth.demo.http.IncomingRequest;

/** {@code /index.php/avatar/ID/SIZE}: a picture for every account, without a login. */
final class Avatars {

    private static final byte[] PICTURE = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=");

    private final UserRoutes users;
    private final Installation installation;

    Avatars(UserRoutes users, Installation installation) {
        this.users = users;
        this.installation = installation;
    }

    HttpReply answer(IncomingRequest request, RequestTarget target, Caller caller) {
        HttpReply reply = picture(request, target);
        return caller.account().map(user -> reply.with("X-User-Id", user.id())).orElse(reply);
    }

    private HttpReply picture(IncomingRequest request, RequestTarget target) {
        String id = target.subject();
        Optional<Account> account = users.named(id);
        if (account.isEmpty() && !installation.existenceHidden()) {
            return HttpReply.rawJson(404, "[]");
        }
        HttpReply picture = HttpReply.of(200, "image/png", PICTURE)
                .with("X-NC-IsCustomAvatar", "0")
                .with("Content-Disposition", "inline; filename=\"avatar.64.png\"")
                .with("Cache-Control", "private, max-age=86400, immutable");
        if (installation.release() >= 29 && account.filter(Account::enabled).isEmpty()) {
            return picture;
        }
        String owner = account.map(Account::id).orElse(id);
        String etag =
                "\"" + UUID.nameUUIDFromBytes(owner.getBytes(UTF_8)).toString().replace("-", "") + "\"";
        return request.header("If-None-Match").filter(etag::equals).isPresent()
                ? HttpReply.empty(304).with("ETag", etag)
                : picture.with("ETag", etag);
    }
}

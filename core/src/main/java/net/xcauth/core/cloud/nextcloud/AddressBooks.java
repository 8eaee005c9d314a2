package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.AddressBook;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.http.HttpOutcome;
import net.xcauth.core.user.Accounts;

/** Reads the address book of all accounts over CardDAV, page by page. */
final class AddressBooks {
    private static final int MOST_PAGES = 1_000;

    private final ServiceAccounts serviceAccounts;

    AddressBooks(ServiceAccounts serviceAccounts) {
        this.serviceAccounts = serviceAccounts;
    }

    /**
     * Reads the changes since a token, or everything if it is empty.
     *
     * @param self the service account's id, which is left out
     */
    CompletableFuture<Answer<AddressBook>> read(CloudAccess cloud, String self, String token) {
        return new Reading(cloud, self, token).next(token, MOST_PAGES);
    }

    private final class Reading {
        private final CloudAccess cloud;
        private final String self;
        private final boolean whole;
        private final Map<String, String> names = new LinkedHashMap<>();
        private final Set<String> gone = new LinkedHashSet<>();

        Reading(CloudAccess cloud, String self, String token) {
            this.cloud = cloud;
            this.self = self;
            this.whole = token.isEmpty();
        }

        CompletableFuture<Answer<AddressBook>> next(String token, int pagesLeft) {
            Authorization service = cloud.service().orElseThrow();
            return cloud.send(requests -> requests.addressBook(self, token, service))
                    .thenCompose(outcome -> taken(outcome, token, pagesLeft));
        }

        private CompletableFuture<Answer<AddressBook>> taken(HttpOutcome outcome, String token, int pagesLeft) {
            if (!(outcome instanceof HttpOutcome.Reply reply)) {
                return completedFuture(cloud.noAnswer(outcome));
            }
            if (reply.status() == 403 || reply.status() == 404) {
                // The server may have discarded the token (RFC 6578, section 3.2); then everything is read.
                boolean tokenRefused = !whole && reply.status() == 403;
                return tokenRefused
                        ? read(cloud, self, "")
                        : completedFuture(new Answer.Yes<>(AddressBook.NOT_OFFERED));
            }
            Optional<SyncReport> report =
                    reply.status() == 207 && !reply.cut() ? SyncReport.read(reply.body()) : Optional.empty();
            if (report.isEmpty()) {
                return completedFuture(serviceAccounts.noAnswer(cloud, outcome));
            }
            add(report.get());
            boolean onward = report.get().more() && !report.get().token().equals(token) && pagesLeft > 1;
            if (report.get().more() && !onward) {
                return completedFuture(cloud.noAnswer(outcome)); // an incomplete book is not used
            }
            return onward
                    ? next(report.get().token(), pagesLeft - 1)
                    : completedFuture(new Answer.Yes<>(book(report.get().token())));
        }

        private void add(SyncReport report) {
            names.putAll(report.names());
            gone.removeAll(report.names().keySet());
            names.keySet().removeAll(report.gone());
            gone.addAll(report.gone());
        }

        /** A complete book without any other account means that user enumeration is off. */
        private AddressBook book(String token) {
            names.keySet().removeIf(id -> Accounts.isSame(id, self, ""));
            gone.removeIf(id -> Accounts.isSame(id, self, ""));
            return whole && names.isEmpty()
                    ? AddressBook.NOT_OFFERED
                    : new AddressBook(true, whole, names, gone, token);
        }
    }
}

package net.xcauth.core.examination;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.cloud.AccountName;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.cloud.nextcloud.ServerStatus;
import net.xcauth.core.text.Text;

/** Tests whether there is a working Nextcloud at the address, and which release. */
public final class ProductStep {
    private static final int NEWEST_TESTED = 34;
    private static final int NEWEST_KNOWN = 35;
    private static final int OLDEST_SUPPORTED = 33;
    static final int FIRST_WITH_MEMBERS = 32;
    private static final int LAST_WITH_JSXC = 30;
    private static final int OLDEST_TESTED = 28;
    static final int FIRST_WITH_ADDRESS_BOOK = 27;

    private ProductStep() {}

    /** Judges the status page of a cloud that is queried through Nextcloud's own API. */
    static Finding judge(Text title, Answer<ServerStatus> answer, URI base) {
        if (answer instanceof Answer.Unreachable<ServerStatus> unreachable) {
            return unreachable.cause() != Cause.UNTRUSTED_DOMAIN
                    ? Finding.failed(title, unreachable)
                    : Finding.fail(
                            title,
                            FindingText.UNTRUSTED.with(WebAddress.of(base).host()),
                            FindingText.UNTRUSTED_REMEDY.with(
                                    WebAddress.of(base).host()));
        }
        ServerStatus page = ((Answer.Yes<ServerStatus>) answer).value();
        return broken(title, page).orElseGet(() -> supported(title, page));
    }

    /** Judges the status page of a cloud whose JSXC app does not answer; empty if it does not explain that. */
    static Optional<Finding> judgeWithoutJsxc(Text title, Answer<ServerStatus> answer, URI base) {
        if (!(answer instanceof Answer.Yes<ServerStatus> yes)) {
            return Optional.empty();
        }
        ServerStatus page = yes.value();
        return isWithoutJsxc(page)
                ? Optional.of(Finding.fail(
                        title,
                        FindingText.PRODUCT_WITHOUT_JSXC.with(page.product(), page.version()),
                        FindingText.PRODUCT_WITHOUT_JSXC_REMEDY.with(base)))
                : broken(title, page);
    }

    /** True if the JSXC app cannot run on this release. */
    public static boolean isWithoutJsxc(ServerStatus page) {
        return page.release() > LAST_WITH_JSXC;
    }

    /** The Nextcloud whose JSXC app is at this address, without credentials. */
    public static Endpoint.Nextcloud cloudOf(Endpoint.Jsxc endpoint) {
        String url = endpoint.url().toString();
        int app = url.indexOf("/apps/");
        return new Endpoint.Nextcloud(
                app < 0 ? endpoint.url().resolve("/") : URI.create(url.substring(0, app + 1)),
                Optional.empty(),
                AccountName.LOCAL,
                false,
                false,
                List.of());
    }

    private static Optional<Finding> broken(Text title, ServerStatus page) {
        if (page.maintenance()) {
            return Optional.of(Finding.fail(
                    title,
                    FindingText.PRODUCT_MAINTENANCE.with(page.product(), page.version()),
                    Cause.MAINTENANCE.advice()));
        }
        return page.needsDbUpgrade()
                ? Optional.of(Finding.fail(
                        title,
                        FindingText.PRODUCT_UPGRADE.with(page.product(), page.version()),
                        FindingText.PRODUCT_UPGRADE_REMEDY.with()))
                : Optional.empty();
    }

    private static Finding supported(Text title, ServerStatus page) {
        int release = page.release();
        if (release == 0 || release >= OLDEST_SUPPORTED) {
            return Finding.ok(
                    title,
                    (release > NEWEST_KNOWN
                                    ? FindingText.PRODUCT_NEWER
                                    : release > NEWEST_TESTED ? FindingText.PRODUCT_UNTRIED : FindingText.PRODUCT)
                            .with(page.product(), page.version()));
        }
        FindingText remedy = release < FIRST_WITH_ADDRESS_BOOK
                ? FindingText.PRODUCT_26_REMEDY
                : release < OLDEST_TESTED
                        ? FindingText.PRODUCT_27_REMEDY
                        : release < FIRST_WITH_MEMBERS ? FindingText.PRODUCT_31_REMEDY : FindingText.PRODUCT_OLD_REMEDY;
        return Finding.warn(title, FindingText.PRODUCT_OLD.with(page.product(), page.version()), remedy.with());
    }
}

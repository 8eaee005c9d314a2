package net.xcauth.core.examination;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.nextcloud.Inspection.Rights;
import net.xcauth.core.cloud.nextcloud.Inspection.ServiceView;
import net.xcauth.core.text.Text;

/** Tests whether the service account works, whether it has the right permissions, and what it can see. */
final class ServiceAccountStep {
    private static final int LONGEST_NAME = 60;

    private final Text name;
    private final int release;
    private final Consumer<Finding> findings;

    /** @param release the cloud's release; 0 if unknown */
    ServiceAccountStep(Text name, int release, Consumer<Finding> findings) {
        this.name = name;
        this.release = release;
        this.findings = findings;
    }

    /** Reports what does not work without a service account. */
    void none() {
        findings.accept(Finding.warn(title(), FindingText.SERVICE_NONE.with(), FindingText.SERVICE_NONE_REMEDY.with()));
        skip(FindingText.SKIPPED_NO_SERVICE);
    }

    /** Reports that it cannot be tested because no password reaches the cloud. */
    void unheard() {
        findings.accept(Finding.skip(title(), FindingText.SKIPPED_UNHEARD.with()));
        skip(FindingText.SKIPPED_UNHEARD);
    }

    /**
     * Reports why it does not work.
     *
     * @param appPassword true if its password looks like an app password
     * @param heard       true if it is certain that passwords reach the cloud
     */
    void broken(Answer.Unreachable<ServiceView> answer, boolean appPassword, boolean heard) {
        findings.accept(
                answer.cause() == Cause.SERVICE_DISABLED
                        ? Finding.fail(
                                title(), answer.cause().what(), answer.cause().advice())
                        : answer.cause() != Cause.SERVICE_ACCOUNT
                                ? Finding.failed(title(), answer)
                                : !appPassword
                                        ? Finding.fail(
                                                title(),
                                                FindingText.SERVICE_LOGIN_PASSWORD.with(),
                                                FindingText.SERVICE_LOGIN_PASSWORD_REMEDY.with())
                                        : Finding.fail(
                                                title(),
                                                FindingText.SERVICE_REFUSED.with(),
                                                heard
                                                        ? FindingText.SERVICE_REFUSED_REMEDY.with()
                                                        : FindingText.SERVICE_UNHEARD_REMEDY.with(
                                                                FindingText.SERVICE_REFUSED_REMEDY.with())));
        skip(FindingText.SKIPPED_SERVICE);
    }

    /** @param confirmed true if the configuration permits administrator rights */
    void judge(ServiceView view, boolean confirmed) {
        findings.accept(rights(view, confirmed));
        findings.accept(groups(view));
        findings.accept(names(view));
    }

    private Text title() {
        return FindingText.SERVICE_TITLE.with(name);
    }

    private void skip(FindingText why) {
        findings.accept(Finding.skip(FindingText.GROUPS_TITLE.with(name), why.with()));
        findings.accept(Finding.skip(FindingText.NAMES_TITLE.with(name), why.with()));
    }

    private Finding rights(ServiceView view, boolean confirmed) {
        String id = printable(view.id());
        return switch (view.rights()) {
            case PLAIN -> Finding.ok(title(), FindingText.SERVICE_PLAIN.with(id));
            case GROUP_ADMINISTRATOR ->
                needsGroupAdministrator()
                        ? Finding.ok(title(), FindingText.SERVICE_GROUP_ADMIN.with(id))
                        : Finding.warn(
                                title(),
                                FindingText.SERVICE_GROUP_ADMIN.with(id),
                                FindingText.SERVICE_GROUP_ADMIN_REMEDY.with());
            case DELEGATED ->
                Finding.warn(title(), FindingText.SERVICE_DELEGATED.with(id), FindingText.SERVICE_ADMIN_REMEDY.with());
            case ADMINISTRATOR ->
                confirmed
                        ? Finding.warn(
                                title(), FindingText.SERVICE_ADMIN.with(id), FindingText.SERVICE_ADMIN_REMEDY.with())
                        : Finding.fail(
                                title(),
                                FindingText.SERVICE_ADMIN_UNCONFIRMED.with(id),
                                FindingText.SERVICE_ADMIN_UNCONFIRMED_REMEDY.with());
        };
    }

    private boolean needsGroupAdministrator() {
        return release > 0 && release < ProductStep.FIRST_WITH_MEMBERS;
    }

    private Finding groups(ServiceView view) {
        Text title = FindingText.GROUPS_TITLE.with(name);
        Text remedy = (needsGroupAdministrator() ? FindingText.GROUPS_31_REMEDY : FindingText.GROUPS_REMEDY).with();
        List<String> shown = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Map.Entry<String, OptionalInt> group : view.members().entrySet()) {
            String label = printable(view.names().getOrDefault(group.getKey(), group.getKey()));
            if (group.getValue().isPresent()) {
                shown.add(label + " (" + group.getValue().getAsInt() + ')');
            } else {
                refused.add(label);
            }
        }
        if (shown.isEmpty()) {
            return Finding.warn(
                    title,
                    refused.isEmpty()
                            ? FindingText.GROUPS_NONE.with()
                            : FindingText.GROUPS_REFUSED.with(lookedAt(refused, view)),
                    remedy);
        }
        Text listed = lookedAt(shown, view);
        // A group administrator also sees the names of all other groups.
        return refused.isEmpty() || view.rights() != Rights.PLAIN
                ? Finding.ok(title, FindingText.GROUPS_SHOWN.with(listed))
                : Finding.warn(title, FindingText.GROUPS_SOME.with(listed, String.join(", ", refused)), remedy);
    }

    private static Text lookedAt(List<String> labels, ServiceView view) {
        String joined = String.join(", ", labels);
        int looked = view.members().size();
        return view.moreGroups() == 0
                ? Text.plain(joined)
                : FindingText.GROUPS_FIRST.with(joined, looked, looked + view.moreGroups());
    }

    private Finding names(ServiceView view) {
        Text title = FindingText.NAMES_TITLE.with(name);
        if (view.names().isEmpty() && !view.members().isEmpty()) {
            return Finding.warn(title, FindingText.ENUMERATION_OFF.with(), FindingText.ENUMERATION_OFF_REMEDY.with());
        }
        return view.addressBook()
                ? Finding.ok(title, FindingText.NAMES_OFFERED.with())
                : Finding.warn(
                        title,
                        FindingText.NAMES_MISSING.with(),
                        (release > 0 && release < ProductStep.FIRST_WITH_ADDRESS_BOOK
                                        ? FindingText.NAMES_26_REMEDY
                                        : FindingText.NAMES_REMEDY)
                                .with());
    }

    private static String printable(String text) {
        return Printable.of(text, LONGEST_NAME);
    }
}

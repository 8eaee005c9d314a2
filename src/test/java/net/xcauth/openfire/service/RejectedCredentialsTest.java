package net.xcauth.openfire.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RejectedCredentialsTest {
    private final RejectedCredentials rejected = new RejectedCredentials();

    private void answered(CloudOperation operation, Answer<?> said) {
        rejected.answered(operation, said, Duration.ZERO);
    }

    private static Answer<?> failed(Cause cause) {
        return new Answer.Unreachable<>(cause, "so it is");
    }

    @ParameterizedTest
    @EnumSource(names = {"SIGNATURE", "SERVICE_ACCOUNT", "SERVICE_DISABLED"})
    void aRejectionIsRememberedUntilTheSameOperationSucceeds(Cause cause) {
        answered(CloudOperation.SHAREDROSTER, failed(cause));
        assertThat(rejected.cause()).contains(cause);
        answered(CloudOperation.AUTH, new Answer.Yes<>(true));
        answered(CloudOperation.SHAREDROSTER, failed(Cause.TIMEOUT));
        assertThat(rejected.cause())
                .as("neither says anything about the secret")
                .contains(cause);
        answered(CloudOperation.ISUSER, failed(cause));
        answered(CloudOperation.SHAREDROSTER, new Answer.Yes<>(true));
        assertThat(rejected.cause()).isEmpty();
    }

    @Test
    void otherFailuresAreNotRejections() {
        answered(CloudOperation.NEUTRAL, failed(Cause.CONNECT));
        answered(CloudOperation.AUTH, failed(Cause.AUTHORIZATION));
        answered(CloudOperation.AUTH, new Answer.No<>("wrong"));
        assertThat(rejected.cause()).isEmpty();
    }

    @Test
    void aFailedCheckOfTheServiceAccountIsRememberedUntilARosterIsRead() {
        rejected.serviceAccountChecked(failed(Cause.SERVICE_ACCOUNT));
        answered(CloudOperation.AUTH, new Answer.Yes<>(true));
        assertThat(rejected.cause()).contains(Cause.SERVICE_ACCOUNT);
        answered(CloudOperation.SHAREDROSTER, new Answer.Yes<>(true));
        assertThat(rejected.cause()).isEmpty();
    }
}

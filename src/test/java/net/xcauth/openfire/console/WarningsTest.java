package net.xcauth.openfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Refused;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.text.Text;
import net.xcauth.openfire.console.Warnings.Warning;
import net.xcauth.openfire.provider.ProviderSlot;
import net.xcauth.openfire.settings.Setting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarningsTest {
    private final PluginStatus status = mock(PluginStatus.class);
    private final Language language = mock(Language.class);

    @BeforeEach
    void setUp() {
        when(status.refused()).thenReturn(Map.of());
        when(status.missing()).thenReturn(Set.of());
        when(status.clockSkew()).thenReturn(Optional.empty());
        when(status.isExempt()).thenReturn(Optional.empty());
        when(status.rejection()).thenReturn(Optional.empty());
        when(status.plainHttpPort()).thenReturn(Optional.empty());
        when(status.massDisappearance()).thenReturn(Optional.empty());
        when(language.duration(any())).thenReturn("a while");
        when(language.slots(any())).thenCallRealMethod();
        when(language.say(any(RefusedException.class)))
                .thenAnswer(call -> call.<Exception>getArgument(0).getMessage());
        when(language.text(anyString(), any(Object[].class)))
                .thenAnswer(call -> Stream.of(call.getArguments())
                        .map(String::valueOf)
                        .reduce((one, other) -> one + ' ' + other)
                        .orElse(""));
    }

    private List<Warning> warnings() {
        return Warnings.of(status, language);
    }

    @Test
    void thereAreNoWarningsIfEverythingIsFine() {
        assertThat(warnings()).isEmpty();
        assertThat(Warnings.model(status, language)).containsEntry("hasWarnings", false);
    }

    @Test
    void withheldPasswordsHaveTheirOwnWarning() {
        when(status.cloudInTheClear()).thenReturn(true);
        when(status.passwordsAreHeldBack()).thenReturn(true);
        when(status.serviceIsAdministrator()).thenReturn(true);
        assertThat(warnings()).extracting(Warning::id).containsExactly("http-refused", "service-admin");
    }

    @Test
    void theChecklistShowsTheCommandThatExemptsTheServer() {
        when(status.isExempt()).thenReturn(Optional.of(false));
        when(status.exemptingCommand()).thenReturn("occ something");
        assertThat(Checklist.of(status, language))
                .filteredOn(item -> item.id().equals("exempt"))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.done()).isFalse();
                    assertThat(item.text()).isEqualTo("checklist.exempt occ something");
                });
        when(status.isExempt()).thenReturn(Optional.of(true));
        assertThat(Checklist.of(status, language))
                .filteredOn(item -> item.id().equals("exempt"))
                .singleElement()
                .matches(Checklist.Item::done);
        when(status.isExempt()).thenReturn(Optional.empty());
        assertThat(Checklist.of(status, language))
                .extracting(Checklist.Item::id)
                .doesNotContain("exempt");
    }

    @Test
    void theWarningThatNobodyCanLogInComesFirst() {
        when(status.refused()).thenReturn(Map.of(Setting.GUESS_LIMIT, Refused.PROXY.exception()));
        when(status.rejection()).thenReturn(Optional.of(Cause.SIGNATURE));
        when(status.lacksPlain()).thenReturn(true);
        when(status.plainUntilRestart()).thenReturn(true);
        when(status.plainHttpPort()).thenReturn(Optional.of(7070));
        when(language.say(any(Text.class)))
                .thenAnswer(call -> call.getArgument(0).toString());
        assertThat(warnings())
                .extracting(Warning::id)
                .containsExactly("mechanism", "rejected", "refused", "plain-running", "plain-http");
        assertThat(warnings().get(1))
                .isEqualTo(new Warning(
                        "rejected", "warning.rejected " + Cause.SIGNATURE.text(), Cause.SIGNATURE.remedy()));
        assertThat(warnings().get(4).text()).isEqualTo("warning.plain-http 7070");
    }

    @Test
    void eachWarningHasARemedy() {
        when(status.refused()).thenReturn(Map.of(Setting.GUESS_LIMIT, Refused.PROXY.exception()));
        when(status.missing()).thenReturn(EnumSet.of(ProviderSlot.AUTH, ProviderSlot.GROUP));
        when(status.plainWithoutTls()).thenReturn(true);
        when(status.cloudInTheClear()).thenReturn(true);
        when(status.clockSkew()).thenReturn(Optional.of(Duration.ofMinutes(-3)));
        assertThat(warnings())
                .containsExactly(
                        new Warning(
                                "refused",
                                "warning.refused setting.GUESS_LIMIT "
                                        + Refused.PROXY.exception().getMessage(),
                                "warning.refused.remedy"),
                        new Warning("providers", "warning.providers slot.AUTH, slot.GROUP", "warning.providers.remedy"),
                        new Warning("plain", "warning.plain", "warning.plain.remedy"),
                        new Warning("http", "warning.http", "warning.http.remedy"),
                        new Warning("clock", "warning.clock warning.clock.behind a while", "warning.clock.remedy"));
    }
}

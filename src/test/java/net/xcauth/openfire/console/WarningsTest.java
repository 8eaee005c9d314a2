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
import net.xcauth.core.text.Text;
import net.xcauth.openfire.console.Warnings.Warning;
import net.xcauth.openfire.provider.Place;
import net.xcauth.openfire.settings.Setting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarningsTest {
    private final Situation situation = mock(Situation.class);
    private final Language language = mock(Language.class);

    @BeforeEach
    void setUp() {
        when(situation.refused()).thenReturn(Map.of());
        when(situation.missing()).thenReturn(Set.of());
        when(situation.clockSkew()).thenReturn(Optional.empty());
        when(situation.isExempt()).thenReturn(Optional.empty());
        when(situation.rejectedSecret()).thenReturn(Optional.empty());
        when(situation.plainHttpPort()).thenReturn(Optional.empty());
        when(situation.massDisappearance()).thenReturn(Optional.empty());
        when(language.duration(any())).thenReturn("a while");
        when(language.places(any())).thenCallRealMethod();
        when(language.say(any(IllegalArgumentException.class)))
                .thenAnswer(call -> call.<Exception>getArgument(0).getMessage());
        when(language.text(anyString(), any(Object[].class)))
                .thenAnswer(call -> Stream.of(call.getArguments())
                        .map(String::valueOf)
                        .reduce((one, other) -> one + ' ' + other)
                        .orElse(""));
    }

    private List<Warning> warnings() {
        return Warnings.of(situation, language);
    }

    @Test
    void thereAreNoneWhereAllIsWell() {
        assertThat(warnings()).isEmpty();
        assertThat(Warnings.model(situation, language)).containsEntry("hasWarnings", false);
    }

    @Test
    void passwordsThatAreHeldBackAreAnotherMatterThanPasswordsInTheClear() {
        when(situation.cloudInTheClear()).thenReturn(true);
        when(situation.passwordsAreHeldBack()).thenReturn(true);
        when(situation.serviceIsAdministrator()).thenReturn(true);
        assertThat(warnings()).extracting(Warning::id).containsExactly("http-refused", "service-admin");
    }

    @Test
    void aServerThatIsNotExemptIsToldTheCommand() {
        when(situation.isExempt()).thenReturn(Optional.of(false));
        when(situation.exemptingCommand()).thenReturn("occ something");
        assertThat(Checklist.of(situation, language))
                .filteredOn(item -> item.id().equals("exempt"))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.done()).isFalse();
                    assertThat(item.text()).isEqualTo("checklist.exempt occ something");
                });
        when(situation.isExempt()).thenReturn(Optional.of(true));
        assertThat(Checklist.of(situation, language))
                .filteredOn(item -> item.id().equals("exempt"))
                .singleElement()
                .matches(Checklist.Item::done);
        when(situation.isExempt()).thenReturn(Optional.empty());
        assertThat(Checklist.of(situation, language))
                .extracting(Checklist.Item::id)
                .doesNotContain("exempt");
    }

    @Test
    void thatNobodyCanLogInComesFirst() {
        when(situation.refused()).thenReturn(Map.of(Setting.GUESS_LIMIT, new IllegalArgumentException("not a number")));
        when(situation.rejectedSecret()).thenReturn(Optional.of(Cause.SIGNATURE));
        when(situation.lacksPlain()).thenReturn(true);
        when(situation.plainUntilRestart()).thenReturn(true);
        when(situation.plainHttpPort()).thenReturn(Optional.of(7070));
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
    void eachSaysWhatToDo() {
        when(situation.refused()).thenReturn(Map.of(Setting.GUESS_LIMIT, new IllegalArgumentException("not a number")));
        when(situation.missing()).thenReturn(EnumSet.of(Place.AUTH, Place.GROUP));
        when(situation.plainWithoutTls()).thenReturn(true);
        when(situation.cloudInTheClear()).thenReturn(true);
        when(situation.clockSkew()).thenReturn(Optional.of(Duration.ofMinutes(-3)));
        assertThat(warnings())
                .containsExactly(
                        new Warning(
                                "refused",
                                "warning.refused setting.GUESS_LIMIT not a number",
                                "warning.refused.remedy"),
                        new Warning(
                                "providers", "warning.providers place.AUTH, place.GROUP", "warning.providers.remedy"),
                        new Warning("plain", "warning.plain", "warning.plain.remedy"),
                        new Warning("http", "warning.http", "warning.http.remedy"),
                        new Warning("clock", "warning.clock warning.clock.behind a while", "warning.clock.remedy"));
    }
}

package net.xcauth.openfire.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import net.xcauth.core.cache.Persistence;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HeardPersistenceTest {
    private final Persistence behind = mock(Persistence.class);
    private final HeardPersistence heard = new HeardPersistence(behind, said -> {});

    static List<Method> questions() {
        // One of them calls the other.
        return Stream.of(Persistence.class.getMethods())
                .filter(method -> !method.getName().equals("remember") || method.getParameterCount() == 2)
                .toList();
    }

    /** What is left to a default method is lost without a trace. */
    @ParameterizedTest
    @MethodSource("questions")
    void everythingGoesToWhatIsBehind(Method question) throws ReflectiveOperationException {
        question.invoke(
                heard,
                Stream.of(question.getParameterTypes())
                        .map(type -> type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null)
                        .toArray());
        assertThat(mockingDetails(behind).getInvocations())
                .extracting(call -> call.getMethod().getName())
                .containsExactly(question.getName());
    }
}

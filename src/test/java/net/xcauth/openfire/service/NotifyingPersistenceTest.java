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

class NotifyingPersistenceTest {
    private final Persistence delegate = mock(Persistence.class);
    private final NotifyingPersistence persistence = new NotifyingPersistence(delegate, said -> {});

    static List<Method> methods() {
        // One of them calls the other.
        return Stream.of(Persistence.class.getMethods())
                .filter(method -> !method.getName().equals("remember") || method.getParameterCount() == 2)
                .toList();
    }

    /** A method that falls back to the interface's default would lose data without notice. */
    @ParameterizedTest
    @MethodSource("methods")
    void everyCallIsDelegated(Method method) throws ReflectiveOperationException {
        method.invoke(
                persistence,
                Stream.of(method.getParameterTypes())
                        .map(type -> type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null)
                        .toArray());
        assertThat(mockingDetails(delegate).getInvocations())
                .extracting(call -> call.getMethod().getName())
                .containsExactly(method.getName());
    }
}

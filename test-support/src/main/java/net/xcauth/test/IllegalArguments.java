package net.xcauth.test;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * Catching {@link IllegalArgumentException} around the project's own code, where it would hide a programming error. The
 * project's code refuses input with {@code RefusedException}; the JDK refuses it with {@code IllegalArgumentException}.
 */
public final class IllegalArguments extends ArchCondition<JavaCodeUnit> {
    private static final String OWN = "net.xcauth.";

    public IllegalArguments() {
        super("catch IllegalArgumentException around the project's own code");
    }

    @Override
    public void check(JavaCodeUnit method, ConditionEvents events) {
        method.getTryCatchBlocks().stream()
                .filter(block -> block.getCaughtThrowables().stream()
                        .anyMatch(caught -> caught.isEquivalentTo(IllegalArgumentException.class)))
                .flatMap(block -> block.getAccessesContainedInTryBlock().stream())
                .filter(access -> access.getTargetOwner().getName().startsWith(OWN))
                .filter(access -> access.getTarget() instanceof AccessTarget.CodeUnitCallTarget)
                .forEach(access -> events.add(SimpleConditionEvent.satisfied(method, access.getDescription())));
    }
}

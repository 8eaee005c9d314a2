package net.xcauth.test;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Assigns each class, together with its nested classes, to the slice of its source file. */
public final class SourceFiles implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        return type.isArray() || type.isPrimitive()
                ? SliceIdentifier.ignore()
                : SliceIdentifier.of(type.getName().split("\\$")[0]);
    }

    @Override
    public String getDescription() {
        return "source files";
    }
}

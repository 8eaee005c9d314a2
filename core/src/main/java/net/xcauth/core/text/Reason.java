package net.xcauth.core.text;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Pattern;

/** Says in words for people why something failed: what an exception says, without the names of classes. */
public final class Reason {
    private static final Pattern CLASS_NAME = Pattern.compile(
            "(?:\\b[a-z_][a-z0-9_]*(?:\\.[a-z_][a-z0-9_]*)+\\.)[A-Z][\\w$]*(?:: *)?|\\b[A-Z][\\w$]*(?:Exception|Error)\\b(?:: *)?");
    private static final int MOST_CAUSES = 20;

    private Reason() {}

    /**
     * The reason of a failure: the first line of what is said about it.
     *
     * @param failure of files, connections, databases and the like; of other faults a message may hold anything
     */
    public static String of(Throwable failure) {
        Throwable telling = failure;
        for (int i = 0; i < MOST_CAUSES && telling.getCause() != null && saysNothing(telling); i++) {
            telling = telling.getCause();
        }
        if (telling instanceof FileSystemException file) {
            return ofFile(file);
        }
        String line = telling.getMessage() == null
                ? ""
                : telling.getMessage().strip().lines().findFirst().orElse("");
        String words = CLASS_NAME.matcher(OneLine.of(line)).replaceAll("").strip();
        return words.isEmpty() ? "no reason is given" : words;
    }

    /** The message of an exception that only passes another one on is its name and message. */
    private static boolean saysNothing(Throwable failure) {
        return failure.getMessage() == null
                || failure.getMessage().isBlank()
                || failure.getMessage().equals(failure.getCause().toString());
    }

    /** The message of these is the file, and perhaps a reason. */
    private static String ofFile(FileSystemException failure) {
        return failure instanceof NoSuchFileException
                ? "there is no such file or folder"
                : failure instanceof AccessDeniedException
                        ? "permission denied"
                        : failure instanceof NotDirectoryException
                                ? "it is not a folder"
                                : failure instanceof FileAlreadyExistsException
                                        ? "it exists already"
                                        : failure.getReason() != null
                                                ? OneLine.of(failure.getReason())
                                                : "the system does not say why";
    }
}

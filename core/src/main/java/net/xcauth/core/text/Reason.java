package net.xcauth.core.text;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Pattern;

/** Explains a failure to people: the message of an exception, without the names of classes. */
public final class Reason {
    private static final Pattern CLASS_NAME = Pattern.compile(
            "(?:\\b[a-z_][a-z0-9_]*(?:\\.[a-z_][a-z0-9_]*)+\\.)[A-Z][\\w$]*(?:: *)?|\\b[A-Z][\\w$]*(?:Exception|Error)\\b(?:: *)?");
    private static final int MAX_CAUSES = 20;

    private Reason() {}

    /**
     * The reason for a failure: the first line of its message or of its cause's.
     *
     * @param failure concerning files, connections, databases and the like; other messages may contain anything
     */
    public static String of(Throwable failure) {
        Throwable informative = failure;
        for (int i = 0; i < MAX_CAUSES && informative.getCause() != null && isUninformative(informative); i++) {
            informative = informative.getCause();
        }
        if (informative instanceof FileSystemException file) {
            return ofFile(file);
        }
        String line = informative.getMessage() == null
                ? ""
                : informative.getMessage().strip().lines().findFirst().orElse("");
        String words = CLASS_NAME.matcher(OneLine.of(line)).replaceAll("").strip();
        return words.isEmpty() ? "no reason given" : words;
    }

    /** True for a wrapper, whose message is empty or repeats its cause's name and message. */
    private static boolean isUninformative(Throwable failure) {
        return failure.getMessage() == null
                || failure.getMessage().isBlank()
                || failure.getMessage().equals(String.valueOf(failure.getCause()));
    }

    /** The messages of these exceptions consist of the file and perhaps a reason. */
    private static String ofFile(FileSystemException failure) {
        return failure instanceof NoSuchFileException
                ? "no such file or folder"
                : failure instanceof AccessDeniedException
                        ? "permission denied"
                        : failure instanceof NotDirectoryException
                                ? "it is not a folder"
                                : failure instanceof FileAlreadyExistsException
                                        ? "it already exists"
                                        : failure.getReason() != null
                                                ? OneLine.of(failure.getReason())
                                                : "the system gives no reason";
    }
}

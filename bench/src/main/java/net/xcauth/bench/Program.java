package net.xcauth.bench;

import java.io.PrintStream;
import java.util.List;

/**
 * What the programs of the benchmark have in common: how they read their command line, and how they end.
 *
 * @param name for the help
 * @param description for the help, in lines
 * @param rest what the help calls the arguments after the options, of which there has to be one; empty if there may be
 *     none
 * @param parameters the options, in the order of the help
 * @param body does the work
 */
record Program(String name, List<String> description, String rest, List<Parameter> parameters, Body body) {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_ARGUMENTS = 2;

    /** The work of a program. */
    @FunctionalInterface
    interface Body {
        /**
         * Does it.
         *
         * @return the exit status
         * @throws WrongArgumentsException if the value of an option is wrong
         * @throws Exception if the work cannot be done
         */
        int run(Arguments arguments) throws Exception;
    }

    /** Runs as a process of its own, which ends with the program. */
    @SuppressWarnings("IncorrectMainMethod")
    void main(String... arguments) {
        System.exit(execute(System.out, System.err, arguments));
    }

    /**
     * Runs.
     *
     * @param out for the help
     * @param errors for what is wrong with the arguments or went wrong later
     * @return the exit status: 2 for wrong arguments, 1 for a failure, else what the body says
     */
    int execute(PrintStream out, PrintStream errors, String... arguments) {
        try {
            Arguments given = Arguments.parse(parameters, arguments);
            if (given.wantHelp()) {
                out.print(new Help(this));
                return OK;
            }
            if (given.wantVersion()) {
                return OK;
            }
            check(given);
            return body.run(given);
        } catch (WrongArgumentsException e) {
            errors.println(e.getMessage());
            errors.print(new Help(this));
            return WRONG_ARGUMENTS;
        } catch (Exception e) {
            e.printStackTrace(errors);
            return FAILED;
        }
    }

    private void check(Arguments given) throws WrongArgumentsException {
        for (Parameter parameter : parameters) {
            given.check(parameter);
        }
        if (!rest.isEmpty() && given.rest().isEmpty()) {
            throw new WrongArgumentsException("Missing required parameter: '" + rest + "'");
        }
        if (rest.isEmpty() && !given.rest().isEmpty()) {
            throw new WrongArgumentsException(
                    "Unmatched argument: '" + given.rest().get(0) + "'");
        }
    }
}

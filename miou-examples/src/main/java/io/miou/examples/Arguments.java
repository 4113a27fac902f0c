package io.miou.examples;

/** The command line of an example, in order; whatever is wrong with it ends the program with exit status 2. */
final class Arguments {

    private final String usage;
    private final String[] args;
    private int next;

    Arguments(String usage, String[] args) {
        this.usage = usage;
        this.args = args;
    }

    /** The next argument, a number; the standard one if there is none. */
    int number(String name, int standard, int least, int most) {
        if (next == args.length) {
            return standard;
        }
        String text = args[next++];
        try {
            int number = Integer.parseInt(text);
            if (least <= number && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw refuse(name + " '" + text + "' is not a number from " + least + " to " + most);
    }

    /** The next argument, which must be there. */
    String required(String name) {
        if (next == args.length) {
            throw refuse(name + " is missing");
        }
        return args[next++];
    }

    /** Checks that there are no more arguments. */
    void end() {
        if (next < args.length) {
            throw refuse("'" + args[next] + "' is one argument too many");
        }
    }

    /** Ends the program; does not return. */
    IllegalArgumentException refuse(String problem) {
        System.err.println(problem);
        System.err.println("usage: " + usage);
        System.exit(2);
        return new IllegalArgumentException(problem);
    }
}

package io.miou.testkit.programs;

/** The exceptions that tasks of a random program throw on purpose. */
interface ProgramFailure {

    static Exception of(Op.Thrown kind, String what) {
        return switch (kind) {
            case CHECKED -> new Checked(what);
            case RUNTIME -> new Unchecked(what);
            case ERROR -> throw new Fatal(what);
        };
    }

    final class Checked extends Exception implements ProgramFailure {

        private static final long serialVersionUID = 1L;

        Checked(String what) {
            super(what, null, true, false);
        }
    }

    final class Unchecked extends RuntimeException implements ProgramFailure {

        private static final long serialVersionUID = 1L;

        Unchecked(String what) {
            super(what, null, true, false);
        }
    }

    final class Fatal extends Error implements ProgramFailure {

        private static final long serialVersionUID = 1L;

        Fatal(String what) {
            super(what, null, true, false);
        }
    }
}

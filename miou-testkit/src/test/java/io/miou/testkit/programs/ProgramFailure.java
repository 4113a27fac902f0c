package io.miou.testkit.programs;

/** The exception that tasks of a random program throw on purpose. */
final class ProgramFailure extends Exception {

    private static final long serialVersionUID = 1L;

    ProgramFailure(String what) {
        super(what, null, true, false);
    }
}

package io.miou.messages;

import io.miou.testing.Variant;

/**
 * Something that a program can do wrong, or that can go wrong for it.
 *
 * @param name of it, in the table
 * @param happened words of the message that say what has happened
 * @param subject whose it is
 * @param commission does it, and returns what was thrown
 */
record Mistake(String name, String happened, Subject subject, Commission commission) {

    /** The subject of a message: a task, or none. */
    enum Subject {
        /** A task called clerk, which the message must name. */
        CLERK,
        /** None: the argument of a call, or a place where no task is. */
        NOBODY
    }

    @FunctionalInterface
    interface Commission {
        Throwable by(Scene scene) throws Exception;
    }

    /** Returns a mistake that a task makes, and whose exception must name that task. */
    static Mistake ofTheClerk(String name, String happened, io.miou.Action action) {
        return new Mistake(name, happened, Subject.CLERK, scene -> scene.thrownInClerk(action));
    }

    /** Returns a mistake that a task makes, and whose exception is about the call alone. */
    static Mistake ofTheCall(String name, String happened, io.miou.Action action) {
        return new Mistake(name, happened, Subject.NOBODY, scene -> scene.thrownInClerk(action));
    }

    Message made(Variant variant) {
        try {
            return Message.of(this, commission.by(new Scene(variant)));
        } catch (Exception e) {
            throw new AssertionError(name + " could not be done", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.miou.task;

/**
 * The operations that a task may use only on its own children (rule 2). Each has the words of the error that another
 * task gets, {@code NotAChildError}.
 */
public enum ChildUse {

    /** The task waits for the child. */
    AWAIT("awaited", "", "pass the result on instead"),

    /** The task cancels the child. */
    CANCEL("cancelled", "", "let the parent do it"),

    /** The task adds the child to its orphans. */
    ADD("added", " to its orphans", "add it to orphans of its parent"),

    /** The task makes a {@code CompletableFuture} of the child. */
    VIEW("made a CompletableFuture of", "", "make it in the parent and pass the future on"),

    /** The task closes the executor that the child serves. */
    CLOSE_EXECUTOR("closed the executor of", "", "close it in the task that opened it, or use shutdown here");

    private final String verb;
    private final String object;
    private final String advice;

    ChildUse(String verb, String object, String advice) {
        this.verb = verb;
        this.object = object;
        this.advice = advice;
    }

    /**
     * {@return the message of the error}
     *
     * @param caller the task that has done it, in words
     * @param child the task that is not its child, in words
     */
    String refusal(String caller, String child) {
        return caller + " " + verb + " " + child + object + ", which is not its child: only the direct parent may; "
                + advice;
    }
}

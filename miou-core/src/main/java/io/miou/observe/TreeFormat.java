package io.miou.observe;

import io.miou.TaskTree;
import java.io.IOException;
import java.util.List;

/** Writes task trees, one task after the other. For one thread. */
interface TreeFormat {

    /** Begins the document. */
    void begin() throws IOException;

    /** Begins a run; the first task that follows is its main task. */
    void beginRun() throws IOException;

    /**
     * Writes a task; its children follow, if it has any.
     *
     * @param node the task; its list of children does not matter
     * @param depth its level; 0 for a main task
     */
    void task(TaskTree.Node node, int depth) throws IOException;

    /** Says that more tasks of the run are left out. */
    void cut(int most) throws IOException;

    /** Ends a run. */
    void endRun() throws IOException;

    /**
     * Ends the document.
     *
     * @param deadlocks of all runs, in words
     */
    void end(List<String> deadlocks) throws IOException;
}

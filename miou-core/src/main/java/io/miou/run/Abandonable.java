package io.miou.run;

import io.miou.fiber.EndGrace;
import io.miou.task.Wait;

/** A wait that a run may have to end because its event never comes (rule 32). */
public interface Abandonable extends Wait {

    /**
     * Ends the wait if it has lasted for too long. On the task's domain, while the task is suspended on it.
     *
     * @param endGrace says how long is too long
     */
    void giveUp(EndGrace endGrace);
}

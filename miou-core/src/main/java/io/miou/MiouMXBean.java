package io.miou;

import java.io.IOException;
import java.util.List;

/**
 * The numbers of this process, and its task tree, over JMX. {@link Miou#metrics} is the same without JMX. The bean is
 * registered while a run has lasted for a moment and the JVM has the module {@code java.management};
 * {@code -Dmiou.jmx=off} keeps it away.
 *
 * <p>Any thread may call every method. Reading stops no domain. Counts include runs that have ended; a number may be
 * out of date by a turn of a loop. Times are in seconds.
 *
 * @since 0.1.0
 */
public interface MiouMXBean {

    /** The name of the bean. */
    String NAME = "io.miou:type=Miou";

    /** {@return the number of runs that have not ended} */
    int getRuns();

    /** {@return the number of tasks that have not ended} */
    long getLiveTasks();

    /** {@return the number of tasks that were started} */
    long getStartedTasks();

    /** {@return the number of tasks that have returned} */
    long getSucceededTasks();

    /** {@return the number of tasks that have thrown} */
    long getFailedTasks();

    /** {@return the number of tasks that were cancelled} */
    long getCancelledTasks();

    /** {@return the number of tasks that wait for their turn on a domain} */
    long getReadyTasks();

    /** {@return the longest time that a ready task has waited for its turn so far} */
    double getOldestWait();

    /** {@return the number of children that are orphans: their parents look after them later} */
    long getOrphans();

    /** {@return the number of broken rules} */
    long getViolations();

    /** {@return the number of resources that were disowned and that no task has adopted} */
    long getDisowned();

    /** {@return the number of threads that run a body of {@code Miou.blocking}} */
    int getBlockingThreadsBusy();

    /** {@return the number of bodies of {@code Miou.blocking} that wait for a thread} */
    int getBlockingWaiting();

    /** {@return the number of times that domains have asked the system for events} */
    long getPolls();

    /** {@return the time that domains have slept in their pollers} */
    double getPollTime();

    /** {@return the sum of the durations of the turns of all loops, from one poll to the next} */
    double getLagTime();

    /**
     * {@return the upper bounds of the classes in which turns are counted by duration; the last class has none}
     */
    double[] getLagBounds();

    /** {@return the number of turns in each class; one more than there are bounds} */
    long[] getLagCounts();

    /** {@return the number of open descriptors of the process; -1 if the JVM does not tell} */
    long getOpenDescriptors();

    /** {@return the number of descriptors that the process may have; -1 if the JVM does not tell} */
    long getMaxDescriptors();

    /** {@return the domains of all runs that have not ended} */
    List<DomainStatus> getDomains();

    /**
     * {@return the task tree as {@link Miou#dump(TaskTree.Format, Appendable)} writes it} For tools: a text of many
     * tasks is long.
     *
     * @param format the format
     * @param most the most tasks of a run; the rest is left out
     */
    String dump(TaskTree.Format format, int most);

    /**
     * Writes the whole task tree to a new file on the machine of this process.
     *
     * @param format the format
     * @param file the path of a file that does not exist
     * @throws IOException if the file exists or cannot be written
     */
    void dumpToFile(TaskTree.Format format, String file) throws IOException;
}

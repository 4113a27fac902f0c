package io.miou.testkit.turns;

/** Decides which domain has the next turn. Confined to the thread that chooses. */
@FunctionalInterface
public interface Chooser {

    /**
     * Chooses.
     *
     * @param domains numbers of those that can run, ascending
     * @param count how many of them, 1 or more; the rest of the array has no meaning
     * @return an index less than the count
     */
    int choose(int[] domains, int count);
}

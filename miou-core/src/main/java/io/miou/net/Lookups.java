package io.miou.net;

import io.miou.run.BlockingPool;
import io.miou.run.BlockingUse;
import io.miou.task.Task;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the addresses of host names on threads of its own, so that slow names take no thread of {@code Miou.blocking}.
 * All tasks that ask for one name at the same time share one lookup. A lookup has no effect, so a task that is
 * cancelled, or whose time limit expires, does not wait for it.
 *
 * <p>Threads: {@link #find} is for fibers. A lookup runs on a thread of the process, not of the run, because no call
 * ends it and a run must not wait for it.
 */
final class Lookups {

    /** The lookups of this process, which ask the system. */
    static final Lookups OF_PROCESS = new Lookups(InetAddress::getAllByName);

    private static final int MOST_THREADS = 256;

    /** The source of addresses. */
    @FunctionalInterface
    interface Source {

        /** Returns the addresses of a host, one or more. May block. */
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    private final Source source;
    private final BlockingPool threads = new BlockingPool(MOST_THREADS, BlockingUse.NAMES);
    private final ConcurrentHashMap<String, Lookup> underWay = new ConcurrentHashMap<>();

    Lookups(Source source) {
        this.source = source;
    }

    /**
     * Returns the addresses of a host in the order of preference. Suspends.
     *
     * @throws UnknownHostException if the host has no address
     * @throws io.miou.TaskCancelled if the caller is cancelled first
     */
    List<InetAddress> find(String host) throws UnknownHostException {
        Task<?> task = Task.current();
        task.checkCancelled();
        LookupWait wait = new LookupWait(task, host);
        try {
            ask(host, wait);
        } catch (Throwable e) {
            boolean _ = wait.withdraw();
            throw e;
        }
        task.suspend(wait);
        return wait.addresses();
    }

    private void ask(String host, LookupWait wait) {
        for (;;) {
            Lookup lookup = underWay.get(host);
            if (lookup == null) {
                Lookup own = new Lookup(host, this);
                lookup = underWay.putIfAbsent(host, own);
                if (lookup == null) {
                    own.add(wait);
                    start(own);
                    return;
                }
            }
            if (lookup.add(wait)) {
                return;
            }
            // The lookup has ended since it was found.
            underWay.remove(host, lookup);
        }
    }

    private void start(Lookup lookup) {
        try {
            threads.execute(lookup);
        } catch (Throwable e) {
            lookup.end(null, e);
        }
    }

    InetAddress[] addressesOf(String host) throws UnknownHostException {
        return source.addressesOf(host);
    }

    /** Drops a lookup that has not begun and that no task waits for. Any thread. */
    void drop(Lookup lookup) {
        underWay.remove(lookup.host(), lookup);
        threads.remove(lookup);
    }

    /** Removes a lookup that has ended: the next task that asks for its name starts another. Any thread. */
    void ended(Lookup lookup) {
        underWay.remove(lookup.host(), lookup);
    }
}

package io.miou.task;

/**
 * Ends the children of an executor's service: asks them to end, and releases the resources they leave. On the service's
 * fiber.
 */
public final class ServiceChildren {

    private ServiceChildren() {
    }

    /**
     * Asks a child to end, and does not wait.
     *
     * @param service the current task
     * @param child of the service
     */
    public static void askToCancel(Task<?> service, Task<?> child) {
        if (!child.consumed) {
            service.children.cancel(child);
        }
    }

    /**
     * Asks all children to end, and does not wait.
     *
     * @param service the current task
     */
    public static void askToCancelAll(Task<?> service) {
        service.children.cancelStarted(0, Long.MAX_VALUE);
    }

    /**
     * {@return the number of resources that the service has acquired}
     *
     * @param service the current task
     */
    public static long acquired(Task<?> service) {
        return service.resources.acquired();
    }

    /**
     * Releases the resources that ended children have left or transferred.
     *
     * @param service the current task
     * @param first the result of {@link #acquired} before
     */
    public static void releaseTransferredSince(Task<?> service, long first) {
        Failures.Collector failures = new Failures.Collector();
        service.children.releaseAbandoned(failures);
        service.resources.releaseSince(service, first, failures);
        failures.log(service);
    }
}

package io.miou.net;

import io.miou.task.Failures;
import io.miou.task.OwnershipState;
import io.miou.task.Task;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;

/**
 * The state of a stream that its parts check before an operation and after each suspension. On the domain of the
 * stream's owner and borrowers.
 */
final class TlsGate {

    private final ByteStream transport;
    private final OwnershipState holding;
    private boolean established;
    private boolean shutDown;

    TlsGate(ByteStream transport) {
        this.transport = transport;
        this.holding = OwnershipState.of(transport);
    }

    OwnershipState holding() {
        return holding;
    }

    /** Returns whether the handshake is done and no other is in progress. */
    boolean isEstablished() {
        return established;
    }

    void setEstablished(boolean established) {
        this.established = established;
    }

    /** Returns whether the program has ended the output. */
    boolean isShutDown() {
        return shutDown;
    }

    void shutDown() {
        shutDown = true;
    }

    /**
     * Checks, before an operation, that the current task may use the stream.
     *
     * @throws ClosedChannelException if that task has closed it
     */
    void requireUsable() throws ClosedChannelException {
        if (holding.isClosedByCaller()) {
            holding.checkOpen();
        }
        transport.check();
    }

    /**
     * Checks, after a suspension, that the owner has not closed the stream meanwhile.
     *
     * @throws AsynchronousCloseException if it has
     */
    void requireOpen(Task<?> task) throws AsynchronousCloseException {
        if (holding.isClosed()) {
            throw Failures.explained(new AsynchronousCloseException(), "TLS over " + transport
                    + " was closed by its owner while " + Failures.describe(task)
                    + " was using it; end what uses a stream before you close it");
        }
    }

    /**
     * Checks that the output has not ended.
     *
     * @throws ClosedChannelException if it has
     */
    void requireMayWrite(Task<?> task) throws ClosedChannelException {
        if (shutDown) {
            throw Failures.explained(new ClosedChannelException(), Failures.describe(task) + " was writing to TLS over "
                    + transport + " after shutdownOutput, which says that nothing more comes; call it when all is"
                    + " written");
        }
    }
}

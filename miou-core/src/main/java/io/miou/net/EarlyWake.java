package io.miou.net;

import io.miou.domain.DomainLoop;
import io.miou.inbox.Message;

/**
 * Ends one wait for bytes of a socket before bytes have come.
 *
 * <p>Threads: any thread may {@link #run} it; the rest is for the domain of the reader, where the fields are confined.
 */
final class EarlyWake implements Runnable {

    private final RequestWait wait;
    private final TcpStream connection;
    private final DomainLoop reader;
    private boolean over;
    private boolean come;

    /**
     * Creates one for a wait that begins soon.
     *
     * @param wait ends it
     * @param connection is read
     * @param reader the domain of the task that waits
     */
    EarlyWake(RequestWait wait, TcpStream connection, DomainLoop reader) {
        this.wait = wait;
        this.connection = connection;
        this.reader = reader;
    }

    /** Publishes the wait. The reader suspends before anything else runs on its domain, so no wake is too early. */
    void begin() {
        wait.begin(this);
    }

    /** Ends the wait: from now on this does nothing. */
    void end() {
        over = true;
    }

    /** Returns whether the wait was ended by this, and not by bytes that had come before. */
    boolean hasCome() {
        return come;
    }

    @Override
    public void run() {
        if (reader.isCurrent()) {
            wake();
        } else {
            reader.post(Message.of(this::wake));
        }
    }

    private void wake() {
        if (!over && connection.wakeReader()) {
            come = true;
        }
    }
}

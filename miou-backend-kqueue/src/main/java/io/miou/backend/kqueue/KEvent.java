package io.miou.backend.kqueue;

/**
 * Constants of macOS's {@code sys/event.h}, which Netty keeps to itself. What they mean is in the manual page
 * <a
 * href="https://developer.apple.com/library/archive/documentation/System/Conceptual/ManPages_iPhoneOS/man2/kqueue.2.html">kqueue(2)</a>.
 */
final class KEvent {

    /** {@code EVFILT_READ}: bytes to read, connections to accept, or the end. */
    static final short READ = -1;

    /** {@code EVFILT_WRITE}: room to write, or a connect is decided. */
    static final short WRITE = -2;

    /** {@code EV_ADD | EV_ENABLE | EV_CLEAR}: reported when it changes, not for as long as it holds. */
    static final short ADD_EDGE_TRIGGERED = 0x0001 | 0x0004 | 0x0020;

    /** {@code EV_DELETE}. */
    static final short DELETE = 0x0002;

    /** {@code EV_EOF}: for reading, the peer has closed its side; for writing, the peer reads no more. */
    static final short END_OF_FILE = (short) 0x8000;

    /** {@code EV_ERROR}: a change was refused. */
    static final short ERROR = 0x4000;

    private KEvent() {
    }
}

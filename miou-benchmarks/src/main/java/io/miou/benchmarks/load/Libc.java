package io.miou.benchmarks.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The few functions of Linux's C library that {@link EpollWire} calls. The error number is of one thread: confined. */
final class Libc {

    static final int EAGAIN = 11;
    static final int EINTR = 4;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final VarHandle ERRNO = Linker.Option.captureStateLayout()
            .varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = find("socket", INT, INT, INT, INT);
    private static final MethodHandle CONNECT = find("connect", INT, INT, POINTER, INT);
    private static final MethodHandle SETSOCKOPT = find("setsockopt", INT, INT, INT, INT, POINTER, INT);
    private static final MethodHandle EPOLL_CREATE = find("epoll_create1", INT, INT);
    private static final MethodHandle EPOLL_CTL = find("epoll_ctl", INT, INT, INT, INT, POINTER);
    private static final MethodHandle EPOLL_WAIT = find("epoll_wait", INT, INT, POINTER, INT, INT);
    private static final MethodHandle RECV = find("recv", LONG, INT, POINTER, LONG, INT);
    private static final MethodHandle SEND = find("send", LONG, INT, POINTER, LONG, INT);
    private static final MethodHandle CLOSE = find("close", INT, INT);

    private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

    private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"));
    }

    /** {@return the error number of the last call that failed} */
    int errno() {
        return (int) ERRNO.get(state, 0L);
    }

    int socket(int domain, int type) throws IOException {
        try {
            return checked("socket", (int) SOCKET.invokeExact(state, domain, type, 0));
        } catch (Throwable e) {
            throw sneaked(e);
        }
    }

    void connect(int descriptor, MemorySegment address) throws IOException {
        try {
            checked("connect", (int) CONNECT.invokeExact(state, descriptor, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw sneaked(e);
        }
    }

    void setsockopt(int descriptor, int level, int option, MemorySegment value) throws IOException {
        try {
            checked("setsockopt",
                    (int) SETSOCKOPT.invokeExact(state, descriptor, level, option, value, (int) value.byteSize()));
        } catch (Throwable e) {
            throw sneaked(e);
        }
    }

    int epollCreate() throws IOException {
        try {
            return checked("epoll_create1", (int) EPOLL_CREATE.invokeExact(state, 0));
        } catch (Throwable e) {
            throw sneaked(e);
        }
    }

    void epollCtl(int epoll, int operation, int descriptor, MemorySegment event) throws IOException {
        try {
            checked("epoll_ctl", (int) EPOLL_CTL.invokeExact(state, epoll, operation, descriptor, event));
        } catch (Throwable e) {
            throw sneaked(e);
        }
    }

    /** {@return the number of events, 0 also when a signal came} */
    int epollWait(int epoll, MemorySegment events, int most, int milliseconds) throws IOException {
        try {
            int count = (int) EPOLL_WAIT.invokeExact(state, epoll, events, most, milliseconds);
            return count < 0 && errno() == EINTR ? 0 : checked("epoll_wait", count);
        } catch (Throwable e) {
            throw sneaked(e);
        }
    }

    /** {@return the number of bytes, 0 at the end of the stream, -1 with {@link #errno}} */
    int receive(int descriptor, MemorySegment target, int flags) {
        try {
            return (int) (long) RECV.invokeExact(state, descriptor, target, target.byteSize(), flags);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** {@return the number of bytes, -1 with {@link #errno}} */
    int send(int descriptor, MemorySegment source, int flags) {
        try {
            return (int) (long) SEND.invokeExact(state, descriptor, source, source.byteSize(), flags);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    void close(int descriptor) throws IOException {
        try {
            checked("close", (int) CLOSE.invokeExact(state, descriptor));
        } catch (Throwable e) {
            throw sneaked(e);
        }
    }

    /** {@return the error for the last call} */
    IOException failure(String call) {
        return new IOException(call + " failed with error number " + errno() + "; look it up in errno(3)");
    }

    private int checked(String call, int result) throws IOException {
        if (result < 0) {
            throw failure(call);
        }
        return result;
    }

    /** A method handle declares any Throwable; of a system call, only ours comes. */
    private static IOException sneaked(Throwable thrown) {
        return thrown instanceof IOException expected ? expected : new IOException(thrown);
    }
}

package io.miou.backend.kqueue;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of kqueue(2) that matter here: descriptors with the lowest free number, filters that belong to a
 * descriptor's number and vanish when it is closed, changes that are applied in order, errors that are reported in
 * place of events.
 */
final class SimulatedKernel {

    static final short CLEAR = 0x0020;
    static final short ADD = 0x0001;

    private final Map<Integer, Socket> open = new HashMap<>();
    private final List<Queue> queues = new ArrayList<>();

    /** A change, as Netty hands it over; {@code id} is the user's data. */
    record Change(int ident, short filter, short flags, long id) {
    }

    /** An event that the kernel reports. */
    record Event(int ident, short filter, short flags, int fflags, long id) {
    }

    private record Key(int ident, short filter) {
    }

    private static final class Filter {
        final long id;
        boolean active;

        Filter(long id, boolean active) {
            this.id = id;
            this.active = active;
        }
    }

    Socket socket() {
        int number = 1;
        while (open.containsKey(number)) {
            number++;
        }
        Socket socket = new Socket(number);
        open.put(number, socket);
        return socket;
    }

    Queue queue() {
        Queue queue = new Queue();
        queues.add(queue);
        return queue;
    }

    /** A descriptor, and what the peer does to it. */
    final class Socket extends FileDescriptor {
        private boolean data;
        private boolean room = true;
        private boolean readEnd;
        private boolean writeEnd;
        private int error;

        private Socket(int number) {
            super(number);
        }

        @Override
        public void close() throws IOException {
            if (!markClosed()) {
                return;
            }
            open.remove(intValue());
            for (Queue queue : queues) {
                queue.filters.remove(new Key(intValue(), KEvent.READ));
                queue.filters.remove(new Key(intValue(), KEvent.WRITE));
            }
        }

        void dataComes() {
            data = true;
            touch(KEvent.READ);
        }

        void dataIsRead() {
            data = false;
        }

        void isFull() {
            room = false;
        }

        void roomComes() {
            room = true;
            touch(KEvent.WRITE);
        }

        void peerShutsDown() {
            readEnd = true;
            touch(KEvent.READ);
        }

        void nobodyReadsAnyMore() {
            writeEnd = true;
            touch(KEvent.WRITE);
        }

        /** An error that is seen by one filter only, the worst case. */
        void fails(short filter, int number) {
            error = number;
            readEnd |= filter == KEvent.READ;
            writeEnd |= filter == KEvent.WRITE;
            touch(filter);
        }

        private void touch(short filter) {
            for (Queue queue : queues) {
                Filter found = queue.filters.get(new Key(intValue(), filter));
                if (found != null) {
                    found.active = true;
                }
            }
        }

        private boolean isReady(short filter) {
            return filter == KEvent.READ ? data || readEnd : room || writeEnd;
        }

        private boolean isAtEnd(short filter) {
            return filter == KEvent.READ ? readEnd : writeEnd;
        }
    }

    /** A kqueue. */
    final class Queue {
        private final Map<Key, Filter> filters = new LinkedHashMap<>();

        /** Returns the number of filters for a descriptor number. */
        long filters(int ident) {
            return filters.keySet().stream().filter(key -> key.ident == ident).count();
        }

        /**
         * {@code kevent(2)} without waiting.
         *
         * @throws IOException if more changes fail than there is room to report; those before stay applied
         */
        List<Event> kevent(List<Change> changes, int room) throws IOException {
            List<Event> events = new ArrayList<>();
            for (Change change : changes) {
                if (!apply(change)) {
                    if (events.size() == room) {
                        throw new IOException("kevent(..) failed");
                    }
                    events.add(new Event(change.ident, change.filter, KEvent.ERROR, 0, change.id));
                }
            }
            if (events.isEmpty()) {
                collect(events, room);
            }
            return events;
        }

        private boolean apply(Change change) {
            Key key = new Key(change.ident, change.filter);
            Socket socket = open.get(change.ident);
            if (socket == null) {
                return false; // EBADF
            }
            if ((change.flags & KEvent.DELETE) != 0) {
                return filters.remove(key) != null; // ENOENT
            }
            if ((change.flags & ADD) == 0 || (change.flags & CLEAR) == 0) {
                throw new AssertionError("nobody asks for " + change);
            }
            filters.put(key, new Filter(change.id, socket.isReady(change.filter)));
            return true;
        }

        private void collect(List<Event> events, int room) {
            filters.forEach((key, filter) -> {
                Socket socket = open.get(key.ident);
                if (filter.active && events.size() < room) {
                    filter.active = false; // EV_CLEAR
                    if (socket.isReady(key.filter)) {
                        boolean end = socket.isAtEnd(key.filter);
                        short flags = (short) (CLEAR | (end ? KEvent.END_OF_FILE : 0));
                        events.add(new Event(key.ident, key.filter, flags, end ? socket.error : 0, filter.id));
                    }
                }
            });
        }
    }
}

package io.miou.helidon;

import io.miou.sync.Trigger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The streams of an HTTP/2 connection that the client has reset, and the requests that end by it. Helidon tells nobody
 * of a reset, so the frames are watched as they come. Confined to the connection's domain.
 *
 * <p>A reset takes effect when Helidon asks for the bytes that follow it: then it has started the request of a HEADERS
 * frame that came before.
 */
final class StreamResets {

    private final ResetFrames frames;
    private final IntSupplier running;
    private final Map<Integer, Trigger> handled = new HashMap<>();

    /** The streams of the last bytes. */
    private final List<Integer> arrived = new ArrayList<>();

    /** Streams that were reset while a request was running that has not named its stream yet. */
    private final Set<Integer> early = new HashSet<>();

    /**
     * @param fields counts the header fields on the way
     * @param running the number of requests that have started and not ended
     */
    StreamResets(HeadFields fields, IntSupplier running) {
        this.frames = new ResetFrames(fields);
        this.running = running;
    }

    // For the connection's task

    /** Begins to watch: the next bytes are those of a client that knows HTTP/2. */
    void begin() {
        frames.begin();
    }

    /** Takes note of bytes that Helidon gets now. */
    void read(byte[] bytes) {
        frames.read(bytes, arrived::add);
    }

    /** Ends the requests that were reset by the bytes before. Helidon has handled those. */
    void takeEffect() {
        for (int stream : arrived) {
            Trigger reset = handled.get(stream);
            if (reset != null) {
                reset.signal();
            } else if (running.getAsInt() > handled.size()) {
                early.add(stream);
            }
        }
        arrived.clear();
        forgetIfAllAreNamed();
    }

    private void forgetIfAllAreNamed() {
        if (running.getAsInt() <= handled.size()) {
            early.clear();
        }
    }

    // For the tasks of the requests

    /** Returns whether the request of a stream has begun: then this is a part of it that was rerouted. */
    boolean hasBegun(int stream) {
        return handled.containsKey(stream);
    }

    /** Begins a request. Returns what is signalled if the client resets its stream. */
    Trigger begin(int stream) {
        Trigger reset = new Trigger();
        if (early.remove(stream)) {
            reset.signal();
        }
        handled.put(stream, reset);
        forgetIfAllAreNamed();
        return reset;
    }

    /** Ends a request. */
    void end(int stream) {
        handled.remove(stream);
    }
}

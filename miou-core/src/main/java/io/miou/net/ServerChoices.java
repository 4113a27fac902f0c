package io.miou.net;

import io.miou.support.Log;
import io.miou.sync.Latch;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The choices of a {@link Server}. {@link #with} changes a copy; immutable afterwards, so for any thread. */
final class ServerChoices {

    static final int ANY_NUMBER = Integer.MAX_VALUE;

    private static final Duration STANDARD_GRACE = Duration.ofSeconds(10);
    private static final boolean SPREADS = "Linux".equals(System.getProperty("os.name"));

    final List<SocketAddress> addresses;

    int clients = ANY_NUMBER;

    @Nullable
    Duration idle;

    Duration grace = STANDARD_GRACE;
    List<String> signals = List.of();

    @Nullable
    Latch stop;

    BiConsumer<? super SocketAddress, ? super Throwable> failed = ServerChoices::log;

    Consumer<? super SocketAddress> listening = _ -> {
        // Not everyone needs the address.
    };

    /** Whether the operating system spreads the connections of a port over several listeners. */
    boolean spreads = SPREADS;

    ServerChoices(List<SocketAddress> addresses) {
        this.addresses = addresses;
    }

    private ServerChoices(ServerChoices other) {
        addresses = other.addresses;
        clients = other.clients;
        idle = other.idle;
        grace = other.grace;
        signals = other.signals;
        stop = other.stop;
        failed = other.failed;
        listening = other.listening;
        spreads = other.spreads;
    }

    /** Returns the same with a change. */
    ServerChoices with(Consumer<ServerChoices> change) {
        ServerChoices changed = new ServerChoices(this);
        change.accept(changed);
        return changed;
    }

    private static void log(SocketAddress peer, Throwable failure) {
        if (failure instanceof ClientResetException) {
            Log.debug(failure::getMessage, failure);
        } else {
            Log.warning("the handler of client " + Addresses.words(peer)
                    + " has failed; set Server.failed to handle this, or catch it in the handler", failure);
        }
    }
}

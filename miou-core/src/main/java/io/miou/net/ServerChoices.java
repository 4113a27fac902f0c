package io.miou.net;

import io.miou.support.Log;
import io.miou.sync.Latch;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The choices of a {@link Server}. Immutable.
 *
 * @param addresses to listen at
 * @param clients the most at once
 * @param idle the longest wait for a request; null: no limit
 * @param grace for clients in the middle of a request
 * @param signals that stop it
 * @param stop the latch that stops it; null: none
 * @param failed gets the failures of clients
 * @param listening gets the addresses
 * @param tls the settings of encrypted connections; null: they are not encrypted
 * @param spreads whether the operating system spreads the connections of a port over several listeners
 */
record ServerChoices(List<SocketAddress> addresses, int clients, @Nullable Duration idle, Duration grace,
        List<String> signals, @Nullable Latch stop, BiConsumer<? super SocketAddress, ? super Throwable> failed,
        Consumer<? super SocketAddress> listening, @Nullable Tls tls, boolean spreads) {

    static final int ANY_NUMBER = Integer.MAX_VALUE;

    private static final Duration STANDARD_GRACE = Duration.ofSeconds(10);
    private static final boolean SPREADS = "Linux".equals(System.getProperty("os.name"));

    static ServerChoices standard(List<SocketAddress> addresses) {
        return new ServerChoices(addresses, ANY_NUMBER, null, STANDARD_GRACE, List.of(), null, ServerChoices::log,
                _ -> {
                    // Not everyone needs the address.
                }, null, SPREADS);
    }

    ServerChoices withClients(int most) {
        return new ServerChoices(addresses, most, idle, grace, signals, stop, failed, listening, tls, spreads);
    }

    ServerChoices withIdle(Duration limit) {
        return new ServerChoices(addresses, clients, limit, grace, signals, stop, failed, listening, tls, spreads);
    }

    ServerChoices withGrace(Duration limit) {
        return new ServerChoices(addresses, clients, idle, limit, signals, stop, failed, listening, tls, spreads);
    }

    ServerChoices withSignals(List<String> names) {
        return new ServerChoices(addresses, clients, idle, grace, names, stop, failed, listening, tls, spreads);
    }

    ServerChoices withStop(Latch latch) {
        return new ServerChoices(addresses, clients, idle, grace, signals, latch, failed, listening, tls, spreads);
    }

    ServerChoices withFailed(BiConsumer<? super SocketAddress, ? super Throwable> action) {
        return new ServerChoices(addresses, clients, idle, grace, signals, stop, action, listening, tls, spreads);
    }

    ServerChoices withListening(Consumer<? super SocketAddress> action) {
        return new ServerChoices(addresses, clients, idle, grace, signals, stop, failed, action, tls, spreads);
    }

    ServerChoices withTls(Tls settings) {
        return new ServerChoices(addresses, clients, idle, grace, signals, stop, failed, listening, settings, spreads);
    }

    ServerChoices withOneAcceptor() {
        return new ServerChoices(addresses, clients, idle, grace, signals, stop, failed, listening, tls, false);
    }

    private static void log(SocketAddress peer, Throwable failure) {
        if (failure instanceof ClientResetException) {
            Log.debug(failure::getMessage, failure);
        } else if (failure instanceof ClientHandshakeException) {
            Log.warning("a client of a server got no service, because " + failure.getMessage()
                    + "; set Server.failed to handle this", failure);
        } else {
            Log.warning("the handler of client " + Addresses.words(peer)
                    + " has failed; set Server.failed to handle this, or catch it in the handler", failure);
        }
    }
}

package io.miou.helidon;

import io.helidon.common.Builder;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.Routing;
import io.helidon.webserver.spi.ServerFeature;
import io.miou.net.Tls;
import io.miou.sync.Latch;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The choices of a {@link HelidonServer} that a {@link io.miou.net.Server} does not have, or that both need. Immutable.
 *
 * @param routings builders of the routings, not built yet
 * @param features of Helidon
 * @param listener changes Helidon's configuration
 * @param tls the settings of encrypted connections; null: they are not encrypted
 * @param idle the longest wait for a request; null: no limit
 * @param requestHead the longest time for the head of a request
 * @param signals that stop it
 * @param stop the latch that stops it; null: none
 */
record HelidonChoices(List<Builder<?, ? extends Routing>> routings, List<ServerFeature> features,
        Consumer<? super ListenerConfig.Builder> listener, @Nullable Tls tls, @Nullable Duration idle,
        Duration requestHead, List<String> signals, @Nullable Latch stop) {

    private static final Duration STANDARD_REQUEST_HEAD = Duration.ofSeconds(10);

    static HelidonChoices standard() {
        return new HelidonChoices(List.of(), List.of(), _ -> {
            // Helidon's defaults.
        }, null, null, STANDARD_REQUEST_HEAD, List.of(), null);
    }

    HelidonChoices withRoutings(List<Builder<?, ? extends Routing>> added) {
        return new HelidonChoices(plus(routings, added), features, listener, tls, idle, requestHead, signals, stop);
    }

    HelidonChoices withFeatures(List<ServerFeature> added) {
        return new HelidonChoices(routings, plus(features, added), listener, tls, idle, requestHead, signals, stop);
    }

    HelidonChoices withListener(Consumer<? super ListenerConfig.Builder> change) {
        Consumer<ListenerConfig.Builder> both = builder -> {
            listener.accept(builder);
            change.accept(builder);
        };
        return new HelidonChoices(routings, features, both, tls, idle, requestHead, signals, stop);
    }

    HelidonChoices withTls(Tls settings) {
        return new HelidonChoices(routings, features, listener, settings, idle, requestHead, signals, stop);
    }

    HelidonChoices withIdle(Duration limit) {
        return new HelidonChoices(routings, features, listener, tls, positive(limit, "clients cannot be idle for "),
                requestHead, signals, stop);
    }

    HelidonChoices withRequestHead(Duration limit) {
        return new HelidonChoices(routings, features, listener, tls, idle,
                positive(limit, "the head of a request cannot take "), signals, stop);
    }

    HelidonChoices withSignals(List<String> names) {
        return new HelidonChoices(routings, features, listener, tls, idle, requestHead, names, stop);
    }

    HelidonChoices withStop(Latch latch) {
        return new HelidonChoices(routings, features, listener, tls, idle, requestHead, signals, latch);
    }

    private static <T> List<T> plus(List<T> some, List<? extends T> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static Duration positive(Duration limit, String mistake) {
        Objects.requireNonNull(limit, "limit");
        if (!limit.isPositive()) {
            throw new IllegalArgumentException(mistake + limit + "; choose more than zero");
        }
        return limit;
    }
}

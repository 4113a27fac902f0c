package io.miou.helidon;

import io.helidon.common.Builder;
import io.helidon.common.Weights;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.Routing;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.spi.ServerFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Shows a server to features of Helidon: one socket, with the default name. Confined to the task that sets them up.
 *
 * <p>A feature comes before the routes of the program, so that it can filter them.
 */
final class SiteFeatures
        implements
            ServerFeature.ServerFeatureContext,
            ServerFeature.SocketBuilders,
            ServerFeature.RoutingBuilders {

    private final ListenerConfig listener;
    private final HttpRouting.Builder http;
    private final List<? extends Builder<?, ? extends Routing>> others;

    SiteFeatures(ListenerConfig listener, HttpRouting.Builder http,
            List<? extends Builder<?, ? extends Routing>> others) {
        this.listener = listener;
        this.http = http;
        this.others = others;
    }

    /** Sets features up, in the order of their weights. */
    void setUp(List<ServerFeature> features) {
        List<ServerFeature> sorted = new ArrayList<>(features);
        Weights.sort(sorted);
        sorted.forEach(feature -> feature.setup(this));
    }

    @Override
    public WebServerConfig serverConfig() {
        return WebServerConfig.builder().featuresDiscoverServices(false).protocolsDiscoverServices(false)
                .buildPrototype();
    }

    @Override
    public Set<String> sockets() {
        return Set.of();
    }

    @Override
    public boolean socketExists(String name) {
        return name.equals(WebServer.DEFAULT_SOCKET_NAME);
    }

    @Override
    public ServerFeature.SocketBuilders socket(String name) {
        if (!socketExists(name)) {
            throw new NoSuchElementException("a HelidonServer has no socket \"" + name
                    + "\"; configure the feature for the default one, or serve a second HelidonServer");
        }
        return this;
    }

    @Override
    public ListenerConfig listener() {
        return listener;
    }

    @Override
    public HttpRouting.Builder httpRouting() {
        return http;
    }

    @Override
    public ServerFeature.RoutingBuilders routingBuilders() {
        return this;
    }

    @Override
    public boolean hasRouting(Class<?> builderType) {
        return builderType.isInstance(http) || others.stream().anyMatch(builderType::isInstance);
    }

    @Override
    public <T extends Builder<T, ?>> T routingBuilder(Class<T> builderType) {
        if (builderType.isInstance(http)) {
            return builderType.cast(http);
        }
        return others.stream().filter(builderType::isInstance).map(builderType::cast).findFirst().orElseThrow(
                () -> new NoSuchElementException("there is no routing of type " + builderType.getName()
                        + "; give HelidonServer.routing one"));
    }
}

package io.miou.helidon;

import io.helidon.common.Builder;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.context.Context;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionProviders;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.Router;
import io.helidon.webserver.Routing;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.spi.ProtocolConfig;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelectorProvider;
import io.miou.Domain;
import io.miou.Miou;
import io.miou.RuleViolation;
import io.miou.TaskCancelled;
import io.miou.net.Tls;
import io.miou.sync.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The content of a running server: routing, protocols, and Helidon's settings that all connections share. Any
 * thread.
 */
final class ServedSite {

    /** The name of HTTP/2 over TLS in ALPN. */
    static final String HTTP_2 = "h2";

    private static final System.Logger LOGGER = System.getLogger("io.miou.helidon");

    /** The type of HTTP/2 in Helidon's configuration. */
    private static final String HTTP_2_TYPE = "http_2";

    /** The largest head of HTTP/2 if Helidon's configuration does not say, and what a field of it counts at least. */
    private static final long STANDARD_HEADER_LIST_SIZE = 8192;
    private static final int LEAST_FIELD_SIZE = 32;

    private final ListenerConfig config;
    private final Router router;
    private final ConnectionProviders protocols;
    private final Limit requests;
    private final Context context = Context.builder().id("miou-helidon").build();
    private final MediaContext media;
    private final ContentEncodingContext encodings;
    private final DirectHandlers directHandlers;
    private final @Nullable Tls tls;
    private final @Nullable Duration idle;
    private final Duration requestHead;
    private final int mostHeaderFields;
    private volatile boolean stopping;

    ServedSite(HelidonChoices choices) {
        ListenerConfig.Builder builder = ListenerConfig.builder();
        choices.listener().accept(builder);
        this.config = withRequestState(builder.buildPrototype());
        this.router = router(choices, config);
        this.protocols = ConnectionProviders.create(selectors(config));
        this.requests = config.maxConcurrentRequests() < 0
                ? config.concurrencyLimit().orElseGet(FixedLimit::create)
                : FixedLimit.builder().permits(config.maxConcurrentRequests()).build();
        this.media = config.mediaContext().orElseGet(MediaContext::create);
        this.encodings = config.contentEncoding().orElseGet(ContentEncodingContext::create);
        this.directHandlers = config.directHandlers().orElseGet(DirectHandlers::create);
        Tls chosen = choices.tls();
        this.tls = chosen == null ? null : withProtocols(chosen);
        this.idle = choices.idle();
        this.requestHead = choices.requestHead();
        this.mostHeaderFields = mostHeaderFields(config);
    }

    /**
     * Returns how many fields a head of HTTP/2 can have that is as large as the configuration allows. Each counts 32
     * bytes besides its name and value (RFC 9113, 6.5.2).
     */
    private static int mostHeaderFields(ListenerConfig config) {
        // The type first: Helidon's HTTP/2 may be absent.
        long size = config.protocols().stream().filter(one -> one.type().equals(HTTP_2_TYPE))
                .mapToLong(one -> one instanceof Http2Config http2
                        ? http2.maxHeaderListSize()
                        : STANDARD_HEADER_LIST_SIZE)
                .max().orElse(STANDARD_HEADER_LIST_SIZE);
        return (int) Math.min(size / LEAST_FIELD_SIZE, Integer.MAX_VALUE);
    }

    /** Adds a listener of ours to HTTP/1.1, so that each connection knows how far its request has come. */
    private static ListenerConfig withRequestState(ListenerConfig config) {
        ListenerConfig.Builder builder = ListenerConfig.builder(config).protocolsDiscoverServices(false)
                .clearProtocols();
        for (ProtocolConfig protocol : usable(config.protocols())) {
            builder.addProtocol(protocol instanceof Http1Config http1
                    ? Http1Config.builder(http1)
                            .receiveListeners(List.of(new RequestHeadListener(http1.receiveListeners())))
                            .buildPrototype()
                    : protocol);
        }
        return builder.buildPrototype();
    }

    /** Returns the protocols without HTTP/2 if that would stop the domain: see ADR 125. */
    private static List<ProtocolConfig> usable(List<ProtocolConfig> protocols) {
        List<ProtocolConfig> usable = protocols.stream()
                .filter(one -> !one.type().equals(HTTP_2_TYPE) || Domain.jdkWaitsSuspend()).toList();
        if (usable.size() < protocols.size()) {
            LOGGER.log(System.Logger.Level.WARNING, "HTTP/2 is off, because its implementation would stop a domain of"
                    + " the portable engine; run the JVM with --add-opens java.base/java.lang=ALL-UNNAMED");
        }
        return usable;
    }

    /** Returns the protocols, each as its provider makes it. They are found by the class loader of Helidon. */
    private static List<ServerConnectionSelector> selectors(ListenerConfig config) {
        ProtocolConfigs configs = ProtocolConfigs.create(config.protocols());
        List<ServerConnectionSelector> selectors = new ArrayList<>(config.connectionSelectors());
        ServiceLoader.load(ServerConnectionSelectorProvider.class, ServedSite.class.getClassLoader())
                .forEach(provider -> selectors.addAll(selectorsOf((ServerConnectionSelectorProvider<?>) provider,
                        configs)));
        return selectors;
    }

    private static <T extends ProtocolConfig> List<ServerConnectionSelector> selectorsOf(
            ServerConnectionSelectorProvider<T> provider, ProtocolConfigs configs) {
        return configs.config(provider.protocolType(), provider.protocolConfigType()).stream()
                .map(one -> provider.create(WebServer.DEFAULT_SOCKET_NAME, one, configs)).toList();
    }

    private static Router router(HelidonChoices choices, ListenerConfig config) {
        HttpRouting.Builder http = HttpRouting.builder();
        List<Builder<?, ? extends Routing>> others = new ArrayList<>();
        for (Builder<?, ? extends Routing> routing : choices.routings()) {
            if (routing instanceof HttpRouting.Builder given) {
                // A copy, because one server may serve several times.
                http = given.copy();
            } else {
                others.add(routing);
            }
        }
        new SiteFeatures(config, http, others).setUp(choices.features());
        http.addFilter(ServedSite::around)
                .error(TaskCancelled.class, (_, _, cancelled) -> {
                    throw cancelled;
                })
                .error(RuleViolation.class, ServedSite::ruleBroken);
        Router.Builder router = Router.builder().addRouting(http);
        others.forEach(router::addRouting);
        return router.build();
    }

    /** Answers a request that has broken a rule, and has its connection fail. */
    private static void ruleBroken(ServerRequest request, ServerResponse response, RuleViolation violation) {
        if (request.listenerContext() instanceof ServedConnection served) {
            served.ruleBroken(violation);
            if (!served.progress().isHttp2()) {
                response.header(HeaderValues.CONNECTION_CLOSE);
            }
        }
        response.status(Status.INTERNAL_SERVER_ERROR_500).send();
    }

    /** Runs around each request, in its task. */
    private static void around(FilterChain rest, RoutingRequest request, RoutingResponse response) {
        if (!(request.listenerContext() instanceof ServedConnection served)) {
            rest.proceed();
            return;
        }
        if (served.progress().isHttp2()) {
            served.progress().streamHandled(request.id());
            Thread.currentThread().setName(request.prologue().method() + " " + request.prologue().uriPath().rawPath()
                    + " of " + served.childSocketId());
            proceedUntilReset(rest, served.resets(), request.id());
            return;
        }
        rest.proceed();
        if (response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            // Helidon would take what is left of a body that it could not read for the next request.
            served.progress().endAfterRequest();
        }
    }

    /** Handles a request of HTTP/2, and ends it if the client resets its stream. */
    private static void proceedUntilReset(FilterChain rest, StreamResets resets, int stream) {
        if (resets.hasBegun(stream)) {
            rest.proceed();
            return;
        }
        Trigger reset = resets.begin(stream);
        try {
            if (!Miou.<RuntimeException>until(reset, rest::proceed)) {
                // Helidon takes this for the end of the stream, and logs nothing.
                throw new CloseConnectionException("the client has reset stream " + stream);
            }
        } finally {
            resets.end(stream);
        }
    }

    private Tls withProtocols(Tls tls) {
        return tls.applicationProtocols(protocols.supportedApplicationProtocols().stream()
                .sorted(Comparator.comparing((String name) -> !name.equals(HTTP_2))).toArray(String[]::new));
    }

    // The life of the server

    /** Tells the routing that the server starts. */
    void start() {
        router.beforeStart();
    }

    /** Notes that the server stops. */
    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Tells the routing that the server has stopped. */
    void end() {
        router.afterStop();
    }

    // What connections ask

    ListenerConfig config() {
        return config;
    }

    Router router() {
        return router;
    }

    ConnectionProviders protocols() {
        return protocols;
    }

    /** The limit on requests that are handled at once. */
    Limit requests() {
        return requests;
    }

    Context context() {
        return context;
    }

    MediaContext media() {
        return media;
    }

    ContentEncodingContext encodings() {
        return encodings;
    }

    DirectHandlers directHandlers() {
        return directHandlers;
    }

    @Nullable
    Tls tls() {
        return tls;
    }

    /** The longest that a client may be without a request; null without a limit. */
    @Nullable
    Duration idle() {
        return idle;
    }

    /** The longest that the head of a request may take. */
    Duration requestHead() {
        return requestHead;
    }

    /** The most fields of a head of HTTP/2. */
    int mostHeaderFields() {
        return mostHeaderFields;
    }
}

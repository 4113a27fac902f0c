package io.miou.net;

import io.miou.support.Arguments;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The settings of TLS connections. Immutable: each method returns a new object. Any thread; never suspends.
 *
 * {@snippet :
 * Tls tls = Tls.of(context).applicationProtocols("h2", "http/1.1").clientCertificate(ClientCertificate.WANTED);
 * try (TlsStream client = TlsStream.server(listener.accept(), tls)) {
 *     serve(client);
 * }
 * }
 *
 * <p>Connections of one context share its sessions: a client that connects again to the same host and port resumes.
 *
 * @since 0.1.0
 */
public final class Tls {

    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

    private final TlsEngines engines;
    private final @Nullable List<String> protocols;
    private final @Nullable List<String> ciphers;
    private final List<String> applicationProtocols;
    private final ClientCertificate clientCertificate;
    private final Duration handshakeLimit;
    private final @Nullable Consumer<? super SSLParameters> parameters;

    private Tls(TlsEngines engines, @Nullable List<String> protocols, @Nullable List<String> ciphers,
            List<String> applicationProtocols, ClientCertificate clientCertificate, Duration handshakeLimit,
            @Nullable Consumer<? super SSLParameters> parameters) {
        this.engines = engines;
        this.protocols = protocols;
        this.ciphers = ciphers;
        this.applicationProtocols = applicationProtocols;
        this.clientCertificate = clientCertificate;
        this.handshakeLimit = handshakeLimit;
        this.parameters = parameters;
    }

    /**
     * Makes settings with a context for all connections.
     *
     * @param context the keys and the trusted certificates, initialised
     * @return settings with defaults
     */
    public static Tls of(SSLContext context) {
        Objects.requireNonNull(context, "context");
        return ofEngines((host, port) -> engine(context, host, port));
    }

    /**
     * Makes settings with a context that may be replaced, such as a {@link ReloadableContext}.
     *
     * @param contexts returns the context of a connection; called on a fiber for each connection, must not wait
     * @return settings with defaults
     */
    public static Tls of(Supplier<? extends SSLContext> contexts) {
        Objects.requireNonNull(contexts, "contexts");
        return ofEngines((host, port) -> engine(
                Objects.requireNonNull(contexts.get(), "the supplier of TLS contexts has returned null"), host, port));
    }

    /**
     * Makes settings with engines of another maker, such as OpenSSL.
     *
     * @param engines makes the engine of each connection
     * @return settings with defaults
     */
    public static Tls ofEngines(TlsEngines engines) {
        Objects.requireNonNull(engines, "engines");
        return new Tls(engines, null, null, List.of(), ClientCertificate.NONE, HANDSHAKE_LIMIT, null);
    }

    private static SSLEngine engine(SSLContext context, @Nullable String host, int port) {
        return host == null ? context.createSSLEngine() : context.createSSLEngine(host, port);
    }

    /**
     * Sets the versions of TLS. The default is that of the engine: TLS 1.2 and 1.3.
     *
     * @param names such as {@code TLSv1.3}
     * @return settings with these
     * @throws IllegalArgumentException if there are none
     */
    public Tls protocols(String... names) {
        return new Tls(engines, requireSome(names, "protocols"), ciphers, applicationProtocols, clientCertificate,
                handshakeLimit, parameters);
    }

    /**
     * Sets the cipher suites. The default is that of the engine.
     *
     * @param names such as {@code TLS_AES_128_GCM_SHA256}, the preferred ones first
     * @return settings with these
     * @throws IllegalArgumentException if there are none
     */
    public Tls ciphers(String... names) {
        return new Tls(engines, protocols, requireSome(names, "ciphers"), applicationProtocols, clientCertificate,
                handshakeLimit, parameters);
    }

    /**
     * Sets the application protocols to agree on (ALPN). The server prefers its own order. If both sides name some, and
     * they have none in common, the handshake fails.
     *
     * @param names such as {@code h2}, the preferred ones first; none switches ALPN off
     * @return settings with these
     * @throws IllegalArgumentException if a name is empty or longer than 255 bytes
     */
    public Tls applicationProtocols(String... names) {
        Arguments.requireElements(names, "names");
        for (String name : names) {
            if (name.isEmpty() || name.length() > 255) {
                throw new IllegalArgumentException("an application protocol has a name of " + name.length()
                        + " bytes; it has 1 to 255, as \"h2\" has");
            }
        }
        return new Tls(engines, protocols, ciphers, List.of(names), clientCertificate, handshakeLimit, parameters);
    }

    /**
     * Sets whether a server asks its clients for certificates. A client sends the one that its context has.
     *
     * @param choice {@link ClientCertificate#NONE} is the default
     * @return settings with this
     */
    public Tls clientCertificate(ClientCertificate choice) {
        Objects.requireNonNull(choice, "choice");
        return new Tls(engines, protocols, ciphers, applicationProtocols, choice, handshakeLimit, parameters);
    }

    /**
     * Sets the time that a handshake may take. The handshake of a slow peer then fails with an
     * {@link javax.net.ssl.SSLHandshakeException}. A handshake that was cut by a cancellation and is repeated gets the
     * time again.
     *
     * @param limit the default is 10 seconds
     * @return settings with this
     * @throws IllegalArgumentException if it is not positive
     */
    public Tls handshakeLimit(Duration limit) {
        Objects.requireNonNull(limit, "limit");
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("a handshake cannot be done within " + limit
                    + "; choose a positive time");
        }
        return new Tls(engines, protocols, ciphers, applicationProtocols, clientCertificate, limit, parameters);
    }

    /**
     * Sets an action that changes the parameters of each connection last, after everything else was set. Use it for
     * what has no method here: matchers of server names, signature schemes, algorithm constraints.
     *
     * {@snippet :
     * Tls anyName = tls.parameters(parameters -> parameters.setEndpointIdentificationAlgorithm(null));
     * }
     *
     * @param change called on a fiber for each connection; must not wait
     * @return settings with this
     */
    public Tls parameters(Consumer<? super SSLParameters> change) {
        Objects.requireNonNull(change, "change");
        return new Tls(engines, protocols, ciphers, applicationProtocols, clientCertificate, handshakeLimit, change);
    }

    private static List<String> requireSome(String[] names, String what) {
        Arguments.requireElements(names, "names");
        if (names.length == 0) {
            throw new IllegalArgumentException("TLS needs " + what + "; name at least one, or leave the default");
        }
        return List.of(names);
    }

    Duration handshakeLimit() {
        return handshakeLimit;
    }

    /** Makes the engine of a client, which checks that the certificate of the server is for that host. */
    SSLEngine clientEngine(String host, int port) {
        return configured(engines.create(host, port), engine -> {
            engine.setUseClientMode(true);
            SSLParameters set = common(engine);
            set.setEndpointIdentificationAlgorithm("HTTPS");
            if (isName(host)) {
                set.setServerNames(List.of(new SNIHostName(host)));
            }
            finish(engine, set);
        });
    }

    /** Makes the engine of a server. */
    SSLEngine serverEngine() {
        return configured(engines.create(null, -1), engine -> {
            engine.setUseClientMode(false);
            SSLParameters set = common(engine);
            switch (clientCertificate) {
                case NONE -> set.setNeedClientAuth(false);
                case WANTED -> set.setWantClientAuth(true);
                case NEEDED -> set.setNeedClientAuth(true);
            }
            finish(engine, set);
        });
    }

    /** Releases an engine that was made by {@link #clientEngine} or {@link #serverEngine}. */
    void release(SSLEngine engine) {
        engines.release(engine);
    }

    private SSLEngine configured(SSLEngine engine, Consumer<SSLEngine> configuration) {
        try {
            configuration.accept(engine);
            return engine;
        } catch (Throwable e) {
            release(engine);
            throw e;
        }
    }

    private SSLParameters common(SSLEngine engine) {
        SSLParameters set = engine.getSSLParameters();
        if (protocols != null) {
            set.setProtocols(protocols.toArray(String[]::new));
        }
        if (ciphers != null) {
            set.setCipherSuites(ciphers.toArray(String[]::new));
        }
        if (!applicationProtocols.isEmpty()) {
            set.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        }
        return set;
    }

    private void finish(SSLEngine engine, SSLParameters set) {
        if (parameters != null) {
            parameters.accept(set);
        }
        engine.setSSLParameters(set);
    }

    /** Returns whether a host is a name, which a client may send (SNI), and no address. */
    private static boolean isName(String host) {
        if (host.isEmpty() || host.indexOf(':') >= 0 || Character.isDigit(host.charAt(host.length() - 1))) {
            // The last label of a name is never a number; that of an IPv4 address is.
            return false;
        }
        try {
            SNIHostName _ = new SNIHostName(host);
            return true;
        } catch (IllegalArgumentException e) {
            // Such as a name with a dot at its end, which is a name for DNS only.
            return false;
        }
    }

    @Override
    public String toString() {
        return "TLS" + (protocols == null ? "" : " " + protocols)
                + (applicationProtocols.isEmpty() ? "" : " for " + applicationProtocols);
    }
}

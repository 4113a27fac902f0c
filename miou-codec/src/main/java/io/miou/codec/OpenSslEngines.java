package io.miou.codec;

import io.miou.net.TlsEngines;
import io.miou.support.Log;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS engines of OpenSSL for {@link io.miou.net.TlsStream}, or the JDK's where OpenSSL cannot be loaded. OpenSSL needs
 * less processor time. Add {@code io.netty:netty-tcnative-boringssl-static} to the program to have it.
 *
 * {@snippet :
 * Tls tls = Tls.ofEngines(OpenSslEngines.forServer(keys, null, "h2", "http/1.1"));
 * TlsStream stream = TlsStream.server(client, tls);
 * }
 *
 * <p>The logger {@code io.miou} says at level DEBUG which engines were chosen, and why. Name application protocols
 * here: engines of OpenSSL ignore those of {@link io.miou.net.Tls#applicationProtocols}.
 *
 * <p>Any thread; an engine is made without waiting. Its native memory is freed when its stream is closed.
 *
 * @since 0.1.0
 */
public final class OpenSslEngines {

    private OpenSslEngines() {
    }

    /** {@return why OpenSSL cannot be used here; empty if it can} */
    public static Optional<String> unavailable() {
        Throwable cause = cause();
        return cause == null
                ? Optional.empty()
                : Optional.of(cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException
                        ? "netty-tcnative is neither on the class path nor among the modules"
                        : cause.toString());
    }

    private static @Nullable Throwable cause() {
        try {
            return OpenSsl.unavailabilityCause();
        } catch (LinkageError e) {
            return e;
        }
    }

    /**
     * Makes engines for servers.
     *
     * @param keys the certificate and the key of the server, initialised
     * @param trusted the certificates of clients that are trusted, initialised; null for those of the JDK
     * @param applicationProtocols to agree on (ALPN), the preferred ones first; none switches it off
     * @return engines of OpenSSL, or of the JDK
     * @throws SSLException if the keys or certificates cannot be used
     */
    public static TlsEngines forServer(KeyManagerFactory keys, @Nullable TrustManagerFactory trusted,
            String... applicationProtocols) throws SSLException {
        Objects.requireNonNull(keys, "keys");
        List<String> protocols = List.of(applicationProtocols);
        return isChosen()
                ? inPlace(openSsl(SslContextBuilder.forServer(keys), trusted, protocols), trusted == null)
                : jdk(keys, trusted, protocols);
    }

    /**
     * Makes engines for clients.
     *
     * @param keys the client's own certificate and key, initialised; null for none
     * @param trusted the certificates that are trusted, initialised; null for those of the JDK
     * @param applicationProtocols to agree on (ALPN), the preferred ones first; none switches it off
     * @return engines of OpenSSL, or of the JDK
     * @throws SSLException if the keys or certificates cannot be used
     */
    public static TlsEngines forClient(@Nullable KeyManagerFactory keys, @Nullable TrustManagerFactory trusted,
            String... applicationProtocols) throws SSLException {
        List<String> protocols = List.of(applicationProtocols);
        return isChosen()
                ? openSsl(SslContextBuilder.forClient().keyManager(keys), trusted, protocols)
                : jdk(keys, trusted, protocols);
    }

    private static boolean isChosen() {
        Optional<String> reason = unavailable();
        Log.debug(() -> reason.isEmpty()
                ? "TLS by OpenSSL: " + OpenSsl.versionString() + " is there"
                : "TLS by the JDK: no OpenSSL, because " + reason.get(), null);
        return reason.isEmpty();
    }

    private static Released openSsl(SslContextBuilder builder, @Nullable TrustManagerFactory trusted,
            List<String> protocols) throws SSLException {
        builder.sslProvider(SslProvider.OPENSSL).trustManager(trusted);
        if (!protocols.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocols));
        }
        return new Released(builder.build());
    }

    /**
     * Makes engines without tasks, if they check no certificate. OpenSSL uses the key in the middle of a call in any
     * case, so what is left for a blocking thread is only to choose the certificate, and to go there takes longer.
     */
    @SuppressWarnings("deprecation") // Netty has no other setting for a single context
    private static TlsEngines inPlace(Released engines, boolean serverOnly) {
        if (serverOnly && engines.context() instanceof ReferenceCountedOpenSslContext context) {
            context.setUseTasks(false);
        }
        return engines;
    }

    /**
     * Makes engines that are released with their stream.
     *
     * @param context of all of them
     */
    private record Released(SslContext context) implements TlsEngines {

        @Override
        public SSLEngine create(@Nullable String host, int port) {
            return host == null
                    ? context.newEngine(ByteBufAllocator.DEFAULT)
                    : context.newEngine(ByteBufAllocator.DEFAULT, host, port);
        }

        @Override
        public void release(SSLEngine engine) {
            boolean _ = ReferenceCountUtil.release(engine);
        }
    }

    /** Makes engines of the JDK, also if there is OpenSSL. */
    static TlsEngines jdk(@Nullable KeyManagerFactory keys, @Nullable TrustManagerFactory trusted,
            List<String> protocols) throws SSLException {
        SSLContext context;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(keys == null ? null : keys.getKeyManagers(),
                    trusted == null ? null : trusted.getTrustManagers(), null);
        } catch (GeneralSecurityException e) {
            throw new SSLException("the keys or certificates cannot be used: " + e.getMessage(), e);
        }
        return (host, port) -> {
            SSLEngine engine = host == null ? context.createSSLEngine() : context.createSSLEngine(host, port);
            if (!protocols.isEmpty()) {
                SSLParameters parameters = engine.getSSLParameters();
                parameters.setApplicationProtocols(protocols.toArray(String[]::new));
                engine.setSSLParameters(parameters);
            }
            return engine;
        };
    }
}

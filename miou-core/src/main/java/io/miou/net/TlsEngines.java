package io.miou.net;

import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engine of each connection. For engines that do not come from an {@link javax.net.ssl.SSLContext}, such as
 * those of OpenSSL.
 *
 * {@snippet :
 * SslContext openSsl = SslContextBuilder.forServer(chain, key).sslProvider(SslProvider.OPENSSL).build();
 * Tls tls = Tls.ofEngines((host, port) -> openSsl.newEngine(ByteBufAllocator.DEFAULT));
 * }
 *
 * <p>Engines with a reference count need {@link #release}, so a class of their own.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TlsEngines {

    /**
     * Makes an engine. Called on a fiber, for each connection; must not wait.
     *
     * @param host the name or address of the server to connect to; null on the side of the server
     * @param port the port of the server to connect to; -1 on the side of the server
     * @return a new engine; its mode and parameters are set by the caller
     */
    SSLEngine create(@Nullable String host, int port);

    /**
     * Releases what an engine holds outside the heap, if it holds anything. Called once for each engine, also if the
     * stream was never used or its task has failed. It runs when the stream is released, after its last use, on
     * any thread that drives a domain; must neither wait nor throw.
     *
     * @param engine made by {@link #create}
     */
    default void release(SSLEngine engine) {
        // Engines of the JDK hold nothing.
    }
}

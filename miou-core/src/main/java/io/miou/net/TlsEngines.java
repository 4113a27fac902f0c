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
 */
@FunctionalInterface
public interface TlsEngines {

    /**
     * Makes an engine. Called on a fiber, for each connection; must not wait.
     *
     * @param host the name or address of the server to connect to; null on the side of the server
     * @param port the port of the server to connect to; -1 on the side of the server
     * @return a new engine, freed by garbage collection; its mode and parameters are set by the caller
     */
    SSLEngine create(@Nullable String host, int port);
}
